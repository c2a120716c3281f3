/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/evidence_field.h"
#include "base/diag.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_DEPTH 32

static const struct fact_field *field_at(const struct facts *f, const struct fact_type *ty,
					 uint64_t off)
{
	const struct fact_field *last = NULL;

	for (uint32_t i = 0; i < ty->nfields && f->fields.v[ty->first_field + i].offset <= off; i++)
		last = &f->fields.v[ty->first_field + i];
	return last;
}

/* Writes the path of off in type id; false when it ends between the things that have a name. */
static bool walk(const struct facts *f, fact_type_id id, uint64_t off, FILE *out)
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
				fprintf(out, "%s%s", named ? "." : "",
					strtab_get(&f->str, fd->name));
				named = true;
			}
			off -= fd->offset;
			id = fd->type;
			break;
		case FACT_T_ARRAY:
			if (!f->types.v[ty->elem].size)
				return named;
			fputs("[]", out);
			named = true;
			off %= f->types.v[ty->elem].size;
			id = ty->elem;
			break;
		default: /* a union's bytes have several names */
			if (off)
				fprintf(out, "+%llu", (unsigned long long)off);
			return named;
		}
	}
	return named;
}

char *evidence_field(const struct shape_table *t, shape_id shape, int64_t off)
{
	const struct shape *s = &t->v.v[shape];
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	bool named = false;

	if (!out)
		diag_oom(0);
	if (shape && s->type && off >= 0) {
		uint64_t at = (uint64_t)off;

		if (s->unit)
			at %= s->unit;
		named = walk(program_facts(t->prog, s->module), s->type, at, out);
	}
	if (fclose(out))
		diag_oom(n);
	if (!named)
		text[0] = 0;
	return text;
}
