/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept in a member that is a pointer to a function, whatever object it is in: a node a
 * member. What is loaded from a member is that as well as what the place it is loaded from holds,
 * which alone says little where that is anywhere, private data behind a struct, or of no type
 * (after Lu & Hu, "Where does it go?", CCS 2019).
 *
 * A member holds what is stored to it, also in memory that is not declared to have it; what the
 * places hold that are; and each function that is stored where nothing tells the member. */
#include "analyzer/solve_int.h"

#include <string.h>

node_id solve_member_node(struct solution *s, const struct tmember *m)
{
	uint32_t *slot = map_at(&s->member_of, m->place);

	if (!*slot) {
		*slot = solve_value_new(s, 1);
		vec_push(&s->members, ((struct member){*slot, m->filter}));
		solve_emit(s, OP_FILTER, *slot, s->stray, 0, m->filter);
	}
	return *slot;
}

node_id solve_member_loaded(struct solution *s, uint32_t filter, int64_t off)
{
	uint32_t field = 0;
	struct tmembers m;

	typefilter_members(&s->types, filter, off, &m);
	if (m.n != 1 || m.more || m.mixed || !typefilter_field(&s->types, filter, off, &field))
		return 0;
	return field == m.v[0].filter ? solve_member_node(s, &m.v[0]) : 0;
}

void solve_member_stored(struct solution *s, uint32_t filter, int64_t off, node_id value)
{
	struct tmembers m;

	typefilter_members(&s->types, filter, off, &m);
	for (unsigned i = 0; i < m.n; i++)
		solve_emit(s, OP_FILTER, solve_member_node(s, &m.v[i]), value, 0, m.v[i].filter);
	if (m.more)
		solve_emit(s, FACT_COPY, s->stray, value, 0, 0);
}

static void note(struct value_note *to, const struct value_note *from)
{
	to->code |= from->code;
	to->named |= from->named;
}

void solve_member_notes(struct solution *s, func_id func)
{
	uint32_t module = s->prog->funcs.v[func].module;
	const struct facts *f = program_facts(s->prog, module);
	const struct fact_func *ff = program_func(s->prog, func);
	uint32_t n = ff->end_node - ff->first_node;

	vec_reserve(&s->notes, n);
	s->notes.n = n;
	memset(s->notes.v, 0, n * sizeof(*s->notes.v));
	for (uint32_t i = ff->first_cons; i < ff->end_cons; i++) {
		const struct fact_cons *c = &f->cons.v[i];
		struct value_note *to = &s->notes.v[c->dst - ff->first_node];

		if (c->op == FACT_STORE || c->op == FACT_MEMCPY)
			continue;
		to->several |= to->def != 0;
		to->def = i + 1;
		switch (c->op) {
		case FACT_ADDR_SYM:
			*(f->syms.v[c->src].kind == FACT_S_FUNC ? &to->code : &to->named) = true;
			break;
		case FACT_ADDR_HEAP:
			to->named |= f->heaps.v[c->src].kind == FACT_H_STACK;
			break;
		case FACT_GEP:
		case FACT_COPY:
			note(to, &s->notes.v[c->src - ff->first_node]);
			break;
		}
	}
}

#define MAX_STEPS 6 /* from a value back to one that a variable or tag declares */

static uint32_t filter_of(struct solution *s, func_id func, fact_node n, int64_t *off,
			  unsigned steps)
{
	uint32_t module = s->prog->funcs.v[func].module;
	const struct fact_func *ff = program_func(s->prog, func);
	uint32_t filter = typefilter_hint(&s->types, module, n), field = 0;
	const struct value_note *note = &s->notes.v[n - ff->first_node];

	if (filter || !note->def || note->several || !steps)
		return filter;
	const struct fact_cons *c = &program_facts(s->prog, module)->cons.v[note->def - 1];
	int64_t at = c->off;

	switch (c->op) {
	case FACT_COPY:
		return filter_of(s, func, c->src, off, steps - 1);
	case FACT_GEP:
		*off += at;
		return filter_of(s, func, c->src, off, steps - 1);
	case FACT_LOAD:
		filter = filter_of(s, func, c->src, &at, steps - 1);
		return filter && typefilter_field(&s->types, filter, at, &field) ? field : 0;
	default:
		return 0;
	}
}

uint32_t solve_filter_of(struct solution *s, func_id func, fact_node n, int64_t *off)
{
	return filter_of(s, func, n, off, MAX_STEPS);
}

