/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/typefilter.h"
#include "base/diag.h"

#include <string.h>

/* Tags are below the alignment of a pointer. */
#define TAG_SPAN 8u

/* 0 for what cannot be told apart by name: anonymous types, and those of unknown size. */
static tkey_id key_of(struct typefilter *t, uint32_t module, fact_type_id id)
{
	const struct fact_type *ty = &program_facts(t->prog, module)->types.v[id];

	if (!id || !typefilter_is_record(ty) || !ty->name || !ty->size)
		return 0;
	uint64_t h = hash_pair(program_str(t->prog, module, ty->name), ty->size);
	uint32_t *slot = map_at(&t->key_of, h);

	if (!*slot) {
		vec_push(&t->keys, ((struct tkey){.module = module, .type = id, .size = ty->size}));
		*slot = t->keys.n - 1;
	}
	struct tkey *k = &t->keys.v[*slot];

	if (program_facts(t->prog, k->module)->types.v[k->type].incomplete && !ty->incomplete)
		*k = (struct tkey){.module = module, .type = id, .size = ty->size};
	return *slot;
}

#define SEVERAL UINT32_MAX

static void note_name(struct typefilter *t, uint64_t name, tkey_id key)
{
	uint32_t *slot = map_at(&t->named, name);

	*slot = !*slot || *slot == key ? key : SEVERAL;
}

static uint64_t local_name(uint32_t module, str_id name)
{
	return hash_pair((uint64_t)module + 1, name);
}

static void note_names(struct typefilter *t, uint32_t module)
{
	const struct facts *f = program_facts(t->prog, module);

	for (fact_type_id i = 1; i < f->types.n; i++) {
		tkey_id key = key_of(t, module, i);

		if (!key)
			continue;
		note_name(t, program_str(t->prog, module, f->types.v[i].name), key);
		note_name(t, local_name(module, f->types.v[i].name), key);
	}
}

/* The record that a module means by a name alone: its own, else the only one of that name. */
static tkey_id key_named(struct typefilter *t, uint32_t module, str_id name)
{
	uint32_t own = map_get(&t->named, local_name(module, name));
	uint32_t any = own ? own : map_get(&t->named, program_str(t->prog, module, name));

	return any == SEVERAL ? 0 : any;
}

tkey_id typefilter_key_meant(struct typefilter *t, uint32_t module, fact_type_id id)
{
	const struct fact_type *ty = &program_facts(t->prog, module)->types.v[id];

	return ty->incomplete && !ty->size ? key_named(t, module, ty->name) : key_of(t, module, id);
}

uint32_t typefilter_intern(struct typefilter *t, const struct tfilter *f)
{
	uint64_t h = hash_pair((uint64_t)f->key << 8 | f->kind << 1 | f->tagged, (uint64_t)f->off);
	uint32_t *slot = map_at(&t->filter_of, hash_pair(h, (uint64_t)f->size << 32 | f->or));

	if (!*slot) {
		vec_push(&t->filters, *f);
		*slot = t->filters.n - 1;
	}
	return *slot;
}

/* What a pointer that points to no record points to, as far as debug info tells them apart. */
uint32_t typefilter_pointee_class(const struct facts *f, const struct fact_type *pointer)
{
	const struct fact_type *to = &f->types.v[pointer->elem];

	return pointer->elem ? (uint32_t)to->size << 8 | to->kind : 0;
}

/* The filter for pointers declared to point to type id; false when that may be anything. */
static bool pointee_filter(struct typefilter *t, uint32_t module, fact_type_id id,
			   struct tfilter *f)
{
	const struct fact_type *ty = &program_facts(t->prog, module)->types.v[id];

