/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/typefilter.h"
#include "base/diag.h"

#include <string.h>

static bool is_record(const struct fact_type *t)
{
	return t->kind == FACT_T_STRUCT || t->kind == FACT_T_UNION;
}

/* 0 for what cannot be told apart by name: anonymous or incomplete types. */
static tkey_id key_of(struct typefilter *t, uint32_t module, fact_type_id id)
{
	const struct fact_type *ty = &program_facts(t->prog, module)->types.v[id];

	if (!id || !is_record(ty) || !ty->name || ty->incomplete || !ty->size)
		return 0;
	uint64_t h = hash_pair(program_str(t->prog, module, ty->name), ty->size);
	uint32_t *slot = map_at(&t->key_of, h);

	if (!*slot) {
		vec_push(&t->keys, ((struct tkey){module, id, ty->size}));
		*slot = t->keys.n - 1;
	}
	return *slot;
}

static uint32_t filter_of(struct typefilter *t, uint32_t module, const struct fact_hint *h)
{
	tkey_id key = key_of(t, module, h->type);

	if (!key)
		return 0;
	uint32_t *slot = map_at(&t->filter_of, hash_pair(key, (uint64_t)h->off));

	if (!*slot) {
		vec_push(&t->filters, ((struct tfilter){key, h->off}));
		*slot = t->filters.n - 1;
	}
	return *slot;
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
	t->hint_of = calloc(n ? n : 1, sizeof(*t->hint_of));
	if (!t->hint_of)
		diag_oom(n * sizeof(*t->hint_of));
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
		   tkey_id key)
{
	const struct facts *f = program_facts(t->prog, s->module);
	fact_type_id at = s->type;
	uint64_t rest = off;
	bool in_array = false;

	if (!at || (size && off + t->keys.v[key].size > size && !s->unit))
		return !at;
	for (;;) {
		const struct fact_type *ty = &f->types.v[at];

		if (same(t, s->module, at, key) && rest == 0)
			return true;
		if (!at || ty->kind == FACT_T_UNION || (is_record(ty) && !ty->name && !ty->nfields))
			return true;
		if (rest == 0 && is_record(ty) && begins_with(t, key, s->module, at))
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
		return true;
	if (fl->off < 0 && off < 0 - (uint64_t)fl->off)
		return false;
	memo = map_at(&t->memo, hash_pair((uint64_t)sid << 32 | filter, off));
	if (!*memo) {
		bool yes = admits(t, s, size, off + (uint64_t)fl->off, fl->key);

		memo = map_at(&t->memo, hash_pair((uint64_t)sid << 32 | filter, off));
		*memo = yes ? 2 : 1;
	}
	return *memo == 2;
}
