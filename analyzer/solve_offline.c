/* SPDX-License-Identifier: Apache-2.0 */
/* What constraints say before anything is solved: which values are equal, and which filter a value
 * passes without having one of its own. */
#include "analyzer/solve_int.h"
#include "base/diag.h"

#include <string.h>

/* Nodes that may receive more than their constraints say while solving. */
static void mark_indirect(struct solution *s)
{
	vec_reserve(&s->indirect, s->nvalues + 1);
	s->indirect.n = s->nvalues + 1;
	memset(s->indirect.v, 0, s->indirect.n);
	for (func_id g = 1; g < s->prog->funcs.n; g++) {
		const struct fact_func *ff = program_func(s->prog, g);

		if (s->prog->syms.v[s->prog->funcs.v[g].sym].flags &
		    (FACT_F_ADDRESS_TAKEN | FACT_F_ENTRY))
			for (uint32_t i = 0; i < ff->nparams + 2; i++)
				if (i != ff->nparams)
					s->indirect.v[s->insts.v[g].node_base + i] = 1;
	}
	vec_each (&s->icalls, i) {
		if (!i)
			continue;
		const struct icall *ic = &s->icalls.v[i];

		if (ic->ret)
			s->indirect.v[ic->ret] = 1;
	}
	s->indirect.v[s->stray] = 1;
	vec_each (&s->members, i)
		s->indirect.v[s->members.v[i].node] = 1;
}

static uint64_t definition_key(struct solution *s, const struct constraint *c)
{
	node_id src = c->src;

	if (c->op != FACT_ADDR_SYM && c->op != FACT_ADDR_HEAP && src)
		src = solve_find(s, src);
	return hash_pair(hash_pair(((uint64_t)c->op << 32) | src, (uint32_t)c->off), c->aux);
}

static bool defines(const struct constraint *c)
{
	return c->op != FACT_STORE;
}

/* [node] -> constraints that define it. */
static uint32_t *count_definitions(const struct solution *s)
{
	uint32_t *ndefs = calloc(s->nvalues + 1, sizeof(*ndefs));

	if (!ndefs)
		diag_oom((s->nvalues + 1) * sizeof(*ndefs));
	vec_each (&s->cons, i)
		if (defines(&s->cons.v[i]))
			ndefs[s->cons.v[i].dst]++;
	return ndefs;
}

/* Offline substitution (after Rountev & Chandra, PLDI 2000, and Hardekopf & Lin's HVN, SAS 2007): a
 * node with one defining constraint is what that constraint says; equal definitions are equal
 * nodes. Loads qualify, since the analysis is flow-insensitive. */
static void substitute(struct solution *s, const uint32_t *ndefs)
{
	struct map seen;
	uint64_t merged;

	do {
		merged = 0;
		map_init(&seen);
		vec_each (&s->cons, i) {
			const struct constraint *c = &s->cons.v[i];

			if (!defines(c) || ndefs[c->dst] != 1 || s->indirect.v[c->dst])
				continue;
			node_id dst = solve_find(s, c->dst);

			if (c->op == FACT_COPY) {
				node_id src = solve_find(s, c->src);

				if (src != dst && dst == c->dst) {
					s->rep.v[dst] = src;
					merged++;
				}
				continue;
			}
			if (c->op == FACT_CACHE_ALLOC)
				continue;
			uint32_t *first = map_at(&seen, definition_key(s, c));

			if (!*first)
				*first = dst;
			else if (dst == c->dst && solve_find(s, *first) != dst) {
				s->rep.v[dst] = solve_find(s, *first);
				merged++;
			}
		}
		map_release(&seen);
		s->stats->merged_offline += merged;
	} while (merged > s->nvalues / 200);
}

/* The filter that what a constraint gives passes, 0 when none is known. */
static uint32_t filter_given(struct solution *s, const struct constraint *c)
{
	switch (c->op) {
	case FACT_COPY:
		return s->nodes.v[solve_find(s, c->src)].filter;
	case FACT_GEP:
		return typefilter_shifted(&s->types, s->nodes.v[solve_find(s, c->src)].filter,
					  c->off);
	case OP_MEET:
		return s->nodes.v[solve_find(s, c->aux)].filter;
	case OP_FILTER:
		return c->aux;
	default:
		return 0;
	}
}

/* The same, as far as what is kept there tells: of a root, a left and a right child that all are
 * pointers to nodes of a tree. */
static uint32_t holding_given(struct solution *s, const struct constraint *c)
{
	switch (c->op) {
	case FACT_COPY:
		return typefilter_holding(&s->types, filter_given(s, c), 0);
	case FACT_GEP:
		return typefilter_holding(&s->types, s->nodes.v[solve_find(s, c->src)].filter,
					  c->off);
	case OP_FILTER:
		return typefilter_holding(&s->types, c->aux, 0);
	default:
		return 0;
	}
}

/* Values merged and moved from such as passed one filter pass one, too. */
static void inherit_filters(struct solution *s, const uint32_t *ndefs,
			    uint32_t (*given_by)(struct solution *, const struct constraint *))
{
	uint32_t *agreed = malloc((s->nvalues + 1) * sizeof(*agreed));
	uint32_t *filter = malloc((s->nvalues + 1) * sizeof(*filter));
	bool any;

	if (!agreed || !filter)
		diag_oom((s->nvalues + 1) * sizeof(*agreed));
	do {
		any = false;
		memset(agreed, 0, (s->nvalues + 1) * sizeof(*agreed));
		memset(filter, 0, (s->nvalues + 1) * sizeof(*filter));
		vec_each (&s->cons, i) {
			const struct constraint *c = &s->cons.v[i];
			node_id n = c->dst;

			if (!defines(c) || s->indirect.v[n] || solve_find(s, n) != n ||
			    s->nodes.v[n].filter)
				continue;
			uint32_t given = given_by(s, c);

			if (!given || (filter[n] && filter[n] != given))
				continue;
			filter[n] = given;
			if (++agreed[n] == ndefs[n]) {
				s->nodes.v[n].filter = given;
				any = true;
			}
		}
	} while (any);
	free(agreed);
	free(filter);
}

void solve_offline(struct solution *s)
{
	mark_indirect(s);
	uint32_t *ndefs = count_definitions(s);

	substitute(s, ndefs);
	inherit_filters(s, ndefs, filter_given);
	inherit_filters(s, ndefs, holding_given);
	free(ndefs);
}