	switch (ty->kind) {
	case FACT_T_STRUCT:
	case FACT_T_UNION:
		f->kind = TF_RECORD;
		f->key = typefilter_key_meant(t, module, id);
		return f->key != 0;
	case FACT_T_POINTER:
		f->key = typefilter_key_meant(t, module, ty->elem);
		f->kind = f->key ? TF_TO_RECORD : TF_TO_POINTER;
		f->size = f->key ? 0 : typefilter_pointee_class(program_facts(t->prog, module), ty);
		return true;
	case FACT_T_SCALAR:
		f->kind = TF_SCALAR;
		f->size = (uint32_t)ty->size;
		return ty->size;
	case FACT_T_FUNC:
		f->kind = TF_FUNCTION;
		f->size = program_str(t->prog, module, ty->name);
		return true;
	default:
		return false;
	}
}

static uint32_t filter_of(struct typefilter *t, uint32_t module, const struct fact_hint *h)
{
	struct tfilter f = {
	    .kind = TF_RECORD, .off = h->off, .key = typefilter_key_meant(t, module, h->type)};

	if (!typefilter_is_record(&program_facts(t->prog, module)->types.v[h->type]))
		pointee_filter(t, module, h->type, &f);
	return f.key || f.kind == TF_FUNCTION ? typefilter_intern(t, &f) : 0;
}

/* The only record of a name; 0 when there is none, or several. */
static tkey_id key_called(const struct typefilter *t, const char *name)
{
	str_id id = strtab_find(&t->prog->str, name);
	uint32_t key = id ? map_get(&t->named, id) : 0;

	return key == SEVERAL ? 0 : key;
}

tkey_id typefilter_key_sized(const struct typefilter *t, const char *name, uint64_t size)
{
	tkey_id key = key_called(t, name);

	return key && t->keys.v[key].size == size ? key : 0;
}

/* Types that are a name only, and what pointers to them point to, with a tag in the low bits. */
static const struct {
	const char *name, *records[3];
} opaque[] = {
    {"__key_reference_with_attributes", {"key"}},
    {"assoc_array_ptr", {"assoc_array_node", "assoc_array_shortcut", "key"}},
};

/* Adds to filter what a pointer to type id points to in fact; false when that is the type. */
static bool add_opaque(struct typefilter *t, uint32_t module, fact_type_id id, uint32_t *filter)
{
	const struct facts *f = program_facts(t->prog, module);
	const struct fact_type *ty = &f->types.v[id];
	uint32_t before = *filter;

	if (!ty->incomplete)
		return false;
	for (size_t i = 0; i < sizeof(opaque) / sizeof(*opaque); i++)
		for (size_t k = 0; k < 3 && opaque[i].records[k] &&
				   !strcmp(strtab_get(&f->str, ty->name), opaque[i].name);
		     k++) {
			struct tfilter to = {.kind = TF_RECORD, .tagged = true, .or = *filter};

			to.key = key_called(t, opaque[i].records[k]);
			if (to.key)
				*filter = typefilter_intern(t, &to);
		}
	return *filter != before;
}

uint32_t typefilter_of_pointees(struct typefilter *t, uint32_t module,
				const struct shape_pointees *p)
{
	uint32_t filter = 0;

	if (p->tagged) {
		struct tfilter f = {.kind = TF_RECORD, .tagged = true};

		f.key = key_called(t, p->tagged);
		if (!f.key)
			return 0;
		filter = typefilter_intern(t, &f);
	}
	for (unsigned i = 0; i < p->n; i++) {
		struct tfilter f = {.or = filter};

		if (add_opaque(t, module, p->type[i], &filter))
			continue;
		if (!pointee_filter(t, module, p->type[i], &f))
			return 0;
		filter = typefilter_intern(t, &f);
	}
	return filter;
}

tkey_id typefilter_key(struct typefilter *t, uint32_t module, fact_type_id type)
{
	return key_of(t, module, type);
}

tkey_id typefilter_key_of_shape(struct typefilter *t, shape_id s)
{
	const struct shape *sh = &t->shapes->v.v[s];

	return s ? key_of(t, sh->module, sh->type) : 0;
}

bool typefilter_holds_record(const struct typefilter *t, shape_id s)
{
	const struct shape *sh = &t->shapes->v.v[s];
	const struct facts *f = program_facts(t->prog, sh->module);
	fact_type_id at = s ? sh->type : 0;

	while (at && f->types.v[at].kind == FACT_T_ARRAY)
		at = f->types.v[at].elem;
	return at && typefilter_is_record(&f->types.v[at]);
}

