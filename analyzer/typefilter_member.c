/* SPDX-License-Identifier: Apache-2.0 */
/* Members that are pointers to functions, by the innermost record with a name that they are in: of
 * all that leads to one, through records around it as well, that is the same. */
#include "analyzer/typefilter.h"

static void add_member(struct typefilter *t, uint32_t module, tkey_id key, uint64_t off,
		       const struct fact_type *callee, struct tmembers *out)
{
	struct tfilter f = {.kind = TF_FUNCTION,
			    .size = program_str(t->prog, module, callee->name)};

	struct tmember m = {(uint64_t)key << 32 | off, typefilter_intern(t, &f)};

	for (unsigned i = 0; i < out->n; i++)
		if (out->v[i].place == m.place) {
			out->mixed |= out->v[i].filter != m.filter;
			return;
		}
	if (out->n < TYPEFILTER_MAX_MEMBERS)
		out->v[out->n++] = m;
	else
		out->more = true;
}

static void list_members(struct typefilter *t, uint32_t module, fact_type_id at, uint64_t rest,
			 tkey_id key, uint64_t start, struct tmembers *out)
{
	const struct facts *f = program_facts(t->prog, module);
	const struct fact_type *ty = &f->types.v[at];
	uint64_t stride;

	if (!at || ty->incomplete)
		return;
	switch (ty->kind) {
	case FACT_T_POINTER:
		if (key && !rest && f->types.v[ty->elem].kind == FACT_T_FUNC)
			add_member(t, module, key, start, &f->types.v[ty->elem], out);
		break;
	case FACT_T_ARRAY:
		stride = f->types.v[ty->elem].size;
		if (stride)
			list_members(t, module, ty->elem, rest % stride, key, start, out);
		break;
	case FACT_T_STRUCT:
	case FACT_T_UNION:
		if (typefilter_key_meant(t, module, at)) {
			key = typefilter_key_meant(t, module, at);
			start = 0;
		}
		for (uint32_t i = 0; i < ty->nfields; i++) {
			const struct fact_field *fd = &f->fields.v[ty->first_field + i];
			uint64_t size = f->types.v[fd->type].size;

			if (fd->offset <= rest && (!size || rest - fd->offset < size))
				list_members(t, module, fd->type, rest - fd->offset, key,
					     start + fd->offset, out);
		}
		break;
	default:
		break;
	}
}

void typefilter_members_of_shape(struct typefilter *t, shape_id s, uint64_t off,
				 struct tmembers *out)
{
	const struct shape *sh = &t->shapes->v.v[s];

	out->n = 0;
	out->more = out->mixed = false;
	list_members(t, sh->module, sh->type, sh->unit ? off % sh->unit : off, 0, 0, out);
}

void typefilter_members(struct typefilter *t, uint32_t filter, int64_t off, struct tmembers *out)
{
	const struct tfilter f = t->filters.v[filter];
	const struct tkey k = t->keys.v[f.key];
	int64_t at = off - f.off;

	out->n = 0;
	out->more = out->mixed = false;
	if (f.kind == TF_RECORD && !f.tagged && !f.or &&at >= 0 && (uint64_t)at < k.size)
		list_members(t, k.module, k.type, (uint64_t)at, 0, 0, out);
}
