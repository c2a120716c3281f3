/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/price.h"

#include <string.h>

void price_init(struct price *p, const struct matrix *m, const uint32_t *key)
{
	memset(p, 0, sizeof(*p));
	arena_init(&p->mem);
	p->by_region = arena_array(&p->mem, uint64_t, m->regions.n);
	p->by_function = arena_array(&p->mem, uint64_t, m->functions.n);
	p->pairs = m->defined * m->regions.n;
	p->needed = m->writes.n;
	vec_each (&m->regions, r)
		p->regions[key[r]]++;
	for (uint32_t i = 0; i < m->writes.n;) {
		uint32_t f = m->writes.v[i].function, opens = 0, own = 0;

		for (; i < m->writes.n && m->writes.v[i].function == f; i++, own++)
			opens |= 1u << key[m->writes.v[i].region];
		for (uint32_t k = 1; k <= ASSIGN_MAX_KEYS; k++)
			if (opens >> k & 1) {
				p->holders[k]++;
				p->by_function[f] += p->regions[k];
			}
		p->by_function[f] -= own;
	}
	vec_each (&m->regions, r) {
		p->by_region[r] = p->holders[key[r]] - m->regions.v[r].writers;
		p->by_key[key[r]] += p->by_region[r];
		p->granted += p->by_region[r];
	}
}

void price_release(struct price *p)
{
	arena_release(&p->mem);
	memset(p, 0, sizeof(*p));
}

uint32_t price_top(const uint64_t *cost, uint32_t n, uint32_t max, uint32_t *out)
{
	uint32_t have = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t at;

		if (!cost[i] || (have == max && cost[out[max - 1]] >= cost[i]))
			continue;
		at = have < max ? have++ : max - 1;
		for (; at && cost[out[at - 1]] < cost[i]; at--)
			out[at] = out[at - 1];
		out[at] = i;
	}
	return have;
}
