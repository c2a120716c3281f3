/* SPDX-License-Identifier: Apache-2.0 */
/* Records that lie where something else is declared: numbers in a long array of numbers
 * (ext4_inode_info.i_data), a bitmap in the array of its words that ends a struct
 * (mm_struct.cpu_bitmap), and what begins as a record that ends in a long array of bytes
 * (io_kiocb.cmd). */
#include "analyzer/typefilter.h"

/* Nothing but numbers, none wider than 8 bytes. */
static bool is_numeric(const struct facts *f, fact_type_id at)
{
	const struct fact_type *ty = &f->types.v[at];

	if (ty->kind == FACT_T_SCALAR)
		return true;
	if (ty->kind == FACT_T_ARRAY)
		return is_numeric(f, ty->elem);
	if (!typefilter_is_record(ty) || ty->incomplete)
		return false;
	for (uint32_t i = 0; i < ty->nfields; i++)
		if (!is_numeric(f, f->fields.v[ty->first_field + i].type))
			return false;
	return ty->nfields;
}

bool typefilter_is_numeric(struct typefilter *t, tkey_id key)
{
	struct tkey *k = &t->keys.v[key];

	if (!k->numeric)
		k->numeric = is_numeric(program_facts(t->prog, k->module), k->type) ? 2 : 1;
	return k->numeric == 2;
}

bool typefilter_is_numbers(const struct facts *f, const struct fact_type *array)
{
	const struct fact_type *elem = &f->types.v[array->elem];

	return array->kind == FACT_T_ARRAY && elem->kind == FACT_T_SCALAR &&
	       elem->size * array->count >= TYPEFILTER_BUFFER_BYTES;
}

uint32_t typefilter_word_bytes(const struct facts *f, const struct fact_type *array)
{
	const struct fact_type *elem = &f->types.v[array->elem];

	return array->kind == FACT_T_ARRAY && elem->kind == FACT_T_SCALAR ? (uint32_t)elem->size
									  : 0;
}

uint32_t typefilter_bitmap_bytes(const struct typefilter *t, tkey_id key)
{
	const struct tkey k = t->keys.v[key];
	const struct facts *f = program_facts(t->prog, k.module);
	const struct fact_type *ty = &f->types.v[k.type];

	return ty->nfields == 1
		   ? typefilter_word_bytes(f, &f->types.v[f->fields.v[ty->first_field].type])
		   : 0;
}

/* Two members at one place that are declared alike. */
static bool alike(const struct typefilter *t, uint32_t module, fact_type_id at, uint32_t other,
		  fact_type_id id)
{
	const struct facts *f = program_facts(t->prog, module);
	const struct facts *g = program_facts(t->prog, other);
	const struct fact_type *x = &f->types.v[at], *y = &g->types.v[id];

	if (x->kind != y->kind || x->size != y->size)
		return false;
	if (x->kind != FACT_T_POINTER)
		return x->kind == FACT_T_SCALAR;
	tkey_id to = typefilter_key_meant((struct typefilter *)t, module, x->elem);

	return to && to == typefilter_key_meant((struct typefilter *)t, other, y->elem);
}

static bool is_carrier(const struct facts *f, const struct fact_type *ty)
{
	if (!typefilter_is_record(ty) || ty->nfields < 2)
		return false;
	const struct fact_type *last =
	    &f->types.v[f->fields.v[ty->first_field + ty->nfields - 1].type];

	return last->kind == FACT_T_ARRAY && f->types.v[last->elem].size == 1 &&
	       last->count >= TYPEFILTER_BUFFER_BYTES;
}

bool typefilter_carries(const struct typefilter *t, uint32_t module, fact_type_id carrier,
			tkey_id key)
{
	const struct tkey k = t->keys.v[key]; /* others may be made */
	const struct facts *f = program_facts(t->prog, module);
	const struct facts *g = program_facts(t->prog, k.module);
	const struct fact_type *ty = &f->types.v[carrier], *of = &g->types.v[k.type];

	if (!is_carrier(f, ty) || of->nfields < ty->nfields || k.size > ty->size)
		return false;
	for (uint32_t i = 0; i + 1 < ty->nfields; i++) {
		const struct fact_field *a = &f->fields.v[ty->first_field + i];
		const struct fact_field *b = &g->fields.v[of->first_field + i];

		if (a->offset != b->offset || !alike(t, module, a->type, k.module, b->type))
			return false;
	}
	return true;
}

void typefilter_note_carried(struct typefilter *t)
{
	uint32_t n = t->keys.n;

	for (tkey_id c = 1; c < n; c++) {
		const struct tkey k = t->keys.v[c]; /* others may be made */
		const struct facts *f = program_facts(t->prog, k.module);

		if (!is_carrier(f, &f->types.v[k.type]))
			continue;
		for (tkey_id key = 1; key < n; key++)
			if (key != c && typefilter_carries(t, k.module, k.type, key))
				tpairs_add(&t->carried, c, key);
	}
	tpairs_sort(&t->carried);
}

struct tplaces typefilter_carried(const struct typefilter *t, tkey_id carrier)
{
	return tpairs_of(&t->carried, carrier);
}