void typefilter_init(struct typefilter *t, const struct program *p, struct shape_table *shapes)
{
	uint32_t n = p->in->modules.n;

	memset(t, 0, sizeof(*t));
	t->prog = p;
	t->shapes = shapes;
	vec_push(&t->keys, (struct tkey){0});
	vec_push(&t->filters, (struct tfilter){0});
	map_init(&t->key_of);
	map_init(&t->filter_of);
	map_init(&t->memo);
	map_init(&t->parts_of);
	map_init(&t->field_of);
	map_init(&t->layout_of);
	map_init(&t->place_of);
	map_init(&t->around_of);
	t->hint_of = calloc(n ? n : 1, sizeof(*t->hint_of));
	if (!t->hint_of)
		diag_oom(n * sizeof(*t->hint_of));
	/* Every complete record is known before the first question is answered. */
	map_init(&t->named);
	for (uint32_t m = 0; m < n; m++)
		note_names(t, m);
	typefilter_note_derived(t);
	typefilter_note_carried(t);
	for (uint32_t m = 0; m < n; m++) {
		const struct facts *f = program_facts(p, m);

		t->hint_of[m] = calloc(f->nnodes + 1, sizeof(uint32_t));
		if (!t->hint_of[m])
			diag_oom(f->nnodes * sizeof(uint32_t));
		for (uint32_t i = 1; i < f->hints.n; i++)
			t->hint_of[m][f->hints.v[i].node] = filter_of(t, m, &f->hints.v[i]);
	}
}

void typefilter_release(struct typefilter *t)
{
	for (uint32_t m = 0; t->hint_of && m < t->prog->in->modules.n; m++)
		free(t->hint_of[m]);
	free(t->hint_of);
	vec_free(&t->keys);
	vec_free(&t->filters);
	map_release(&t->key_of);
	map_release(&t->filter_of);
	map_release(&t->named);
	map_release(&t->memo);
	map_release(&t->parts_of);
	map_release(&t->field_of);
	map_release(&t->layout_of);
	map_release(&t->place_of);
	vec_free(&t->place_bits);
	map_release(&t->around_of);
	vec_each (&t->around, i)
		vec_free(&t->around.v[i]);
	vec_free(&t->around);
	vec_free(&t->layouts);
	vec_free(&t->parts);
	vec_free(&t->ranges);
	vec_free(&t->offsets);
	vec_free(&t->contents);
	vec_free(&t->derived);
	vec_free(&t->carried);
}

static bool same(struct typefilter *t, uint32_t module, fact_type_id id, tkey_id key)
{
	return id && typefilter_key_meant(t, module, id) == key;
}

/* Does key's type begin, at offset 0 and at any depth, with type id of module? */
static bool begins_with(struct typefilter *t, tkey_id key, uint32_t module, fact_type_id id)
{
	tkey_id want = key_of(t, module, id);
	uint32_t m = t->keys.v[key].module;
	const struct facts *f = program_facts(t->prog, m);
	fact_type_id at = t->keys.v[key].type;

	while (want) {
		const struct fact_type *ty = &f->types.v[at];

		if (same(t, m, at, want))
			return true;
		if (!typefilter_is_record(ty) || !ty->nfields ||
		    f->fields.v[ty->first_field].offset)
			return false;
		at = f->fields.v[ty->first_field].type;
	}
	return false;
}

const struct fact_field *typefilter_field_at(const struct facts *f, const struct fact_type *ty,
					     uint64_t off)
{
	const struct fact_field *best = NULL;

	for (uint32_t i = 0; i < ty->nfields; i++)
		if (f->fields.v[ty->first_field + i].offset <= off)
			best = &f->fields.v[ty->first_field + i];
	return best;
}

/* What is asked about one place in an object. */
struct question {
	struct typefilter *t;
	const struct tfilter *filter;
	uint32_t module;
	uint64_t bytes; /* what the filter's type takes */
	uint64_t off;	/* of the place, in the object */
	bool read_only;
	bool opened; /* may be in bytes that are not made for it, and in what follows a struct */
};

