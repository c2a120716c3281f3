/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/bounds.h"

#include <fnmatch.h>
#include <string.h>

static const struct {
	const char *symbol, *sections;
} table[] = {
#define BOUND(symbol, sections) {symbol, sections},
#include "analyzer/bounds.def"
#undef BOUND
};

static const char *sections_of(const char *name)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(table[i].symbol, name))
			return table[i].sections;
	if (!strncmp(name, "__start_", 8))
		return name + 8;
	if (!strncmp(name, "__stop_", 7))
		return name + 7;
	return NULL;
}

void bounds_find(struct bounds *b, const struct program *p)
{
	memset(b, 0, sizeof(*b));
	for (sym_id s = 1; s < p->syms.n; s++) {
		const struct symbol *sy = &p->syms.v[s];
		const char *glob;

		if (sy->kind != FACT_S_VAR || sy->linkage < FACT_L_UNDEF)
			continue;
		glob = sections_of(strtab_get(&p->str, sy->name));
		if (!glob)
			continue;
		for (sym_id m = 1; m < p->syms.n; m++) {
			const struct symbol *v = &p->syms.v[m];

			if (v->kind == FACT_S_VAR && v->section &&
			    !fnmatch(glob, strtab_get(&p->str, v->section), 0))
				vec_push(&b->v, ((struct bound_member){s, m}));
		}
	}
}

void bounds_release(struct bounds *b)
{
	vec_free(&b->v);
}

void bounds_of(const struct bounds *b, sym_id bound, uint32_t *first, uint32_t *n)
{
	uint32_t lo = 0, hi = b->v.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (b->v.v[mid].bound < bound)
			lo = mid + 1;
		else
			hi = mid;
	}
	*first = lo;
	while (lo < b->v.n && b->v.v[lo].bound == bound)
		lo++;
	*n = lo - *first;
}
