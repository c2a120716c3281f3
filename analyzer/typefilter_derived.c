/* SPDX-License-Identifier: Apache-2.0 */
/* Records that begin with another: what is allocated as a struct sock is a struct netlink_sock or
 * whatever else the caller says the size of. */
#include "analyzer/typefilter.h"

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
			tpairs_add(&t->derived, base, key);
	}
}

void typefilter_note_derived(struct typefilter *t)
{
	for (tkey_id key = 1; key < t->keys.n; key++)
		note_beginnings(t, key);
	tpairs_sort(&t->derived);
}

struct tplaces typefilter_derived(struct typefilter *t, shape_id s)
{
	const struct shape *sh = &t->shapes->v.v[s];
	tkey_id base = sh->unit ? 0 : typefilter_key_of_shape(t, s);

	if (!base || (sh->size && sh->size <= t->keys.v[base].size))
		return (struct tplaces){0};
	return tpairs_of(&t->derived, base);
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
