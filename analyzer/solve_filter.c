/* SPDX-License-Identifier: Apache-2.0 */
/* What a type filter lets through, and when it is opened. */
#include "analyzer/solve_int.h"

static bool admitted(struct solution *s, const struct solve_object *ob, int32_t off,
		     uint32_t filter, bool opened)
{
	if (ob->kind == SOBJ_CODE)
		return typefilter_admits_code(&s->types, ob->sym, filter);
	if (ob->kind == SOBJ_UNKNOWN) /* beside pointers that fit, it would only spread */
		return false;
	if (ob->kind == SOBJ_ENTRY)
		return typefilter_names(&s->types, filter, "pt_regs");
	if (ob->kind == SOBJ_HEAP && solve_is_descriptor(s, (obj_id)(ob - s->objs.v)))
		return typefilter_names(&s->types, filter, "kmem_cache");
	if (ob->size && (uint64_t)off >= ob->size)
		return false;
	return typefilter_admits(&s->types, ob->shape, ob->size, ob->read_only, (uint64_t)off,
				 filter, opened);
}

/* Of "anywhere in the object" a filter leaves the places where its struct is. */
static void pin_down(struct solution *s, family_id f, shape_id shape, uint32_t filter)
{
	if (!shape || !s->shapes.v.v[shape].type)
		return;
	struct tplaces p = typefilter_places(&s->types, shape, filter);

	for (uint32_t i = 0; i < p.n; i++)
		solve_reach_at(s, f, (int64_t)s->types.offsets.v[p.first + i]);
}

/* May what a filter says be right, and what the object's first use made it seem be wrong? Of
 * anywhere, only untyped allocations. */
static bool is_mistaken(const struct solution *s, const struct solve_object *ob, int32_t off,
			int32_t opened)
{
	bool made = ob->kind == SOBJ_HEAP || ob->kind == SOBJ_CACHE;

	if (made && !s->shapes.v.v[ob->shape].type)
		return true;
	if (opened == FILTER_OPEN_UNTYPED || ob->read_only)
		return false;
	return (made && off == 0) ||
	       (off == OFF_ANY && ob->shape && shape_element_bytes(&s->shapes, ob->shape) == 1);
}

static uint64_t filter_bits(struct solution *s, uint32_t filter)
{
	while (s->filter_bits.n <= filter)
		vec_push(&s->filter_bits, 0);
	if (!s->filter_bits.v[filter])
		s->filter_bits.v[filter] = typefilter_filter_bits(&s->types, filter);
	return s->filter_bits.v[filter];
}

/* Whether what is at a spot can be told from what a filter admits without looking closely. */
static bool is_other(struct solution *s, spot_id at, const struct solve_object *ob, uint32_t filter)
{
	struct spot *sp = &s->spots.v[at];

	if (s->naive || ob->kind == SOBJ_CODE || sp->off < 0 ||
	    (ob->size && (uint64_t)sp->off >= ob->size))
		return false;
	if (!sp->bits)
		sp->bits = typefilter_place_bits(&s->types, ob->shape, (uint64_t)sp->off);
	for (; filter; filter = s->types.filters.v[filter].or) {
		int64_t off = s->types.filters.v[filter].off, place = sp->off + off;
		uint64_t bits = filter_bits(s, filter);

		if (bits & sp->bits && !off)
			return false;
		if (off && place >= 0 &&
		    bits & typefilter_place_bits(&s->types, ob->shape, (uint64_t)place))
			return false;
	}
	return true;
}

void solve_filter_spot(struct solution *s, spot_id at, uint32_t filter, int32_t opened)
{
	const struct spot sp = s->spots.v[at];
	const struct solve_object *ob = &s->objs.v[s->families.v[sp.family].example];

	if (opened && is_mistaken(s, ob, sp.off, opened))
		solve_reach(s, at);
	else if (sp.off == OFF_ANY && ob->kind != SOBJ_UNKNOWN)
		pin_down(s, sp.family, ob->shape, filter);
	else if ((opened || !is_other(s, at, ob, filter)) &&
		 admitted(s, ob, sp.off, filter, opened))
		solve_reach(s, at);
}

static void add_mistaken(const struct solution *s, const struct pts *in, int32_t opened,
			 struct pts *out)
{
	for (uint32_t i = 0; i < in->n; i++) {
		int32_t off = s->spots.v[s->chunks.v[in->key[i]].spot].off;

		if (is_mistaken(s, solve_chunk_object(s, in->key[i]), off, opened))
			pts_add_chunk(out, in->key[i], in->bits[i]);
	}
}

/* Does a filter leave anything that is declared to be what it is about? */
static bool leaves_some(struct solution *s, uint32_t filter, const struct pts *left)
{
	for (uint32_t i = 0; i < left->n; i++) {
		shape_id shape = solve_chunk_object(s, left->key[i])->shape;
		int32_t off = s->spots.v[s->chunks.v[left->key[i]].spot].off;

		if (!shape || !typefilter_is_guess(&s->types, shape, (uint64_t)off, filter))
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
