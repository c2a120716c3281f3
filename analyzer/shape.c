/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/shape.h"
#include "base/diag.h"

#include <string.h>

#define FOLD_TABLE_BYTES 65536u /* larger types fold by walking each time */
#define POINTER_BYTES	 8u
#define MAX_TAG		 3u
/* Shorter arrays of bytes are names and addresses, not room for somebody's struct. */
#define BUFFER_BYTES 40u
/* Arrays of so few pointers keep their elements apart in a union. */
#define FEW_POINTERS 4u

void shape_table_init(struct shape_table *t, const struct program *p)
{
	memset(t, 0, sizeof(*t));
	t->prog = p;
	vec_push(&t->v, (struct shape){0});
	map_init(&t->index);
}

void shape_table_release(struct shape_table *t)
{
	vec_each (&t->v, i) {
		free(t->v.v[i].fold);
		free(t->v.v[i].around);
	}
	vec_free(&t->v);
	vec_free(&t->arrays);
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

/* The part of a union that arrays take, and the distance by which all of them fold. */
struct span {
	uint64_t lo, hi, stride;
};

/* Folding a few pointers would take the members of a struct beside them for one another. */
static bool is_few_pointers(const struct facts *f, const struct fact_type *array)
{
	return array->count && array->count <= FEW_POINTERS &&
	       f->types.v[array->elem].kind == FACT_T_POINTER;
}

static void add_arrays(const struct facts *f, fact_type_id id, uint64_t base, struct span *s)
{
	const struct fact_type *ty = &f->types.v[id];

	if (ty->kind == FACT_T_ARRAY && ty->count == 1) {
		add_arrays(f, ty->elem, base, s);
	} else if (ty->kind == FACT_T_ARRAY && is_few_pointers(f, ty)) {
		return;
	} else if (ty->kind == FACT_T_ARRAY) {
		uint64_t apart = s->lo < base ? base - s->lo : s->lo - base;

		s->stride = gcd(s->stride ? gcd(s->stride, apart) : 0, stride_gcd(f, id));
		if (s->lo == s->hi || base < s->lo)
			s->lo = base;
		uint64_t end = ty->count ? base + ty->size : UINT64_MAX;

		s->hi = end > s->hi ? end : s->hi;
	} else if (ty->kind == FACT_T_STRUCT || ty->kind == FACT_T_UNION) {
		for (uint32_t i = 0; i < ty->nfields; i++) {
			const struct fact_field *fd = &f->fields.v[ty->first_field + i];

			add_arrays(f, fd->type, base + fd->offset, s);
		}
	}
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
		struct span s = {0};

		add_arrays(f, id, 0, &s);
		if (!s.stride || off < s.lo || off >= s.hi)
			return off % POINTER_BYTES <= MAX_TAG ? off : off - off % POINTER_BYTES;
		*in = (struct shape_array){
		    s.lo, s.stride,
		    s.hi == UINT64_MAX ? 0 : (s.hi - s.lo + s.stride - 1) / s.stride};
		return s.lo + (off - s.lo) % s.stride;
	}
	/* Inside a number or a pointer: only a tag in the low bits is told apart. */
	return off <= MAX_TAG && ty->size == POINTER_BYTES ? off : 0;
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

/* What a table of the shape tells of off; NULL when it has none, or off is outside. */
static uint32_t *entry_of(const struct shape_table *t, const struct shape *s, uint32_t **table,
			  uint64_t off)
{
	uint64_t span =
	    s->unit ? s->unit : program_facts(t->prog, s->module)->types.v[s->type].size;

	if (s->unit)
		off %= s->unit;
	if (off >= span || span > FOLD_TABLE_BYTES)
		return NULL;
	if (!*table) {
		*table = calloc(span, sizeof(**table));
		if (!*table)
			diag_oom(span * sizeof(**table));
	}
	return &(*table)[off];
}

uint64_t shape_fold(struct shape_table *t, shape_id id, uint64_t off)
{
	struct shape *s = &t->v.v[id];
	struct shape_array in;

	if (!s->unit && !s->type)
		return off;
	uint32_t *known = entry_of(t, s, &s->fold, off);

	if (!known)
		return fold_shape(t, s, off, &in);
	if (!*known)
		*known = (uint32_t)fold_shape(t, s, off, &in) + 1;
	return *known - 1;
}

bool shape_array_at(struct shape_table *t, shape_id id, uint64_t off, struct shape_array *a)
{
	struct shape *s = &t->v.v[id];
	uint32_t *known = entry_of(t, s, &s->around, off);

	if (known && *known) {
		*a = t->arrays.v[*known - 1];
	} else {
		fold_shape(t, s, off, a);
		if (known) {
			vec_push(&t->arrays, *a);
			*known = t->arrays.n;
		}
	}
	return a->stride && a->count != 1;
}

/* Integers that the kernel keeps pointers in, by the record they are in or whose counter they are,
 * and what those point to (NULL: anything); pointers in any other integer field are not followed.
 */
static const struct holder {
	const char *record, *pointee;
} holders[] = {
    {"rb_node", "rb_node"}, {"work_struct", "pool_workqueue"}, {"timer_list", NULL},
    {"fd", "file"},	    {"address_space", NULL},	       {"mem_section", "page"},
};

static const struct holder *integer_holds_pointer(const struct facts *f,
						  const struct fact_type *integer,
						  const struct fact_type *in,
						  const struct fact_type *around)
{
	if (integer->size != POINTER_BYTES)
		return NULL;
	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++)
		if ((in && !strcmp(strtab_get(&f->str, in->name), holders[i].record)) ||
		    (around && !strcmp(strtab_get(&f->str, around->name), holders[i].record)))
			return &holders[i];
	return NULL;
}