/* Aligned as the largest number is that a struct of so many bytes can be made of. */
static bool is_aligned(uint64_t off, uint64_t bytes)
{
	uint64_t lowest = bytes & -bytes;

	return off % (lowest < 8 ? lowest : 8) == 0;
}

/* Raw bytes at the end of a struct may be anything; others, a name or an address mostly, only where
 * nothing else fits; a literal is not. */
static bool bytes_admit(const struct question *q, const struct fact_type *array, uint64_t stride,
			uint64_t rest)
{
	if (q->read_only || stride != 1 || !is_aligned(q->off, q->bytes))
		return false;
	return !array->count || (q->opened && array->count >= rest + q->bytes);
}

/* A record of numbers may be kept in a long array of numbers (ext4_inode_info.i_data), a bitmap in
 * one that ends a struct (mm_struct.cpu_bitmap). */
static bool numbers_admit(const struct question *q, const struct facts *f,
			  const struct fact_type *array, uint64_t rest)
{
	if (q->filter->kind != TF_RECORD || q->read_only)
		return false;
	if (!array->count && typefilter_word_bytes(f, array) &&
	    typefilter_word_bytes(f, array) == typefilter_bitmap_bytes(q->t, q->filter->key))
		return is_aligned(q->off, f->types.v[array->elem].size);
	return typefilter_is_numbers(f, array) && rest + q->bytes <= array->size &&
	       is_aligned(q->off, f->types.v[array->elem].size) &&
	       typefilter_is_numeric(q->t, q->filter->key);
}

static bool carrier_admits(const struct question *q, fact_type_id at)
{
	return q->filter->kind == TF_RECORD && !q->read_only &&
	       typefilter_carries(q->t, q->module, at, q->filter->key);
}

static bool admits(const struct question *q, fact_type_id at, uint64_t rest)
{
	const struct facts *f = program_facts(q->t->prog, q->module);
	const struct tfilter *fl = q->filter;

	for (;;) {
		const struct fact_type *ty = &f->types.v[at];

		if (shape_is_empty(ty))
			return false;
		if (!at || (typefilter_is_record(ty) && (ty->incomplete || !ty->nfields)))
			return true;
		if (rest == 0 && fl->kind == TF_RECORD && same(q->t, q->module, at, fl->key))
			return true;
		switch (ty->kind) {
		case FACT_T_UNION:
			for (uint32_t i = 0; i < ty->nfields; i++) {
				const struct fact_field *fd = &f->fields.v[ty->first_field + i];
				uint64_t size = f->types.v[fd->type].size;

				if (fd->offset <= rest && (!size || rest < fd->offset + size) &&
				    admits(q, fd->type, rest - fd->offset))
					return true;
			}
			return false;
		case FACT_T_ARRAY: {
			uint64_t stride = f->types.v[ty->elem].size;

			if (!stride || bytes_admit(q, ty, stride, rest) ||
			    numbers_admit(q, f, ty, rest))
				return true;
			rest %= stride;
			at = ty->elem;
			break;
		}
		case FACT_T_STRUCT: {
			const struct fact_field *fd = typefilter_field_at(f, ty, rest);

			if (!fd || (!rest && carrier_admits(q, at)))
				return true;
			const struct fact_type *ft = &f->types.v[fd->type];
			bool flexible = ft->kind == FACT_T_ARRAY && !ft->count;

			if (rest >= ty->size && !flexible)
				return q->opened && ty->size >= TYPEFILTER_EXTENDED_BYTES &&
				       is_aligned(q->off, q->bytes);
			rest -= fd->offset;
			at = fd->type;
			break;
		}
		case FACT_T_POINTER:
			if (rest || fl->kind == TF_RECORD || fl->kind == TF_SCALAR)
				return false;
			return fl->kind == TF_TO_POINTER || !ty->elem ||
			       same(q->t, q->module, ty->elem, fl->key);
		default:
			return fl->kind == TF_SCALAR && (fl->size == 1 || ty->size == fl->size);
		}
	}
}

