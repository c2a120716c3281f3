/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/conflict.h"
#include "base/hash.h"
#include "mapper/request.h"

#include <string.h>

/* Disjoint sets of regions; the lowest region stands for its set. */
static uint32_t leader(uint32_t *up, uint32_t r)
{
	while (up[r] != r)
		r = up[r] = up[up[r]];
	return r;
}

static void tie(uint32_t *up, uint32_t a, uint32_t b)
{
	a = leader(up, a);
	b = leader(up, b);
	if (a < b)
		up[b] = a;
	else
		up[a] = b;
}

static void form_vertices(struct conflict *c, const struct matrix *m, const struct requests *q,
			  enum conflict_weight by)
{
	uint32_t *up = arena_array(&c->mem, uint32_t, c->nregions);

	for (uint32_t r = 0; r < c->nregions; r++)
		up[r] = r;
	for (uint32_t r = 1; q->coarse && r < c->nregions; r++)
		for (uint32_t s = 0; s < r; s++)
			if (!strcmp(m->regions.v[r].subsystem, m->regions.v[s].subsystem)) {
				tie(up, r, s);
				break;
			}
	vec_each (&q->together, i)
		for (uint32_t j = 1; j < q->together.v[i].regions.n; j++)
			tie(up, q->together.v[i].regions.v[0], q->together.v[i].regions.v[j]);

	c->vertex_of = arena_array(&c->mem, uint32_t, c->nregions);
	c->first_region = arena_array(&c->mem, uint32_t, c->nregions);
	c->weight = arena_array(&c->mem, uint64_t, c->nregions);
	for (uint32_t r = 0; r < c->nregions; r++) {
		uint32_t l = leader(up, r);

		if (l == r) {
			c->first_region[c->n] = r;
			c->vertex_of[r] = c->n++;
		} else {
			c->vertex_of[r] = c->vertex_of[l];
		}
		c->weight[c->vertex_of[r]] += by == WEIGHT_OBJECTS ? m->regions.v[r].objects : 1;
	}
	for (uint32_t v = 0; v < c->n; v++)
		c->total_weight += c->weight[v];
}

static int contradiction(const struct matrix *m, const struct requests *q,
			 const struct request *apart, uint32_t a, uint32_t b, struct diag *d)
{
	const char *other = q->coarse ? "--coarse" : "the --together options";

	vec_each (&q->together, i) {
		const struct request *t = &q->together.v[i];
		bool holds_a = false, holds_b = false;

		vec_each (&t->regions, j) {
			holds_a |= t->regions.v[j] == a;
			holds_b |= t->regions.v[j] == b;
		}
		if (holds_a && holds_b)
			other = t->text;
	}

	return diag_set(d, CM_EGRAPH, apart->text,
			"%s and %s cannot be apart: %s ties them together; drop one of the two",
			m->regions.v[a].name, m->regions.v[b].name, other);
}

static int form_edges(struct conflict *c, const struct matrix *m, const struct requests *q,
		      struct diag *d)
{
	edges_init(&c->apart, c->n);
	vec_each (&q->apart, i) {
		const struct request *r = &q->apart.v[i];

		vec_each (&r->regions, j)
			for (uint32_t k = 0; k < j; k++) {
				uint32_t a = r->regions.v[k], b = r->regions.v[j];

				if (r->part.v[k] == r->part.v[j])
					continue;
				if (c->vertex_of[a] == c->vertex_of[b])
					return contradiction(m, q, r, a, b, d);
				edges_add(&c->apart, c->vertex_of[a], c->vertex_of[b]);
			}
	}
	return 0;
}

/* Patterns, hashed by their vertices while being collected. */
struct folding {
	VEC(uint32_t) vertices; /* of all patterns, back to back */
	VEC(uint32_t) first;	/* [npatterns + 1] */
	VEC(uint64_t) functions;
	struct map of; /* hash + collision step -> pattern + 1 */
};

static void fold(struct folding *f, const uint32_t *vertices, uint32_t n)
{
	uint64_t h = hash_bytes(vertices, n * sizeof(*vertices), 0);
	uint32_t *slot;

	for (;; h++) {
		slot = map_at(&f->of, h);
		if (!*slot)
			break;
		uint32_t p = *slot - 1, len = f->first.v[p + 1] - f->first.v[p];

		if (len == n &&
		    !memcmp(f->vertices.v + f->first.v[p], vertices, n * sizeof(*vertices))) {
			f->functions.v[p]++;
			return;
		}
	}
	vec_push(&f->functions, 1);
	*slot = f->functions.n;
	for (uint32_t i = 0; i < n; i++)
		vec_push(&f->vertices, vertices[i]);
	vec_push(&f->first, f->vertices.n);
}