static bool is_descriptor(const struct facts *f, const struct fact_type *ty)
{
	static const char *const names[] = {"page", "folio", "slab"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(strtab_get(&f->str, ty->name), names[i]))
			return true;
	return false;
}

/* One way down the types around an offset. */
struct descent {
	const struct facts *f;
	struct shape_pointees *out;
	bool buffer,
	    in_page; /* buffer: in an array long enough to be more than a name or address */
};

static enum shape_holds descend(struct descent d, fact_type_id at, uint64_t off,
				const struct fact_type *in, const struct fact_type *around);

/* What any member holds, a union may hold. A page descriptor's void * and byte members are
 * fillers for the members beside them. */
static enum shape_holds descend_union(struct descent d, const struct fact_type *ty, uint64_t off,
				      const struct fact_type *in, const struct fact_type *around)
{
	enum shape_holds best = SHAPE_NUMBERS;
	bool any = d.out->any;

	for (uint32_t i = 0; i < ty->nfields; i++) {
		const struct fact_field *fd = &d.f->fields.v[ty->first_field + i];
		const struct fact_type *ft = &d.f->types.v[fd->type];

		if (fd->offset > off || (ft->size && off - fd->offset >= ft->size))
			continue;
		enum shape_holds h = descend(d, fd->type, off - fd->offset, in, around);

		best = h > best ? h : best;
	}
	if (d.in_page && d.out->n)
		d.out->any = any;
	return best;
}

static enum shape_holds descend(struct descent d, fact_type_id at, uint64_t off,
				const struct fact_type *in, const struct fact_type *around)
{
	for (;;) {
		const struct fact_type *ty = &d.f->types.v[at];

		if (!at || ty->incomplete)
			break;
		if (shape_is_empty(ty))
			return SHAPE_NUMBERS;
		if (ty->kind == FACT_T_UNION)
			return descend_union(d, ty, off, in, around);
		if (ty->kind == FACT_T_ARRAY) {
			uint64_t stride = d.f->types.v[ty->elem].size;

			if (!stride)
				break;
			d.buffer = !ty->count || ty->count * stride >= BUFFER_BYTES;
			off %= stride;
			at = ty->elem;
		} else if (ty->kind == FACT_T_STRUCT) {
			const struct fact_field *fd = field_at(d.f, ty, off);

			if (!fd || off >= ty->size)
				break;
			d.buffer = false;
			d.in_page |= is_descriptor(d.f, ty);
			off -= fd->offset;
			at = fd->type;
			around = in;
			in = ty;
		} else if (ty->kind == FACT_T_POINTER && ty->elem && !off &&
			   d.out->n < SHAPE_MAX_POINTEES) {
			d.out->type[d.out->n++] = ty->elem;
			return SHAPE_POINTERS;
		} else if (ty->kind != FACT_T_SCALAR || (d.buffer && ty->size == 1)) {
			break;
		} else {
			const struct holder *h = integer_holds_pointer(d.f, ty, in, around);

			d.out->any |= h && !h->pointee;
			d.out->tagged = h ? h->pointee : NULL;
			return h ? SHAPE_INTEGERS : SHAPE_NUMBERS;
		}
	}
	d.out->any = true;
	return SHAPE_POINTERS;
}

enum shape_holds shape_holds(const struct shape_table *t, shape_id id, uint64_t off,
			     struct shape_pointees *pointees)
{
	const struct shape *s = &t->v.v[id];
	struct descent d = {.f = program_facts(t->prog, s->module), .out = pointees};

	memset(pointees, 0, sizeof(*pointees));
	return descend(d, s->type, s->unit ? off % s->unit : off, NULL, NULL);
}

uint64_t shape_type_bytes(const struct shape_table *t, shape_id id)
{
	const struct shape *s = &t->v.v[id];

	return program_facts(t->prog, s->module)->types.v[s->type].size;
}

uint64_t shape_element_bytes(const struct shape_table *t, shape_id id)
{
	const struct shape *s = &t->v.v[id];
	const struct facts *f = program_facts(t->prog, s->module);
	const struct fact_type *ty = &f->types.v[s->type];

	if (s->unit)
		return s->unit;
	return ty->kind == FACT_T_ARRAY ? f->types.v[ty->elem].size : ty->size;
}

bool shape_is_record(const struct shape_table *t, shape_id id, const char *name)
{
	const struct shape *s = &t->v.v[id];
	const struct facts *f = program_facts(t->prog, s->module);
	const struct fact_type *ty = &f->types.v[s->type];

	return s->type && (ty->kind == FACT_T_STRUCT || ty->kind == FACT_T_UNION) &&
	       !strcmp(strtab_get(&f->str, ty->name), name);
}
