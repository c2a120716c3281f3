/* SPDX-License-Identifier: Apache-2.0 */
/* Where pointer arithmetic and type filters lead, from spot to spot. Each answer is found once, and
 * holds for all objects of the family. */
#include "analyzer/solve_int.h"
#include "base/diag.h"

#include <string.h>

/* Array elements tried when constant arithmetic goes below an array. */
#define MAX_UNROLL 64
/* Masks from this on look for the start of an object, smaller ones remove a tag. */
#define MIN_OBJECT_ALIGN 64u
#define POINTER_BYTES	 8

/* ---- From one spot -------------------------------------------------------------------------- */

static const struct solve_object *example(const struct solution *s, spot_id at)
{
	return &s->objs.v[s->families.v[s->spots.v[at].family].example];
}

void solve_reach(struct solution *s, spot_id at)
{
	vec_push(&s->reached, at);
}

void solve_reach_at(struct solution *s, family_id f, int64_t off)
{
	spot_id at = solve_spot_at(s, f, off);

	if (at)
		solve_reach(s, at);
}

/* Does arithmetic from at stay in its element of the array around it, if there is one? */
static bool stays_in_element(struct solution *s, spot_id at, int64_t off, struct shape_array *a)
{
	const struct solve_object *ob = example(s, at);
	int32_t from = s->spots.v[at].off;

	if (off == 0 || from < 0 || !ob->shape || (ob->size && (uint64_t)from >= ob->size) ||
	    !shape_array_at(&s->shapes, ob->shape, (uint64_t)from, a))
		return true;
	int64_t rel = (int64_t)from + off - (int64_t)a->start;

	return rel >= 0 && rel < (int64_t)a->stride;
}

/* A folded offset inside an array stands for the same place in every element, so arithmetic that
 * leaves the element may land in another element; going down, also below the array from any of them
 * (container_of), and going up, in the struct that begins with the array. */
static void shift(struct solution *s, spot_id at, int64_t off)
{
	const struct spot from = s->spots.v[at];
	int64_t to = (int64_t)from.off + off;
	struct shape_array a;

	if (from.off == OFF_ANY) {
		solve_reach(s, at);
		return;
	}
	if (stays_in_element(s, at, off, &a)) {
		solve_reach_at(s, from.family, to);
		return;
	}
	int64_t rel = to - (int64_t)a.start, stride = (int64_t)a.stride;
	int64_t in_element = ((rel % stride) + stride) % stride;

	solve_reach_at(s, from.family, (int64_t)a.start + in_element);
	if (rel >= stride) {
		/* Only a pointer to the array's start may be one to the struct around it. */
		if (from.off == (int32_t)a.start)
			solve_reach_at(s, from.family, to);
		return;
	}
	for (int64_t k = 0, x = to; x < (int64_t)a.start && k < MAX_UNROLL; k++, x += stride)
		if (!a.count || k < (int64_t)a.count)
			solve_reach_at(s, from.family, x);
}

/* Steps of an odd size through arrays within arrays: each place that they may end at. False when
 * those are too many to tell apart. */
static bool reach_steps(struct solution *s, spot_id from, uint32_t stride)
{
	const struct spot sp = s->spots.v[from];
	uint64_t span = shape_element_bytes(&s->shapes, example(s, from)->shape);

	if (!stride || !span || span / stride > MAX_UNROLL)
		return false;
	for (uint64_t at = (uint64_t)sp.off % stride; at < span; at += stride)
		solve_reach_at(s, sp.family, (int64_t)at);
	return true;
}

