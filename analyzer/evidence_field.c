/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/evidence_field.h"

#include <stdio.h>
#include <string.h>

#define MAX_DEPTH 32

static const struct fact_field *field_at(const struct facts *f, const struct fact_type *ty,
					 uint64_t off)
{
	const struct fact_field *last = NULL;

	for (uint32_t i = 0; i < ty->nfields && f->fields.v[ty->first_field + i].offset <= off; i++)
		last = &f->fields.v[ty->first_field + i];
	return last;
}

static void put(struct field_text *to, const char *s)
{
	uint32_t n = (uint32_t)strlen(s);

	vec_reserve(&to->v, to->v.n + n + 1);
	memcpy(to->v.v + to->v.n, s, n + 1);
	to->v.n += n;
}

/* Writes the path of off in type id; false when it ends between the things that have a name. */
static bool walk(const struct facts *f, fact_type_id id, uint64_t off, struct field_text *out)
{
	bool named = false;

	for (unsigned depth = 0; id && depth < MAX_DEPTH; depth++) {
		const struct fact_type *ty = &f->types.v[id];
		const struct fact_field *fd;

		switch (ty->kind) {
		case FACT_T_STRUCT:
			fd = field_at(f, ty, off);
			if (!fd)
				return named && !off;
			if (strtab_get(&f->str, fd->name)[0]) {
				put(out, named ? "." : "");
				put(out, strtab_get(&f->str, fd->name));
				named = true;
			}
			off -= fd->offset;
			id = fd->type;
			break;
		case FACT_T_ARRAY:
			if (!f->types.v[ty->elem].size)
				return named;
			put(out, "[]");
			named = true;
			off %= f->types.v[ty->elem].size;
			id = ty->elem;
			break;
		default: /* a union's bytes have several names */
			if (off) {
				char plus[24];

				snprintf(plus, sizeof(plus), "+%llu", (unsigned long long)off);
				put(out, plus);
			}
			return named;
		}
	}
	return named;
}

const char *evidence_field(const struct shape_table *t, shape_id shape, int64_t off,
			   struct field_text *to)
{
	const struct shape *s = &t->v.v[shape];
	bool named = false;

	to->v.n = 0;
	put(to, "");
	if (shape && s->type && off >= 0) {
		uint64_t at = (uint64_t)off;

		if (s->unit)
			at %= s->unit;
		named = walk(program_facts(t->prog, s->module), s->type, at, to);
	}
	return named ? to->v.v : "";
}
