/* SPDX-License-Identifier: Apache-2.0 */
/* What a type filter lets through, and when it is opened. */
#include "analyzer/solve_int.h"

static bool admitted(struct solution *s, loc_id l, uint32_t filter, bool opened)
{
	const struct solve_loc *at = &s->locs.v[l];
	const struct solve_object *ob = &s->objs.v[at->obj];

	if (ob->kind == SOBJ_CODE)
		return typefilter_admits_code(&s->types, ob->sym, filter);
	if (ob->kind == SOBJ_UNKNOWN) /* beside pointers that fit, it would only spread */
		return false;
	if (ob->kind == SOBJ_ENTRY)
		return typefilter_names(&s->types, filter, "pt_regs");
	if (ob->kind == SOBJ_HEAP && solve_is_descriptor(s, at->obj))
		return typefilter_names(&s->types, filter, "kmem_cache");
	if (ob->size && (uint64_t)at->off >= ob->size)
		return false;
	return typefilter_admits(&s->types, ob->shape, ob->size, ob->read_only, (uint64_t)at->off,
				 filter, opened);
}

/* Of "anywhere in the object" a filter leaves the places where its struct is. */
static void pin_down(struct solution *s, loc_id l, uint32_t filter, struct pts *out)
{
	obj_id o = s->locs.v[l].obj;
	shape_id shape = s->objs.v[o].shape;

	if (!shape || !s->shapes.v.v[shape].type)
		return;
	while (s->somewhere.n <= l)
		vec_push(&s->somewhere, 0);
	s->somewhere.v[l] = typefilter_contents(&s->types, shape);
	struct tplaces p = typefilter_places(&s->types, shape, filter);

	for (uint32_t i = 0; i < p.n; i++) {
		loc_id at = solve_loc_at(s, o, (int64_t)s->types.offsets.v[p.first + i]);

		if (at)
			pts_add(out, at);
	}
}

/* May what a filter says be right, and what the object's first use made it seem be wrong? Of
 * anywhere, only untyped allocations. */
static bool is_mistaken(const struct solution *s, loc_id l, int32_t opened)
{
	const struct solve_loc *at = &s->locs.v[l];
	const struct solve_object *ob = &s->objs.v[at->obj];
	bool made = ob->kind == SOBJ_HEAP || ob->kind == SOBJ_CACHE;

	if (made && !s->shapes.v.v[ob->shape].type)
		return true;
	if (opened == FILTER_OPEN_UNTYPED || ob->read_only)
		return false;
	return (made && at->off == 0) ||
	       (at->off == OFF_ANY && ob->shape && shape_element_bytes(&s->shapes, ob->shape) == 1);
}

void solve_filter(struct solution *s, const struct complex *c, const struct pts *in,
		  struct pts *out)
{
	struct pts_iter it = pts_begin(in);
	uint64_t wants = c->off ? ~0ull : typefilter_wants(&s->types, c->aux);
	uint32_t l;

	while (pts_next(&it, &l))
		if (l < s->somewhere.n && s->somewhere.v[l] && !(s->somewhere.v[l] & wants))
			continue; /* nothing of it would pass */
		else if (c->off && is_mistaken(s, l, c->off))
			pts_add(out, l);
		else if (s->locs.v[l].off == OFF_ANY && s->locs.v[l].obj != OBJ_UNKNOWN)
			pin_down(s, l, c->aux, out);
		else if (admitted(s, l, c->aux, c->off))
			pts_add(out, l);
}

static void add_mistaken(const struct solution *s, const struct pts *in, int32_t opened,
			 struct pts *out)
{
	uint32_t l;

	for (struct pts_iter it = pts_begin(in); pts_next(&it, &l);)
		if (is_mistaken(s, l, opened))
			pts_add(out, l);
}

/* Does a filter leave anything that is declared to be what it is about? */
static bool leaves_some(struct solution *s, uint32_t filter, const struct pts *left)
{
	uint32_t l;

	for (struct pts_iter it = pts_begin(left); pts_next(&it, &l);) {
		const struct solve_loc *at = &s->locs.v[l];
		shape_id shape = s->objs.v[at->obj].shape;

		if (!shape || !typefilter_is_guess(&s->types, shape, (uint64_t)at->off, filter))
			return true;
	}
	return false;
}

void solve_note_filter(struct solution *s, node_id n, uint32_t i)
{
	const struct complex *c = &s->complex.v[i];

	if (c->op == CX_FILTER && !typefilter_is_code(&s->types, c->aux))
		vec_push(&s->shut, ((struct shut_filter){n, i}));
}

/* Moves those that have a set and leave nothing of it to the end of s->shut, and drops those that
 * are gone or leave something. Returns how many need not be opened yet. */
static uint32_t sort_filters(struct solution *s)
{
	VEC(struct shut_filter) opened = {0};
	uint32_t kept = 0;

	vec_each (&s->shut, i) {
		struct shut_filter f = s->shut.v[i];
		const struct complex *c = &s->complex.v[f.complex];

		f.node = solve_find(s, f.node);
		if (c->op != CX_FILTER ||
		    leaves_some(s, c->aux, &s->nodes.v[solve_find(s, c->other)].pts))
			continue;
		if (pts_empty(&s->nodes.v[f.node].pts))
			s->shut.v[kept++] = f;
		else
			vec_push(&opened, f);
	}
	s->shut.n = kept;
	vec_each (&opened, i)
		vec_push(&s->shut, opened.v[i]);
	vec_free(&opened);
	return kept;
}

bool solve_open_filters(struct solution *s)
{
	bool any = false;
	uint32_t kept = sort_filters(s);
	/* What a filter lets through of anywhere once it is opened: where it looked for structs it
	 * found nothing, and an open one looks in the same places. */
	struct pts mistaken = {0};

	add_mistaken(s, &s->nodes.v[s->anywhere].pts,
		     s->by_type ? FILTER_OPEN : FILTER_OPEN_UNTYPED, &mistaken);
	for (uint32_t i = kept; i < s->shut.n; i++) {
		struct shut_filter f = s->shut.v[i];
		struct complex *c = &s->complex.v[f.complex];
		bool anywhere = f.node == s->anywhere;

		c->off = anywhere && !s->by_type ? FILTER_OPEN_UNTYPED : FILTER_OPEN;
		s->stats->filters_opened++;
		struct complex open = *c;

		if (anywhere)
			solve_add_set(s, solve_find(s, open.other), &mistaken);
		else
			solve_apply_arithmetic(s, &open, &s->nodes.v[f.node].pts);
		any |= !pts_empty(&s->nodes.v[solve_find(s, open.other)].delta);
	}
	s->shut.n = kept;
	pts_release(&mistaken);
	return any;
}
