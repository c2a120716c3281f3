/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/typefilter.h"
#include "base/diag.h"

#include <string.h>

static bool is_record(const struct fact_type *t)
{
	return t->kind == FACT_T_STRUCT || t->kind == FACT_T_UNION;
}

/* 0 for what cannot be told apart by name: anonymous types, and those of unknown size. */
static tkey_id key_of(struct typefilter *t, uint32_t module, fact_type_id id)
{
	const struct fact_type *ty = &program_facts(t->prog, module)->types.v[id];

	if (!id || !is_record(ty) || !ty->name || !ty->size)
		return 0;
	uint64_t h = hash_pair(program_str(t->prog, module, ty->name), ty->size);
	uint32_t *slot = map_at(&t->key_of, h);

	if (!*slot) {
		vec_push(&t->keys, ((struct tkey){module, id, ty->size}));
		*slot = t->keys.n - 1;
	}
	struct tkey *k = &t->keys.v[*slot];

	if (program_facts(t->prog, k->module)->types.v[k->type].incomplete && !ty->incomplete)
		*k = (struct tkey){module, id, ty->size};
	return *slot;
}

static uint32_t filter_at(struct typefilter *t, tkey_id key, bool to_pointer, int64_t off,
			  uint32_t or)
{
	uint32_t *slot;

	if (!key)
		return 0;
	slot = map_at(&t->filter_of,
		      hash_pair(hash_pair((uint64_t)key << 1 | to_pointer, (uint64_t)off), or));
	if (!*slot) {
		vec_push(&t->filters, ((struct tfilter){key, to_pointer, off, or }));
		*slot = t->filters.n - 1;
	}
	return *slot;
}

static uint32_t filter_of(struct typefilter *t, uint32_t module, const struct fact_hint *h)
{
	return filter_at(t, key_of(t, module, h->type), false, h->off, 0);
}

uint32_t typefilter_of_pointees(struct typefilter *t, uint32_t module,
				const struct shape_pointees *p)
{
	uint32_t filter = 0;

	for (unsigned i = 0; i < p->n; i++) {
		const struct fact_type *ty = &program_facts(t->prog, module)->types.v[p->type[i]];
		bool to_pointer = ty->kind == FACT_T_POINTER;

		filter = filter_at(t, key_of(t, module, to_pointer ? ty->elem : p->type[i]),
				   to_pointer, 0, filter);
		if (!filter)
			return 0; /* one of them may be anything */
	}
	return filter;
}

tkey_id typefilter_key_of_shape(struct typefilter *t, shape_id s)
{
	const struct shape *sh = &t->shapes->v.v[s];

	return s ? key_of(t, sh->module, sh->type) : 0;
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
	map_init(&t->places_of);
	t->hint_of = calloc(n ? n : 1, sizeof(*t->hint_of));
	if (!t->hint_of)
		diag_oom(n * sizeof(*t->hint_of));
	/* Every complete record is known before the first question is answered. */
	for (uint32_t m = 0; m < n; m++)
		for (fact_type_id i = 1; i < program_facts(p, m)->types.n; i++)
			key_of(t, m, i);
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
	map_release(&t->memo);
	map_release(&t->places_of);
	vec_free(&t->places);
	vec_free(&t->offsets);
}

static bool same(struct typefilter *t, uint32_t module, fact_type_id id, tkey_id key)
{
	return id && key_of(t, module, id) == key;
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
		if (!is_record(ty) || !ty->nfields || f->fields.v[ty->first_field].offset)
			return false;
		at = f->fields.v[ty->first_field].type;
	}
	return false;
}

static const struct fact_field *field_at(const struct facts *f, const struct fact_type *ty,
					 uint64_t off)
{
	const struct fact_field *best = NULL;

	for (uint32_t i = 0; i < ty->nfields; i++)
		if (f->fields.v[ty->first_field + i].offset <= off)
			best = &f->fields.v[ty->first_field + i];
	return best;
}