static void collect(struct folding *f, struct conflict *c, const struct matrix *m)
{
	uint64_t *mine = arena_array(&c->mem, uint64_t, bits_words(c->n));
	uint32_t *list = arena_array(&c->mem, uint32_t, c->n);

	vec_push(&f->first, 0);
	for (uint32_t i = 0; i < m->writes.n;) {
		uint32_t function = m->writes.v[i].function, n = 0;

		memset(mine, 0, bits_words(c->n) * sizeof(*mine));
		for (; i < m->writes.n && m->writes.v[i].function == function; i++)
			bits_set(mine, c->vertex_of[m->writes.v[i].region]);
		for (size_t w = 0; w < bits_words(c->n); w++)
			for (uint64_t b = mine[w]; b; b &= b - 1)
				list[n++] = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(b);
		fold(f, list, n);
	}
}

/* The other direction of the pattern lists. */
static void invert(struct conflict *c)
{
	uint32_t total = c->pattern_first[c->npatterns], *at;

	c->vertex_first = arena_array(&c->mem, uint32_t, (size_t)c->n + 1);
	c->vertex_pattern = arena_array(&c->mem, uint32_t, total);
	for (uint32_t i = 0; i < total; i++)
		c->vertex_first[c->pattern_vertex[i] + 1]++;
	for (uint32_t v = 0; v < c->n; v++)
		c->vertex_first[v + 1] += c->vertex_first[v];
	at = arena_memdup(&c->mem, c->vertex_first, c->n * sizeof(*at));
	for (uint32_t p = 0; p < c->npatterns; p++)
		for (uint32_t i = c->pattern_first[p]; i < c->pattern_first[p + 1]; i++)
			c->vertex_pattern[at[c->pattern_vertex[i]]++] = p;
}

static void form_patterns(struct conflict *c, const struct matrix *m)
{
	struct folding f = {0};

	map_init(&f.of);
	collect(&f, c, m);
	map_release(&f.of);
	c->npatterns = f.functions.n;
	c->functions = arena_memdup(&c->mem, f.functions.v, f.functions.n * sizeof(*f.functions.v));
	c->pattern_first = arena_memdup(&c->mem, f.first.v, f.first.n * sizeof(*f.first.v));
	c->pattern_vertex =
	    arena_memdup(&c->mem, f.vertices.v, f.vertices.n * sizeof(*f.vertices.v));
	vec_free(&f.functions);
	vec_free(&f.first);
	vec_free(&f.vertices);
	invert(c);
	c->writers = arena_array(&c->mem, uint64_t, c->n);
	for (uint32_t p = 0; p < c->npatterns; p++)
		for (uint32_t i = c->pattern_first[p]; i < c->pattern_first[p + 1]; i++)
			c->writers[c->pattern_vertex[i]] += c->functions[p];
}

int conflict_init(struct conflict *c, const struct matrix *m, const struct requests *q,
		  enum conflict_weight by, struct diag *d)
{
	memset(c, 0, sizeof(*c));
	arena_init(&c->mem);
	c->nregions = m->regions.n;
	form_vertices(c, m, q, by);
	int rc = form_edges(c, m, q, d);

	if (rc) {
		conflict_release(c);
		return rc;
	}
	form_patterns(c, m);
	return 0;
}

void conflict_release(struct conflict *c)
{
	edges_release(&c->apart);
	arena_release(&c->mem);
	memset(c, 0, sizeof(*c));
}

uint64_t conflict_common(const struct conflict *c, uint32_t a, uint32_t b)
{
	const uint32_t *p = c->vertex_pattern + c->vertex_first[a];
	const uint32_t *p_end = c->vertex_pattern + c->vertex_first[a + 1];
	const uint32_t *q = c->vertex_pattern + c->vertex_first[b];
	const uint32_t *q_end = c->vertex_pattern + c->vertex_first[b + 1];
	uint64_t common = 0;

	while (p < p_end && q < q_end) {
		if (*p == *q)
			common += c->functions[*p];
		uint32_t low = *p < *q ? *p : *q;

		p += *p == low;
		q += *q == low;
	}
	return common;
}

uint64_t conflict_pair_cost(const struct conflict *c, uint32_t a, uint32_t b)
{
	uint64_t both = conflict_common(c, a, b);

	return c->weight[a] * (c->writers[b] - both) + c->weight[b] * (c->writers[a] - both);
}
