/* SPDX-License-Identifier: Apache-2.0 */
/* Where in a type what a filter is about occurs. Each type is walked once, for all filters. */
#include "analyzer/typefilter.h"

#define MAX_DEPTH 32 /* of structs within structs */

static uint64_t part_key(enum tfilter_kind kind, uint32_t which)
{
	return (uint64_t)kind << 32 | which;
}

static void add_part(struct typefilter *t, enum tfilter_kind kind, uint32_t which, uint64_t off)
{
	struct tpart p = {part_key(kind, which), t->parts.n, (uint32_t)off};

	if (off >= t->listed_from && off <= UINT32_MAX)
		vec_push(&t->parts, p);
}

static void list_parts(struct typefilter *t, uint32_t module, fact_type_id at, uint64_t off,
		       unsigned depth)
{
	const struct facts *f = program_facts(t->prog, module);
	const struct fact_type *ty = &f->types.v[at];
	tkey_id key;

	if (!at || !depth)
		return;
	switch (ty->kind) {
	case FACT_T_POINTER:
		key = ty->elem ? typefilter_key_meant(t, module, ty->elem) : 0;
		add_part(t, TF_TO_POINTER, typefilter_pointee_class(f, ty), off);
		if (key)
			add_part(t, TF_TO_RECORD, key, off);
		break;
	case FACT_T_SCALAR:
		add_part(t, TF_SCALAR, (uint32_t)ty->size, off);
		if (ty->size != 1) /* bytes of any kind */
			add_part(t, TF_SCALAR, 1, off);
		break;
	case FACT_T_ARRAY:
		if (typefilter_is_numbers(f, ty))
			add_part(t, TF_NUMBERS, 0, off);
		if (!ty->count && typefilter_word_bytes(f, ty))
			add_part(t, TF_WORDS, typefilter_word_bytes(f, ty), off);
		list_parts(t, module, ty->elem, off, depth - 1);
		break;
	case FACT_T_STRUCT:
	case FACT_T_UNION:
		key = typefilter_key_meant(t, module, at);
		if (key) {
			struct tplaces r = typefilter_carried(t, key);

			add_part(t, TF_RECORD, key, off);
			for (uint32_t i = r.first; i < r.first + r.n; i++)
				add_part(t, TF_RECORD, typefilter_carried_key(t, i), off);
		}
		for (uint32_t i = 0; i < ty->nfields; i++) {
			const struct fact_field *fd = &f->fields.v[ty->first_field + i];

			list_parts(t, module, fd->type, off + fd->offset, depth - 1);
		}
		break;
	default:
		break;
	}
}

static int compare_parts(const void *x, const void *y)
{
	const struct tpart *a = x, *b = y;

	if (a->what != b->what)
		return a->what < b->what ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

/* What larger records have behind the shape's type, which they begin with. */
static void list_derived(struct typefilter *t, shape_id s, struct tplaces derived)
{
	for (uint32_t i = derived.first; i < derived.first + derived.n; i++) {
		tkey_id key = typefilter_derived_key(t, i);

		if (!typefilter_may_be(t, s, key))
			continue;
		add_part(t, TF_RECORD, key, 0);
		t->listed_from = shape_type_bytes(t->shapes, s);
		list_parts(t, t->keys.v[key].module, t->keys.v[key].type, 0, MAX_DEPTH);
		t->listed_from = 0;
	}
}

struct tplaces typefilter_parts(struct typefilter *t, shape_id s)
{
	uint32_t module = t->shapes->v.v[s].module;
	fact_type_id type = t->shapes->v.v[s].type;
	struct tplaces derived = typefilter_derived(t, s);
	uint32_t *slot =
	    map_at(&t->parts_of, derived.n ? 1ull << 63 | s : (uint64_t)module << 32 | type);

	if (!*slot) {
		struct tplaces r = {.first = t->parts.n};

		list_parts(t, module, type, 0, MAX_DEPTH);
		list_derived(t, s, derived);
		r.n = t->parts.n - r.first;
		if (r.n)
			qsort(t->parts.v + r.first, r.n, sizeof(*t->parts.v), compare_parts);
		vec_push(&t->ranges, r);
		*slot = t->ranges.n;
	}
	return t->ranges.v[*slot - 1];
}

uint64_t typefilter_what(const struct tfilter *fl)
{
	bool record = fl->kind == TF_RECORD || fl->kind == TF_TO_RECORD;

	return part_key((enum tfilter_kind)fl->kind, record ? fl->key : fl->size);
}

uint64_t typefilter_what_laid(struct typefilter *t, const struct tfilter *fl)
{
	return fl->kind == TF_RECORD && typefilter_is_numeric(t, fl->key) ? part_key(TF_NUMBERS, 0)
									  : 0;
}

uint64_t typefilter_what_words(const struct typefilter *t, const struct tfilter *fl)
{
	uint32_t bytes = fl->kind == TF_RECORD ? typefilter_bitmap_bytes(t, fl->key) : 0;

	return bytes ? part_key(TF_WORDS, bytes) : 0;
}

static void find_places(struct typefilter *t, struct tplaces in, const struct tfilter *fl,
			uint64_t what)
{
	uint32_t lo = in.first, end = in.first + in.n, hi = end;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (t->parts.v[mid].what < what)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < end && t->parts.v[lo].what == what; lo++)
		if (fl->off <= 0 || t->parts.v[lo].off >= (uint64_t)fl->off)
			vec_push(&t->offsets, t->parts.v[lo].off - (uint64_t)fl->off);
}