static bool admits(struct typefilter *t, const struct shape *s, uint64_t size, uint64_t off,
		   const struct tfilter *fl)
{
	tkey_id key = fl->key;
	const struct facts *f = program_facts(t->prog, s->module);
	fact_type_id at = s->type;
	uint64_t rest = off;
	bool in_array = false;

	if (!at || (size && !fl->to_pointer && off + t->keys.v[key].size > size && !s->unit))
		return !at;
	for (;;) {
		const struct fact_type *ty = &f->types.v[at];

		if (!fl->to_pointer && same(t, s->module, at, key) && rest == 0)
			return true;
		if (fl->to_pointer && ty->kind == FACT_T_POINTER && rest == 0)
			return !ty->elem || same(t, s->module, ty->elem, key);
		if (!at || ty->kind == FACT_T_UNION || (is_record(ty) && !ty->name && !ty->nfields))
			return true;
		if (!fl->to_pointer && rest == 0 && is_record(ty) &&
		    begins_with(t, key, s->module, at))
			return true;
		if (ty->kind == FACT_T_ARRAY) {
			uint64_t stride = f->types.v[ty->elem].size;

			if (!stride)
				return true;
			in_array = true;
			rest %= stride;
			at = ty->elem;
		} else if (ty->kind == FACT_T_STRUCT) {
			const struct fact_field *fd = field_at(f, ty, rest);

			if (ty->incomplete || !fd)
				return true;
			if (rest >= ty->size) /* behind the declared type: private data */
				return true;
			in_array = false;
			rest -= fd->offset;
			at = fd->type;
		} else {
			return ty->kind == FACT_T_SCALAR && in_array;
		}
	}
}

bool typefilter_admits(struct typefilter *t, shape_id sid, uint64_t size, uint64_t off,
		       uint32_t filter)
{
	const struct shape *s = &t->shapes->v.v[sid];
	const struct tfilter *fl = &t->filters.v[filter];
	uint32_t *memo;

	if (!sid || !s->type)
		return false; /* nobody who receives it gives it a type: bytes */
	if (fl->or &&typefilter_admits(t, sid, size, off, fl->or))
		return true;
	if (fl->off < 0 && off < 0 - (uint64_t)fl->off)
		return false;
	memo = map_at(&t->memo, hash_pair((uint64_t)sid << 32 | filter, off));
	if (!*memo) {
		bool yes = admits(t, s, size, off + (uint64_t)fl->off, fl);

		memo = map_at(&t->memo, hash_pair((uint64_t)sid << 32 | filter, off));
		*memo = yes ? 2 : 1;
	}
	return *memo == 2;
}

static void find_places(struct typefilter *t, uint32_t module, fact_type_id at, uint64_t off,
			const struct tfilter *fl, unsigned depth)
{
	const struct facts *f = program_facts(t->prog, module);
	const struct fact_type *ty = &f->types.v[at];

	if (!at || !depth)
		return;
	if (fl->to_pointer && ty->kind == FACT_T_POINTER &&
	    (!ty->elem || same(t, module, ty->elem, fl->key))) {
		vec_push(&t->offsets, off);
		return;
	}
	if (!fl->to_pointer && is_record(ty) &&
	    (same(t, module, at, fl->key) || begins_with(t, fl->key, module, at)) &&
	    (fl->off <= 0 || off >= (uint64_t)fl->off)) {
		vec_push(&t->offsets, off - (uint64_t)fl->off);
		return;
	}
	if (ty->kind == FACT_T_ARRAY)
		find_places(t, module, ty->elem, off, fl, depth - 1);
	for (uint32_t i = 0; is_record(ty) && i < ty->nfields; i++) {
		const struct fact_field *fd = &f->fields.v[ty->first_field + i];

		find_places(t, module, fd->type, off + fd->offset, fl, depth - 1);
	}
}

struct tplaces typefilter_places(struct typefilter *t, shape_id s, uint32_t filter)
{
	const struct shape *sh = &t->shapes->v.v[s];
	uint32_t *slot = map_at(&t->places_of, (uint64_t)s << 32 | filter);

	if (!*slot) {
		struct tplaces p = {.first = t->offsets.n};

		for (uint32_t i = filter; i; i = t->filters.v[i].or)
			find_places(t, sh->module, sh->type, 0, &t->filters.v[i], 32);
		p.n = t->offsets.n - p.first;
		vec_push(&t->places, p);
		*slot = t->places.n;
	}
	return t->places.v[*slot - 1];
}
