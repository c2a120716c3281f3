/* SPDX-License-Identifier: Apache-2.0 */
/* A first look at whether a place may pass a filter, by one word of bits for each: no bit in
 * common, and it does not. It asks what typefilter_admits() asks of a shut filter, and knows less.
 */
#include "analyzer/typefilter.h"

#define ALL	~0ull
#define ASKED	1ull /* of a place: it is never 0 */
#define NUMBERS 2ull /* a long array of them */
#define NUMBER	4ull
#define POINTER 8ull
#define BITS	60

static uint64_t bit_of(tkey_id key)
{
	return 16ull << key % BITS;
}

static uint64_t of_record(struct typefilter *t, uint32_t module, fact_type_id at)
{
	tkey_id key = typefilter_key_meant(t, module, at);
	uint64_t bits = key ? bit_of(key) : 0;
	struct tplaces r = typefilter_carried(t, key);

	for (uint32_t i = r.first; i < r.first + r.n; i++)
		bits |= bit_of(typefilter_carried_key(t, i));
	return bits;
}

static uint64_t within(struct typefilter *t, uint32_t module, fact_type_id at, uint64_t rest)
{
	const struct facts *f = program_facts(t->prog, module);
	uint64_t bits = 0;

	for (;;) {
		const struct fact_type *ty = &f->types.v[at];

		if (!at || (typefilter_is_record(ty) && (ty->incomplete || !ty->nfields)))
			return ALL;
		if (typefilter_is_record(ty) && !rest)
			bits |= of_record(t, module, at);
		if (ty->kind == FACT_T_UNION) {
			for (uint32_t i = 0; i < ty->nfields; i++) {
				const struct fact_field *fd = &f->fields.v[ty->first_field + i];

				if (fd->offset <= rest)
					bits |= within(t, module, fd->type, rest - fd->offset);
			}
			return bits;
		}
		if (ty->kind == FACT_T_ARRAY) {
			uint64_t stride = f->types.v[ty->elem].size;

			if (!stride || !ty->count)
				return ALL;
			if (typefilter_is_numbers(f, ty))
				bits |= NUMBERS;
			rest %= stride;
			at = ty->elem;
		} else if (ty->kind == FACT_T_STRUCT) {
			const struct fact_field *fd = typefilter_field_at(f, ty, rest);

			if (!fd)
				return ALL;
			rest -= fd->offset;
			at = fd->type;
		} else {
			return bits | (ty->kind == FACT_T_POINTER ? POINTER : NUMBER);
		}
	}
}

uint64_t typefilter_place_bits(struct typefilter *t, shape_id s, uint64_t off)
{
	const struct shape *sh = &t->shapes->v.v[s];

	if (!s || !sh->type || off > UINT32_MAX ||
	    (off >= shape_type_bytes(t->shapes, s) && typefilter_derived(t, s).n))
		return ALL;
	uint32_t *slot = map_at(&t->place_of, (uint64_t)s << 32 | off);

	if (!*slot) {
		vec_push(&t->place_bits, ASKED | within(t, sh->module, sh->type, off));
		*slot = t->place_bits.n;
	}
	return t->place_bits.v[*slot - 1];
}

/* A record, and what an object may be declared as that is one: what it begins with. */
static uint64_t of_beginnings(struct typefilter *t, tkey_id key)
{
	const struct tkey k = t->keys.v[key];
	const struct facts *f = program_facts(t->prog, k.module);
	uint64_t bits = 0;

	for (fact_type_id at = k.type;;) {
		const struct fact_type *ty = &f->types.v[at];

		if (!at || !typefilter_is_record(ty))
			return bits;
		tkey_id base = typefilter_key(t, k.module, at);

		bits |= base ? bit_of(base) : 0;
		if (!ty->nfields || f->fields.v[ty->first_field].offset)
			return bits;
		at = f->fields.v[ty->first_field].type;
	}
}

uint64_t typefilter_filter_bits(struct typefilter *t, uint32_t filter)
{
	const struct tfilter fl = t->filters.v[filter];

	switch (fl.tagged ? TF_NUMBERS : fl.kind) {
	case TF_RECORD:
		return bit_of(fl.key) | of_beginnings(t, fl.key) |
		       (typefilter_is_numeric(t, fl.key) ? NUMBERS : 0);
	case TF_TO_RECORD:
	case TF_TO_POINTER:
		return POINTER;
	case TF_SCALAR:
		return NUMBER;
	case TF_FUNCTION: /* code lies in no object */
		return 0;
	default:
		return ALL;
	}
}