/* Bit 0 is TYPEFILTER_KNOWN. */
#define NUMBERS 2ull

static uint64_t bit_of(tkey_id key)
{
	return 4ull << key % 62;
}

static void note_contents(struct typefilter *t, uint32_t module, fact_type_id at, uint64_t *bits,
			  unsigned depth)
{
	const struct facts *f = program_facts(t->prog, module);
	const struct fact_type *ty = &f->types.v[at];
	tkey_id key = typefilter_key(t, module, at);

	if (!at || !depth)
		return;
	if (key) {
		struct tplaces r = typefilter_carried(t, key);

		*bits |= bit_of(key);
		for (uint32_t i = r.first; i < r.first + r.n; i++)
			*bits |= bit_of(typefilter_carried_key(t, i));
	}
	if (typefilter_is_numbers(f, ty) || (!ty->count && typefilter_word_bytes(f, ty)))
		*bits |= NUMBERS;
	if (ty->kind == FACT_T_ARRAY)
		note_contents(t, module, ty->elem, bits, depth - 1);
	for (uint32_t i = 0; i < ty->nfields; i++)
		note_contents(t, module, f->fields.v[ty->first_field + i].type, bits, depth - 1);
}

uint64_t typefilter_contents(struct typefilter *t, shape_id s)
{
	while (t->contents.n <= s)
		vec_push(&t->contents, 0);
	if (!t->contents.v[s]) {
		const struct shape *sh = &t->shapes->v.v[s];
		uint64_t bits = TYPEFILTER_KNOWN;

		note_contents(t, sh->module, sh->type, &bits, MAX_DEPTH);
		struct tplaces derived = typefilter_derived(t, s);

		for (uint32_t i = derived.first; i < derived.first + derived.n; i++) {
			const struct tkey *k = &t->keys.v[typefilter_derived_key(t, i)];

			note_contents(t, k->module, k->type, &bits, MAX_DEPTH);
		}
		t->contents.v[s] = bits;
	}
	return t->contents.v[s];
}

uint64_t typefilter_wants(struct typefilter *t, uint32_t filter)
{
	uint64_t bits = 0;

	for (; filter; filter = t->filters.v[filter].or) {
		if (t->filters.v[filter].kind != TF_RECORD)
			return ~0ull;
		bits |= bit_of(t->filters.v[filter].key);
		if (typefilter_is_numeric(t, t->filters.v[filter].key))
			bits |= NUMBERS;
	}
	return bits;
}

bool typefilter_is_guess(struct typefilter *t, shape_id s, uint64_t off, uint32_t filter)
{
	const struct tfilter *fl = &t->filters.v[filter];

	if (!typefilter_what_laid(t, fl))
		return false;
	t->offsets.n = 0;
	find_places(t, typefilter_parts(t, s), fl, typefilter_what(fl));
	vec_each (&t->offsets, i)
		if (t->offsets.v[i] == off)
			return false;
	return true;
}

struct tplaces typefilter_places(struct typefilter *t, shape_id s, uint32_t filter)
{
	t->offsets.n = 0;
	if (!(typefilter_contents(t, s) & typefilter_wants(t, filter)))
		return (struct tplaces){0};
	struct tplaces parts = typefilter_parts(t, s);

	for (uint32_t i = filter; i; i = t->filters.v[i].or) {
		uint64_t laid = typefilter_what_laid(t, &t->filters.v[i]);
		uint64_t words = typefilter_what_words(t, &t->filters.v[i]);

		find_places(t, parts, &t->filters.v[i], typefilter_what(&t->filters.v[i]));
		if (laid)
			find_places(t, parts, &t->filters.v[i], laid);
		if (words)
			find_places(t, parts, &t->filters.v[i], words);
	}
	return (struct tplaces){.n = t->offsets.n};
}
