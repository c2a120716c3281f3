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

/* The records that may lie around one, while their members are listed. */
struct around {
	struct typefilter *t;
	tkey_id inner, outer;
	int64_t off; /* from the start of inner */
	struct tmember_list *out;
	bool known;
};

static void add_members(struct around *a, uint64_t off)
{
	const struct tkey k = a->t->keys.v[a->outer];
	struct tmembers m = {0};

	list_members(a->t, k.module, k.type, off, 0, 0, &m);
	a->known &= !m.more && !m.mixed;
	for (unsigned i = 0; i < m.n; i++) {
		uint32_t n = 0;

		while (n < a->out->n && a->out->v[n].place != m.v[i].place)
			n++;
		if (n == a->out->n)
			vec_push(a->out, m.v[i]);
	}
}

/* Looks for inner in a type that lies at byte start of outer. */
static void look_around(struct around *a, uint32_t module, fact_type_id at, uint64_t start)
{
	const struct facts *f = program_facts(a->t->prog, module);
	const struct fact_type *ty = &f->types.v[at];
	int64_t place = (int64_t)start + a->off;

	if (ty->kind == FACT_T_ARRAY) {
		uint64_t stride = f->types.v[ty->elem].size;
		int64_t reach = (int64_t)stride - a->off; /* further ones see no more */

		if (typefilter_is_record(&f->types.v[ty->elem]))
			for (uint64_t i = 0; i < ty->count && (int64_t)(i * stride) < reach; i++)
				look_around(a, module, ty->elem, start + i * stride);
		return;
	}
	if (!at || ty->incomplete || !typefilter_is_record(ty) ||
	    ty->size < typefilter_key_bytes(a->t, a->inner))
		return;
	if (typefilter_key(a->t, module, at) == a->inner) {
		if (place >= 0 && a->outer != a->inner)
			add_members(a, (uint64_t)place);
		return;
	}
	for (uint32_t i = 0; i < ty->nfields; i++) {
		const struct fact_field *fd = &f->fields.v[ty->first_field + i];

		look_around(a, module, fd->type, start + fd->offset);
	}
}

static void list_around(struct around *a)
{
	struct typefilter *t = a->t;

	for (a->outer = 1; a->outer < t->keys.n && a->known; a->outer++)
		look_around(a, t->keys.v[a->outer].module, t->keys.v[a->outer].type, 0);
	if (!a->known)
		a->out->n = 0;
}

const struct tmember_list *typefilter_members_around(struct typefilter *t, uint32_t filter,
						     int64_t off)
{
	static const struct tmember_list none;
	const struct tfilter f = t->filters.v[filter];
	struct around a = {.t = t, .inner = f.key, .off = off - f.off, .known = true};

	if (f.kind != TF_RECORD || f.tagged || f.or || a.off >= 0)
		return &none;
	uint32_t *known = map_at(&t->around_of, hash_pair(f.key, (uint64_t)a.off));

	if (!*known) {
		vec_push(&t->around, (struct tmember_list){0});
		*known = t->around.n;
		a.out = &t->around.v[t->around.n - 1];
		list_around(&a);
	}
	return &t->around.v[*known - 1];
}
