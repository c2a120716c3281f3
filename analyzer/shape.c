/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/shape.h"
#include "base/diag.h"

#include <string.h>

#define FOLD_TABLE_BYTES 65536u /* larger types fold by walking each time */
#define POINTER_BYTES    8u

void shape_table_init(struct shape_table *t, const struct program *p)
{
	memset(t, 0, sizeof(*t));
	t->prog = p;
	vec_push(&t->v, (struct shape){0});
	map_init(&t->index);
}

void shape_table_release(struct shape_table *t)
{
	vec_each(&t->v, i)
		free(t->v.v[i].fold);
	vec_free(&t->v);
	map_release(&t->index);
}

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t r = a % b;

		a = b;
		b = r;
	}
	return a;
}

/* The greatest common divisor of all array strides inside a type, 0 when it holds no array. */
static uint64_t stride_gcd(const struct facts *f, fact_type_id id)
{
	const struct fact_type *ty = &f->types.v[id];
	uint64_t g = 0;

	if (ty->kind == FACT_T_ARRAY)
		return ty->count == 1 ? stride_gcd(f, ty->elem)
				      : gcd(f->types.v[ty->elem].size, stride_gcd(f, ty->elem));
	if (ty->kind != FACT_T_STRUCT && ty->kind != FACT_T_UNION)
		return 0;
	for (uint32_t i = 0; i < ty->nfields; i++)
		g = gcd(g, stride_gcd(f, f->fields.v[ty->first_field + i].type));
	return g;
}

