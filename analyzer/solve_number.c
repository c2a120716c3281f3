/* SPDX-License-Identifier: Apache-2.0 */
/* Pointers that are kept as numbers. Owners of very different kinds keep theirs in one place
 * (page->private), so what was stored there is not followed. What is read from there and declared
 * as a pointer to some record may be any allocation of that record. */
#include "analyzer/solve_int.h"

static void mark(struct solution *s, node_id n)
{
	while (s->number.n <= n)
		vec_push(&s->number, 0);
	s->number.v[n] = 1;
}

void solve_note_number(struct solution *s, uint32_t filter, int64_t off, node_id n)
{
	uint32_t field;

	if (typefilter_names(&s->types, filter, "page") &&
	    !typefilter_field(&s->types, filter, off, &field))
		mark(s, n);
}

/* The record that an object was allocated as, 0 when it is none or on a stack. */
static tkey_id made_as(struct solution *s, obj_id o)
{
	const struct solve_object *ob = &s->objs.v[o];

	if (ob->kind != SOBJ_CACHE &&
	    (ob->kind != SOBJ_HEAP ||
	     program_facts(s->prog, ob->module)->heaps.v[ob->heap].kind == FACT_H_STACK))
		return 0;
	return typefilter_key_of_shape(&s->types, ob->shape);
}

void solve_note_made(struct solution *s, obj_id o)
{
	tkey_id key = made_as(s, o);
	node_id n = key ? map_get(&s->made, key) : 0;

	if (n)
		solve_add_loc(s, n, solve_loc_at(s, o, 0));
}

static node_id made(struct solution *s, tkey_id key)
{
	uint32_t *slot = map_at(&s->made, key);

	if (!*slot) {
		node_id n = *slot = solve_node_new(s);

		for (obj_id o = 1; o < s->objs.n; o++)
			if (made_as(s, o) == key)
				solve_add_loc(s, n, solve_loc_at(s, o, 0));
		return n;
	}
	return *slot;
}

static bool is_number(const struct solution *s, node_id n)
{
	return n < s->number.n && s->number.v[n];
}

static void copy_numbers(struct solution *s)
{
	bool any;

	do {
		any = false;
		vec_each (&s->cons, i) {
			const struct constraint *c = &s->cons.v[i];

			if (c->op != FACT_COPY || !is_number(s, c->src) || is_number(s, c->dst))
				continue;
			mark(s, c->dst);
			any = true;
		}
	} while (any);
}

/* The record that a constraint takes a number for the address of, 0 none. */
static tkey_id taken_for(const struct solution *s, const struct constraint *c)
{
	const struct tfilter *f = &s->types.filters.v[c->op == OP_FILTER ? c->aux : 0];

	return f->kind == TF_RECORD && !f->off && is_number(s, c->src) ? f->key : 0;
}

node_id solve_made_for(const struct solution *s, const struct constraint *c)
{
	tkey_id key = taken_for(s, c);

	return key ? map_get(&s->made, key) : 0;
}

void solve_numbers(struct solution *s)
{
	copy_numbers(s);
	vec_each (&s->cons, i) {
		const struct constraint *c = &s->cons.v[i];
		tkey_id key = taken_for(s, c);

		if (key)
			solve_add_edge(s, made(s, key), c->dst);
	}
}