/* Is it behind the object's type, in a record that this may be the beginning of? */
static bool admits_derived(struct question q, shape_id sid)
{
	struct typefilter *t = q.t;
	struct tplaces r = typefilter_derived(t, sid);

	if (q.off < shape_type_bytes(t->shapes, sid))
		return false;
	q.opened = false;
	for (uint32_t i = r.first; i < r.first + r.n; i++) {
		tkey_id key = typefilter_derived_key(t, i);

		q.module = t->keys.v[key].module;
		if (q.off + q.bytes <= t->keys.v[key].size && typefilter_may_be(t, sid, key) &&
		    admits(&q, t->keys.v[key].type, q.off))
			return true;
	}
	return false;
}

static bool admits_object(struct typefilter *t, shape_id sid, uint64_t size, bool read_only,
			  uint64_t off, const struct tfilter *fl, bool opened)
{
	const struct shape *s = &t->shapes->v.v[sid];
	uint64_t bytes = fl->kind == TF_RECORD	 ? t->keys.v[fl->key].size
			 : fl->kind == TF_SCALAR ? fl->size
						 : 8;
	struct question q = {t, fl, s->module, bytes, off, read_only, opened};

	if (size && !s->unit && off + bytes > size)
		return false;
	/* An object of a type that others extend may be one of those. */
	if (off == 0 && fl->kind == TF_RECORD && begins_with(t, fl->key, s->module, s->type))
		return true;
	return admits(&q, s->type, off) || admits_derived(q, sid);
}

str_id typefilter_prototype(const struct typefilter *t, sym_id sym)
{
	const struct symbol *sy = &t->prog->syms.v[sym];
	const struct facts *f = program_facts(t->prog, sy->module);
	fact_type_id type = f->syms.v[sy->local].type;

	return type ? program_str(t->prog, sy->module, f->types.v[type].name) : 0;
}

bool typefilter_admits_code(const struct typefilter *t, sym_id sym, uint32_t filter)
{
	for (; filter; filter = t->filters.v[filter].or) {
		const struct tfilter *fl = &t->filters.v[filter];

		if (fl->kind != TF_FUNCTION)
			continue;
		str_id prototype = typefilter_prototype(t, sym);

		if (!prototype || !fl->size || prototype == fl->size)
			return true;
	}
	return false;
}

bool typefilter_is_code(const struct typefilter *t, uint32_t filter)
{
	for (; filter; filter = t->filters.v[filter].or)
		if (t->filters.v[filter].kind != TF_FUNCTION)
			return false;
	return true;
}

bool typefilter_names(const struct typefilter *t, uint32_t filter, const char *name)
{
	tkey_id key = key_called(t, name);

	for (; filter && key; filter = t->filters.v[filter].or)
		if (t->filters.v[filter].key == key)
			return true;
	return false;
}

bool typefilter_admits(struct typefilter *t, shape_id sid, uint64_t size, bool read_only,
		       uint64_t off, uint32_t filter, bool opened)
{
	const struct shape *s = &t->shapes->v.v[sid];
	const struct tfilter *fl = &t->filters.v[filter];
	uint32_t *memo;

	if (fl->or &&typefilter_admits(t, sid, size, read_only, off, fl->or, opened))
		return true;
	if (fl->kind == TF_FUNCTION)
		return false;
	if (!sid || !s->type) /* nobody who receives it gives it a struct: numbers or pointers */
		return fl->kind != TF_RECORD;
	if (fl->off < 0 && off < 0 - (uint64_t)fl->off)
		return false;
	if (fl->tagged)
		off -= off % TAG_SPAN;
	uint64_t question =
	    hash_pair(((uint64_t)sid << 32 | filter) << 2 | opened << 1 | read_only, off);

	memo = map_at(&t->memo, question);
	if (!*memo) {
		bool yes =
		    admits_object(t, sid, size, read_only, off + (uint64_t)fl->off, fl, opened);

		memo = map_at(&t->memo, question);
		*memo = yes ? 2 : 1;
	}
	return *memo == 2;
}
