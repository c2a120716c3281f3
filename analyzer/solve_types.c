/* SPDX-License-Identifier: Apache-2.0 */
/* The answer by type: every place in memory holds whatever its declared type admits, of all objects
 * and all functions whose address is taken. It takes one pass: nothing that is stored anywhere can
 * make it larger. What the solver falls back to at a limit, and, with parameters and results by
 * type as well, the baseline that it is measured against.
 *
 * All that holds pointers of one declared type is one node, "what the type's filter lets through of
 * anywhere" (solve_widen.c), and anywhere holds every object. Descriptors of caches are left out:
 * what is allocated from one is found by following it. */
#include "analyzer/solve_int.h"

#define DESCRIPTOR "kmem_cache"

/* Objects that are made after the switch. */
void solve_types_add_objects(struct solution *s)
{
	for (; s->typed_objects < s->objs.n; s->typed_objects++) {
		obj_id o = s->typed_objects;
		bool code = s->objs.v[o].kind == SOBJ_CODE;

		if (s->objs.v[o].kind > SOBJ_UNKNOWN && s->objs.v[o].kind != SOBJ_ENTRY &&
		    !solve_is_descriptor(s, o))
			solve_add_loc(s, s->anywhere, solve_loc_at(s, o, code ? 0 : OFF_ANY));
	}
}

bool solve_types_cell(struct solution *s, uint32_t filter, node_id *cell)
{
	if (filter && typefilter_names(&s->types, filter, DESCRIPTOR))
		return false;
	*cell = filter ? solve_passed_by(s, filter) : s->anywhere;
	return true;
}

/* What a constraint makes of a joined set, from its type alone; false when that does not tell. */
static bool constrain(struct solution *s, uint32_t filter, const struct complex *c)
{
	node_id from = s->anywhere;
	uint32_t field;

	switch (c->op) {
	case CX_LOAD:
	case CX_STORE:
		if (!typefilter_field(&s->types, filter, c->off, &field))
			return true;
		if (!solve_types_cell(s, field, &from))
			return false;
		if (c->op == CX_STORE)
			return true;
		break;
	case CX_FILTER:
		from = solve_passed_by(s, c->aux);
		break;
	case CX_MEET:
		if (filter)
			from = solve_passed_by(s, filter);
		break;
	case CX_CALL:
	case CX_CACHE_ALLOC:
		return false;
	}
	solve_add_edge(s, from, c->other);
	return true;
}

static void absorb(struct solution *s, node_id to, node_id n)
{
	uint32_t filter = s->nodes.v[n].filter, first = solve_take_in(s, to, n);
	struct pts set = {0};

	pts_union(&set, &s->nodes.v[to].pts, NULL);
	for (uint32_t i = first; i; i = s->complex.v[i].next) {
		struct complex c = s->complex.v[i];

		s->complex.v[i].op = CX_NONE;
		if (!constrain(s, filter, &c))
			solve_append(s, to, &c, &set);
	}
	pts_release(&set);
}

void solve_types_join(struct solution *s, node_id n)
{
	uint32_t filter = s->nodes.v[n].filter;
	node_id to = filter ? solve_find(s, solve_passed_by(s, filter)) : s->anywhere;

	if (to == s->anywhere)
		solve_join_anywhere(s, n);
	else if (to != n)
		absorb(s, to, n);
}

bool solve_types_waits(const struct solution *s, node_id n)
{
	const struct snode *nd = &s->nodes.v[n];

	return nd->wide && n != s->anywhere &&
	       (!nd->filter ||
		solve_find((struct solution *)s, map_get(&s->passed, nd->filter)) != n);
}

bool solve_types_edge(struct solution *s, node_id src, node_id dst)
{
	struct snode *from = &s->nodes.v[src], *to = &s->nodes.v[dst];

	if (!from->wide || dst == s->anywhere)
		return false;
	if (!to->wide) {
		to->wide = true;
		vec_push(&s->widened, dst);
	}
	return true;
}

static uint32_t filter_between(const struct solution *s, node_id into, node_id cell)
{
	for (uint32_t i = s->nodes.v[into].complex; i; i = s->complex.v[i].next) {
		const struct complex *c = &s->complex.v[i];

		if (c->op == CX_FILTER && solve_find((struct solution *)s, c->other) == cell)
			return c->aux;
	}
	return 0;
}

static void join(struct solution *s, node_id a, node_id b)
{
	a = solve_find(s, a);
	b = solve_find(s, b);
	if (a != b)
		solve_merge(s, a, b);
}

static void cell_by_type(struct solution *s, loc_id l)
{
	node_id cell = solve_find(s, s->locs.v[l].cell), into = solve_find(s, s->locs.v[l].into);
	uint32_t filter = cell == into ? 0 : filter_between(s, into, cell);
	node_id typed;

	if (cell != into && !filter) /* done: another location has the same cell */
		return;
	if (!solve_types_cell(s, filter, &typed))
		return;
	join(s, s->anywhere, into);
	join(s, typed, cell);
}

static void memory_by_type(struct solution *s)
{
	for (loc_id l = 1; l < s->locs.n; l++)
		if (s->locs.v[l].cell)
			cell_by_type(s, l);
	for (obj_id o = 1; o < s->objs.n; o++)
		if (s->objs.v[o].all)
			join(s, s->anywhere, s->objs.v[o].all);
	vec_each (&s->members, i)
		join(s, solve_passed_by(s, s->members.v[i].filter), s->members.v[i].node);
	join(s, s->anywhere, s->load);
	join(s, s->anywhere, s->store);
}

static void fall_back(struct solution *s)
{
	s->by_type = true;
	s->widen = 1;
	solve_types_add_objects(s);
	memory_by_type(s);
	for (node_id n = 1; n < s->nodes.n; n++) {
		struct snode *nd = &s->nodes.v[n];

		if (s->rep.v[n] == n && (nd->wide || solve_too_wide(s, nd, &nd->pts))) {
			nd->wide = true;
			vec_push(&s->widened, n);
		}
	}
}

static void parameters_by_type(struct solution *s, inst_id i)
{
	const struct instance *in = &s->insts.v[i];
	const struct fact_func *ff = program_func(s->prog, in->func);
	uint32_t module = s->prog->funcs.v[in->func].module;

	for (uint32_t p = 0; p < ff->nparams; p++) {
		uint32_t filter = typefilter_hint(&s->types, module, ff->first_node + p);

		if (!filter || !typefilter_names(&s->types, filter, DESCRIPTOR))
			join(s, s->anywhere, in->node_base + p);
	}
	join(s, s->anywhere, in->node_base + ff->nparams);
	join(s, s->anywhere, in->node_base + ff->nparams + 1);
}

void solve_heed_limit(struct solution *s)
{
	if (!s->by_type && solve_limit_reached(&s->limit))
		fall_back(s);
}

void solve_types_begin(struct solution *s)
{
	fall_back(s);
	for (inst_id i = 1; i < s->insts.n; i++)
		parameters_by_type(s, i);
}
