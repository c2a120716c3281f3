/* SPDX-License-Identifier: Apache-2.0 */
/* Records that begin with another: what is allocated as a struct sock is a struct netlink_sock or
 * whatever else the caller says the size of. */
#include "analyzer/typefilter.h"

#include <stdlib.h>

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Notes record key under each record that it begins with, at any depth. */
static void note_beginnings(struct typefilter *t, tkey_id key)
{
	const struct tkey k = t->keys.v[key];
	const struct facts *f = program_facts(t->prog, k.module);
	fact_type_id at = k.type;

	for (;;) {
		const struct fact_type *ty = &f->types.v[at];
		const struct fact_field *fd = &f->fields.v[ty->first_field];

		if ((ty->kind != FACT_T_STRUCT && ty->kind != FACT_T_UNION) || !ty->nfields ||
		    fd->offset || !fd->type)
			return;
		at = fd->type;
		tkey_id base = typefilter_key(t, k.module, at);

		if (base && t->keys.v[base].size >= TYPEFILTER_EXTENDED_BYTES &&
		    t->keys.v[base].size < k.size)
			vec_push(&t->derived, (uint64_t)base << 32 | key);
	}
}

void typefilter_note_derived(struct typefilter *t)
{
	for (tkey_id key = 1; key < t->keys.n; key++)
		note_beginnings(t, key);
	if (t->derived.n)
		qsort(t->derived.v, t->derived.n, sizeof(*t->derived.v), compare_u64);
}

static uint32_t first_of(const struct typefilter *t, tkey_id base)
{
	uint32_t lo = 0, hi = t->derived.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (t->derived.v[mid] >> 32 < base)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct tplaces typefilter_derived(struct typefilter *t, shape_id s)
{
	const struct shape *sh = &t->shapes->v.v[s];
	tkey_id base = sh->unit ? 0 : typefilter_key_of_shape(t, s);

	if (!base || (sh->size && sh->size <= t->keys.v[base].size))
		return (struct tplaces){0};
	struct tplaces r = {.first = first_of(t, base)};

	r.n = first_of(t, base + 1) - r.first;
	return r;
}

bool typefilter_may_be(const struct typefilter *t, shape_id s, tkey_id derived)
{
	uint64_t size = t->shapes->v.v[s].size;

	return !size || t->keys.v[derived].size <= size;
}

uint64_t typefilter_extent(struct typefilter *t, shape_id s)
{
	uint64_t extent = shape_type_bytes(t->shapes, s);
	struct tplaces r = typefilter_derived(t, s);

	for (uint32_t i = r.first; i < r.first + r.n; i++) {
		uint64_t size = t->keys.v[typefilter_derived_key(t, i)].size;

		if (size > extent && typefilter_may_be(t, s, typefilter_derived_key(t, i)))
			extent = size;
	}
	return extent;
}
