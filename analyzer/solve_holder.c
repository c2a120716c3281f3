/* SPDX-License-Identifier: Apache-2.0 */
/* Which objects of anywhere hold what a filter is about, so that a new filter on that set looks at
 * those alone. */
#include "analyzer/solve_int.h"

static uint64_t code_of(str_id prototype)
{
	const struct tfilter f = {.kind = TF_FUNCTION, .size = prototype};

	return typefilter_what(&f);
}

static void add_holder(struct solution *s, uint64_t what, uint32_t chunk)
{
	uint32_t *slot = map_at(&s->holders_of, what);

	if (!*slot) {
		vec_push(&s->holders, (struct holders){0});
		*slot = s->holders.n;
	}
	vec_push(&s->holders.v[*slot - 1], chunk);
}

static void note_holder(struct solution *s, uint32_t chunk)
{
	const struct solve_object *ob = solve_chunk_object(s, chunk);

	if (s->chunks.v[chunk].held)
		return;
	s->chunks.v[chunk].held = true;
	if (ob->kind == SOBJ_CODE) {
		add_holder(s, code_of(typefilter_prototype(&s->types, ob->sym)), chunk);
		vec_push(&s->code, chunk);
	} else if (ob->shape) {
		struct tplaces r = typefilter_parts(&s->types, ob->shape);
		uint64_t last = 0;

		for (uint32_t i = r.first; i < r.first + r.n; i++) {
			uint64_t what = s->types.parts.v[i].what;

			if (i == r.first || what != last)
				add_holder(s, what, chunk);
			last = what;
		}
	}
}

static void add_all(const struct holders *h, const struct pts *in, struct pts *out)
{
	vec_each (h, i) {
		uint64_t bits = pts_chunk_bits(in, h->v[i]);

		if (bits)
			pts_add_chunk(out, h->v[i], bits);
	}
}

static void add_holders_of(struct solution *s, uint64_t what, const struct pts *in, struct pts *out)
{
	uint32_t k = map_get(&s->holders_of, what);

	if (k)
		add_all(&s->holders.v[k - 1], in, out);
}

void solve_note_holders(struct solution *s, const struct pts *fresh)
{
	for (uint32_t i = 0; i < fresh->n; i++)
		note_holder(s, fresh->key[i]);
}

void solve_holders(struct solution *s, uint32_t filter, const struct pts *in, struct pts *out)
{
	for (; filter; filter = s->types.filters.v[filter].or) {
		const struct tfilter *fl = &s->types.filters.v[filter];

		if (fl->kind == TF_FUNCTION && !fl->size)
			add_all(&s->code, in, out);
		else
			add_holders_of(s, typefilter_what(fl), in, out);
		uint64_t laid = typefilter_what_laid(&s->types, fl);

		if (laid)
			add_holders_of(s, laid, in, out);
		uint64_t words = typefilter_what_words(&s->types, fl);

		if (words)
			add_holders_of(s, words, in, out);
		if (fl->kind == TF_FUNCTION)
			add_holders_of(s, code_of(0), in, out);
	}
}

void solve_holders_release(struct solution *s)
{
	vec_each (&s->holders, i)
		vec_free(&s->holders.v[i]);
	vec_free(&s->holders);
	vec_free(&s->code);
	map_release(&s->holders_of);
}
