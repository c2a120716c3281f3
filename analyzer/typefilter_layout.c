/* SPDX-License-Identifier: Apache-2.0 */
/* Types that different modules describe alike, member by member. */
#include "analyzer/typefilter.h"

/* What a pointer or an array of pointers tells of where it leads: records by name, others by kind.
 */
static uint64_t pointee(struct typefilter *t, uint32_t module, fact_type_id id)
{
	uint64_t h = 0;

	for (unsigned depth = 0; id && depth < 3; depth++) {
		const struct fact_type *ty = &program_facts(t->prog, module)->types.v[id];

		h = hash_pair(h, hash_pair(ty->size << 8 | ty->kind,
					   (uint64_t)program_str(t->prog, module, ty->name) << 32 |
					       ty->count));
		if (typefilter_is_record(ty))
			return hash_pair(h, typefilter_key_meant(t, module, id));
		id = ty->elem;
	}
	return h;
}

static uint64_t describe(struct typefilter *t, uint32_t module, fact_type_id id)
{
	const struct facts *f = program_facts(t->prog, module);
	const struct fact_type *ty = &f->types.v[id];
	uint64_t h = hash_pair(ty->size << 9 | ty->kind << 1 | ty->incomplete,
			       (uint64_t)program_str(t->prog, module, ty->name) << 32 | ty->count);

	if (ty->kind == FACT_T_POINTER)
		return hash_pair(h, pointee(t, module, ty->elem));
	if (ty->kind == FACT_T_ARRAY)
		return hash_pair(h, typefilter_layout(t, module, ty->elem));
	for (uint32_t i = 0; i < ty->nfields; i++) {
		const struct fact_field *fd = &f->fields.v[ty->first_field + i];

		h = hash_pair(hash_pair(h, fd->offset),
			      hash_pair(program_str(t->prog, module, fd->name),
					typefilter_layout(t, module, fd->type)));
	}
	return h;
}

uint64_t typefilter_layout(struct typefilter *t, uint32_t module, fact_type_id id)
{
	uint64_t type = (uint64_t)module << 32 | id;
	uint32_t known = id ? map_get(&t->layout_of, type) : 0;

	if (!id)
		return 0;
	if (known)
		return t->layouts.v[known - 1];
	uint64_t h = describe(t, module, id);

	vec_push(&t->layouts, h);
	*map_at(&t->layout_of, type) = t->layouts.n;
	return h;
}