/* The field of a struct that holds off: the last one that starts at or before it. */
static const struct fact_field *field_at(const struct facts *f, const struct fact_type *ty,
					 uint64_t off)
{
	uint32_t lo = 0, hi = ty->nfields;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (f->fields.v[ty->first_field + mid].offset <= off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? &f->fields.v[ty->first_field + lo - 1] : NULL;
}

static bool is_flexible(const struct fact_type *ty)
{
	return ty->kind == FACT_T_ARRAY && ty->count == 0;
}

/* Folds off within type id and reports the innermost array passed through, all relative to the
 * start of id. */
static uint64_t fold_type(const struct facts *f, fact_type_id id, uint64_t off,
			  struct shape_array *in)
{
	const struct fact_type *ty = &f->types.v[id];

	if (!id)
		return off;
	if (ty->kind == FACT_T_ARRAY) {
		uint64_t stride = f->types.v[ty->elem].size;
		struct shape_array inner = {0};

		if (!stride || (ty->count && off >= stride * ty->count))
			return off;
		if (ty->count != 1)
			*in = (struct shape_array){0, stride, ty->count};
		off = fold_type(f, ty->elem, off % stride, &inner);
		if (inner.stride)
			*in = inner;
		return off;
	}
	if (ty->kind == FACT_T_STRUCT) {
		const struct fact_field *fd = field_at(f, ty, off);
		struct shape_array inner = {0};

		if (!fd || !fd->type)
			return off;
		const struct fact_type *ft = &f->types.v[fd->type];

		if (off - fd->offset >= ft->size && !is_flexible(ft))
			return off;
		off = fd->offset + fold_type(f, fd->type, off - fd->offset, &inner);
		if (inner.stride) {
			*in = inner;
			in->start += fd->offset;
		}
		return off;
	}
	if (ty->kind == FACT_T_UNION) {
		/* Members may fold by different strides: what all of them agree on is their gcd. */
		uint64_t g = stride_gcd(f, id);

		if (!g)
			return off;
		*in = (struct shape_array){0, g, ty->size ? (ty->size + g - 1) / g : 0};
		return off % g;
	}
	return off;
}

static uint64_t fold_shape(const struct shape_table *t, const struct shape *s, uint64_t off,
			   struct shape_array *in)
{
	const struct facts *f = program_facts(t->prog, s->module);

	memset(in, 0, sizeof(*in));
	if (s->unit) {
		*in = (struct shape_array){0, s->unit, s->size ? s->size / s->unit : 0};
		off %= s->unit;
	}
	if (!s->type)
		return off;
	struct shape_array inner = {0};

	off = fold_type(f, s->type, off, &inner);
	if (inner.stride)
		*in = inner;
	return off;
}

shape_id shape_get(struct shape_table *t, uint32_t module, fact_type_id type, uint64_t size,
		   bool is_array)
{
	const struct facts *f = program_facts(t->prog, module);
	struct shape s = {.module = module, .type = type, .size = size};

	if (type && !f->types.v[type].size && f->types.v[type].kind != FACT_T_ARRAY)
		s.type = type = 0;
	if (is_array)
		s.unit = type ? f->types.v[type].size : POINTER_BYTES;
	else if (!type && !size)
		s.unit = POINTER_BYTES; /* nothing is known: one slot a pointer wide */
	uint64_t key = hash_pair(hash_pair((uint64_t)module << 32 | type, size), s.unit);
	uint32_t *slot = map_at(&t->index, key);

	if (!*slot) {
		vec_push(&t->v, s);
		*slot = t->v.n - 1;
	}
	return *slot;
}

uint64_t shape_fold(struct shape_table *t, shape_id id, uint64_t off)
{
	struct shape *s = &t->v.v[id];
	struct shape_array in;

	if (!s->unit && !s->type)
		return off;
	uint64_t span = s->unit ? s->unit : program_facts(t->prog, s->module)->types.v[s->type].size;

	if (s->unit)
		off %= s->unit;
	if (off >= span || span > FOLD_TABLE_BYTES)
		return fold_shape(t, s, off, &in);
	if (!s->fold) {
		s->fold = calloc(span, sizeof(*s->fold));
		if (!s->fold)
			diag_oom(span * sizeof(*s->fold));
		s->nfold = span;
	}
	if (!s->fold[off])
		s->fold[off] = (uint32_t)fold_shape(t, s, off, &in) + 1;
	return s->fold[off] - 1;
}

bool shape_array_at(const struct shape_table *t, shape_id id, uint64_t off, struct shape_array *a)
{
	fold_shape(t, &t->v.v[id], off, a);
	return a->stride && a->count != 1;
}

/* Integers in which the kernel keeps pointers: unsigned long by convention, and the s64 within these
 * records. */
static bool integer_holds_pointer(const struct facts *f, const struct fact_type *integer,
				  const struct fact_type *around)
{
	static const char *const records[] = {"work_struct"};

	if (integer->size == POINTER_BYTES && !strcmp(strtab_get(&f->str, integer->name), "unsigned long"))
		return true;
	for (size_t i = 0; around && i < sizeof(records) / sizeof(records[0]); i++)
		if (!strcmp(strtab_get(&f->str, around->name), records[i]))
			return true;
	return false;
}

enum shape_holds shape_holds(const struct shape_table *t, shape_id id, uint64_t off,
			     fact_type_id *pointee)
{
	const struct shape *s = &t->v.v[id];
	const struct facts *f = program_facts(t->prog, s->module);
	const struct fact_type *around = NULL, *outer = NULL;
	fact_type_id at = s->type;
	bool in_array = false;

	*pointee = 0;
	if (s->unit)
		off %= s->unit;
	for (;;) {
		const struct fact_type *ty = &f->types.v[at];

		if (!at || ty->kind == FACT_T_UNION || ty->incomplete)
			return SHAPE_POINTERS;
		if (ty->kind == FACT_T_POINTER && !off) {
			*pointee = ty->elem;
			return SHAPE_POINTERS;
		}
		if (ty->kind == FACT_T_ARRAY) {
			uint64_t stride = f->types.v[ty->elem].size;

			if (!stride)
				return SHAPE_POINTERS;
			in_array = true;
			off %= stride;
			at = ty->elem;
		} else if (ty->kind == FACT_T_STRUCT) {
			const struct fact_field *fd = field_at(f, ty, off);

			if (!fd || off >= ty->size)
				return SHAPE_POINTERS;
			in_array = false;
			off -= fd->offset;
			at = fd->type;
			outer = around;
			around = ty;
		} else if (ty->kind != FACT_T_SCALAR || (in_array && ty->size == 1)) {
			return SHAPE_POINTERS;
		} else {
			return integer_holds_pointer(f, ty, outer) ? SHAPE_INTEGERS : SHAPE_NUMBERS;
		}
	}
}

bool shape_is_record(const struct shape_table *t, shape_id id, const char *name)
{
	const struct shape *s = &t->v.v[id];
	const struct facts *f = program_facts(t->prog, s->module);
	const struct fact_type *ty = &f->types.v[s->type];

	return s->type && (ty->kind == FACT_T_STRUCT || ty->kind == FACT_T_UNION) &&
	       !strcmp(strtab_get(&f->str, ty->name), name);
}