/* From a place that a pointer plus some multiple of stride is counted from. */
static void step_from(struct solution *s, spot_id from, uint32_t stride)
{
	const struct solve_object *ob = example(s, from);
	int32_t off = s->spots.v[from].off;
	struct shape_array a;
	bool inside = off >= 0 && ob->shape && (!ob->size || (uint64_t)off < ob->size);
	bool in_array = inside && shape_array_at(&s->shapes, ob->shape, (uint64_t)off, &a);

	if (stride && in_array && stride % a.stride == 0)
		solve_reach(s, from); /* elements are one already */
	else if (stride > 1 && inside && !in_array && typefilter_holds_record(&s->types, ob->shape))
		solve_reach(s, from); /* no array: the index is 0 */
	else if (!in_array || !reach_steps(s, from, stride))
		solve_reach_at(s, s->spots.v[from].family, OFF_ANY);
}

static void stride(struct solution *s, spot_id at, int64_t off, uint32_t stride)
{
	uint32_t first = s->reached.n;

	if (s->spots.v[at].off == OFF_ANY || example(s, at)->kind == SOBJ_CODE) {
		solve_reach(s, at);
		return;
	}
	shift(s, at, off);
	uint32_t end = s->reached.n;

	for (uint32_t i = first; i < end; i++)
		step_from(s, s->reached.v[i], stride);
	memmove(s->reached.v + first, s->reached.v + end, (s->reached.n - end) * sizeof(spot_id));
	s->reached.n -= end - first;
}

static void mask(struct solution *s, spot_id at, uint32_t align)
{
	const struct solve_object *ob = example(s, at);
	const struct spot from = s->spots.v[at];

	if (from.off == OFF_ANY) {
		solve_reach(s, at);
		return;
	}
	/* What lies inside a larger struct is not at its start. */
	if (align >= MIN_OBJECT_ALIGN && from.off >= POINTER_BYTES && ob->shape &&
	    shape_type_bytes(&s->shapes, ob->shape) > align &&
	    typefilter_holds_record(&s->types, ob->shape))
		return;
	solve_reach_at(s, from.family, from.off & ~(int64_t)(align - 1));
}

/* Where a load or store through a pointer to at is. */
static void access(struct solution *s, spot_id at, int64_t off)
{
	uint8_t kind = example(s, at)->kind;

	/* What unknown memory holds is not looked for; answer_sites() says where it is read. */
	if (kind == SOBJ_CODE || kind == SOBJ_UNKNOWN)
		return;
	if (solve_spot_is_opaque(s, at))
		at = solve_spot_of_elements(s, at);
	if (at)
		shift(s, at, off);
}

void solve_move_spot(struct solution *s, enum complex_op op, int32_t off, uint32_t aux, spot_id at)
{
	s->reached.n = 0;
	switch (op) {
	case CX_GEP:
		shift(s, at, off);
		break;
	case CX_GEP_VAR:
		stride(s, at, off, aux);
		break;
	case CX_MASK:
		mask(s, at, aux);
		break;
	case CX_FILTER:
		solve_filter_spot(s, at, aux, off);
		break;
	case CX_BLUR:
		if (example(s, at)->kind == SOBJ_CODE)
			solve_reach(s, at);
		else
			solve_reach_at(s, s->spots.v[at].family, OFF_ANY);
		break;
	case CX_LOAD:
	case CX_STORE:
		access(s, at, off);
		break;
	default:
		BUG("not a move");
	}
}

/* ---- Whole sets ----------------------------------------------------------------------------- */

void solve_move(struct solution *s, enum complex_op op, int32_t off, uint32_t aux,
		const struct pts *in, struct pts *out)
{
	struct pts_build *b = &s->build;

	b->v.n = 0;
	for (uint32_t i = 0; i < in->n; i++) {
		const struct chunk ch = s->chunks.v[in->key[i]];

		solve_move_spot(s, op, off, aux, ch.spot);
		vec_each (&s->reached, k) {
			spot_id to = s->reached.v[k];
			uint32_t chunk =
			    to == ch.spot ? in->key[i] : solve_chunk_of(s, to, ch.group);

			solve_use(s, chunk, in->bits[i]);
			pts_build_add(b, chunk, in->bits[i]);
		}
	}
	pts_build_finish(b, out);
}
