/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/colour_check.h"

#include <stdlib.h>

uint64_t colour_check_edges(const struct edges *g, const uint32_t *colour, uint32_t ncolours,
			    uint32_t *used)
{
	uint64_t bad = 0;

	*used = 0;
	for (uint32_t a = 0; a < g->n; a++) {
		bool new = true;

		bad += colour[a] < 1 || colour[a] > ncolours;
		for (uint32_t b = 0; b < a; b++) {
			bad += colour[a] == colour[b] && edges_has(g, a, b);
			new &= colour[a] != colour[b];
		}
		*used += new;
	}
	return bad;
}

uint64_t colour_check_sharing(const struct matrix *m, const uint32_t *key, uint32_t nkeys,
			      bool per_object)
{
	uint64_t granted = 0, needed = 0;
	bool *opens = calloc((size_t)nkeys + 1, sizeof(*opens));

	if (!opens)
		diag_oom(nkeys);
	vec_each (&m->regions, r)
		BUG_ON(key[r] < 1 || key[r] > nkeys);
	for (uint32_t f = 0, i = 0; f < m->functions.n; f++) {
		for (uint32_t k = 1; k <= nkeys; k++)
			opens[k] = false;
		for (; i < m->writes.n && m->writes.v[i].function == f; i++) {
			const struct matrix_region *r = &m->regions.v[m->writes.v[i].region];

			opens[key[m->writes.v[i].region]] = true;
			needed += per_object ? r->objects : 1;
		}
		vec_each (&m->regions, r)
			if (opens[key[r]])
				granted += per_object ? m->regions.v[r].objects : 1;
	}
	free(opens);
	return granted - needed;
}