void solve_member_store(struct solution *s, inst_id id, const struct fact_cons *c)
{
	func_id func = s->insts.v[id].func;
	const struct fact_func *ff = program_func(s->prog, func);
	int64_t off = c->off;
	uint32_t filter = solve_filter_of(s, func, c->dst, &off);

	if (filter)
		solve_member_stored(s, filter, off, solve_node(s, id, c->src));
	else if (s->notes.v[c->src - ff->first_node].code &&
		 !s->notes.v[c->dst - ff->first_node].named)
		solve_emit(s, FACT_COPY, s->stray, solve_node(s, id, c->src), 0, 0);
}

bool solve_copied_from_known(const struct solution *s, func_id func, const struct fact_cons *c)
{
	return s->notes.v[c->src - program_func(s->prog, func)->first_node].named;
}

void solve_meet(struct solution *s, const struct complex *c, const struct pts *in, struct pts *out)
{
	const struct pts *with = &s->nodes.v[solve_find(s, c->aux)].pts;

	for (uint32_t i = 0; i < in->n; i++) {
		uint64_t bits = in->bits[i] & pts_chunk_bits(with, in->key[i]);

		if (bits)
			pts_add_chunk(out, in->key[i], bits);
	}
}

void solve_member_cell(struct solution *s, loc_id l)
{
	const struct solve_loc *at = &s->locs.v[l];
	shape_id shape = s->objs.v[at->obj].shape;
	node_id cell = at->cell;
	struct tmembers m = {0};

	if (shape && at->off >= 0 && !s->by_type)
		typefilter_members_of_shape(&s->types, shape, (uint64_t)at->off, &m);
	for (unsigned i = 0; i < m.n; i++) {
		node_id n = map_get(&s->member_of, m.v[i].place);

		if (n)
			solve_add_complex(s, cell, CX_FILTER, n, 0, m.v[i].filter);
	}
	if (m.more)
		solve_add_edge(s, cell, s->stray);
	if (m.n && !m.more && !m.mixed && at->into != cell &&
	    typefilter_is_code(&s->types, s->nodes.v[cell].filter))
		*map_at(&s->member_cell, cell) = l;
}

static bool has_code(const struct solution *s, node_id n)
{
	const struct pts *set = &s->nodes.v[n].pts;

	for (uint32_t i = 0; i < set->n; i++)
		if (solve_chunk_object(s, set->key[i])->kind == SOBJ_CODE)
			return true;
	return false;
}

/* Whether some place that is loaded from is declared to be the member. */
static bool is_there(struct solution *s, const struct member_load *load, const struct pts *set)
{
	struct tmembers m;

	for (uint32_t i = 0; i < set->n; i++) {
		shape_id shape = solve_chunk_object(s, set->key[i])->shape;
		int64_t off = s->spots.v[s->chunks.v[set->key[i]].spot].off;

		if (!shape || off == OFF_ANY || off + load->off < 0)
			continue;
		typefilter_members_of_shape(&s->types, shape, (uint64_t)(off + load->off), &m);
		for (unsigned k = 0; k < m.n; k++)
			if (m.v[k].place == load->place)
				return true;
	}
	return false;
}

bool solve_open_members(struct solution *s)
{
	bool any = false;
	uint32_t kept = 0;

	vec_each (&s->member_loads, i) {
		struct member_load load = s->member_loads.v[i];
		node_id from = solve_find(s, load.from), to = solve_find(s, load.to);
		node_id member = solve_find(s, load.member);

		if (has_code(s, to))
			continue;
		if (pts_empty(&s->nodes.v[from].pts) || !has_code(s, member) ||
		    is_there(s, &load, &s->nodes.v[from].pts)) {
			s->member_loads.v[kept++] = load;
			continue;
		}
		solve_add_edge(s, member, to);
		any = true;
	}
	s->member_loads.n = kept;
	return any;
}

bool solve_member_takes(struct solution *s, const struct complex *c)
{
	loc_id l = map_get(&s->member_cell, c->other);
	struct tmembers m;

	if (!l)
		return false;
	typefilter_members_of_shape(&s->types, s->objs.v[s->locs.v[l].obj].shape,
				    (uint64_t)s->locs.v[l].off, &m);
	for (unsigned i = 0; i < m.n; i++)
		if (!map_get(&s->member_of, m.v[i].place))
			return false;
	node_id all = solve_passed_by(s, c->aux);

	for (unsigned i = 0; i < m.n; i++) {
		node_id n = map_get(&s->member_of, m.v[i].place);

		solve_add_complex(s, all, CX_MEET, c->other, 0, n);
		solve_add_complex(s, n, CX_MEET, c->other, 0, all);
	}
	return true;
}
