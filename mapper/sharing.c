/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/sharing.h"

#include <string.h>

void sharing_init(struct sharing *s, const struct conflict *c, uint32_t nkeys)
{
	memset(s, 0, sizeof(*s));
	arena_init(&s->mem);
	s->c = c;
	s->nkeys = nkeys;
	s->key = arena_array(&s->mem, uint32_t, c->n);
	s->members = arena_array(&s->mem, uint32_t, nkeys + 1);
	s->weight = arena_array(&s->mem, int64_t, nkeys + 1);
	s->holders = arena_array(&s->mem, int64_t, nkeys + 1);
	s->touching = arena_array(&s->mem, uint32_t, (size_t)c->npatterns *nkeys);
	s->alone = arena_array(&s->mem, int64_t, c->n);
	s->fresh = arena_array(&s->mem, int64_t, (size_t)c->n *nkeys);
	s->blocked = arena_array(&s->mem, uint32_t, (size_t)c->n *nkeys);
	for (uint32_t v = 0; v < c->n; v++)
		for (uint32_t k = 0; k < nkeys; k++)
			s->fresh[(size_t)v * nkeys + k] = (int64_t)c->writers[v];
}

void sharing_release(struct sharing *s)
{
	arena_release(&s->mem);
	memset(s, 0, sizeof(*s));
}

/* Adds by to fresh of every vertex of pattern p. */
static void all_fresh(struct sharing *s, uint32_t p, uint32_t key, int64_t by)
{
	const struct conflict *c = s->c;

	for (uint32_t i = c->pattern_first[p]; i < c->pattern_first[p + 1]; i++)
		s->fresh[(size_t)c->pattern_vertex[i] * s->nkeys + key - 1] += by;
	s->work += c->pattern_first[p + 1] - c->pattern_first[p];
}

/* Adds by to alone of the one vertex of pattern p under key. */
static void sole_alone(struct sharing *s, uint32_t p, uint32_t key, int64_t by)
{
	const struct conflict *c = s->c;
	uint32_t i = c->pattern_first[p];

	while (s->key[c->pattern_vertex[i]] != key)
		i++;
	s->alone[c->pattern_vertex[i]] += by;
	s->work += i - c->pattern_first[p];
}

static void block(struct sharing *s, uint32_t v, uint32_t key, int by)
{
	const uint64_t *row = edges_row(&s->c->apart, v);

	for (size_t w = 0; w < s->c->apart.words; w++)
		for (uint64_t b = row[w]; b; b &= b - 1) {
			size_t u = w * 64 + (size_t)__builtin_ctzll(b);

			s->blocked[u * s->nkeys + key - 1] += (uint32_t)by;
		}
}

static void leave(struct sharing *s, uint32_t v)
{
	const struct conflict *c = s->c;
	uint32_t key = s->key[v];

	s->cost -= sharing_leave_gain(s, v);
	s->members[key]--;
	s->weight[key] -= (int64_t)c->weight[v];
	s->holders[key] -= s->alone[v];
	s->alone[v] = 0;
	s->key[v] = 0;
	block(s, v, key, -1);
	for (uint32_t i = c->vertex_first[v]; i < c->vertex_first[v + 1]; i++) {
		uint32_t p = c->vertex_pattern[i];
		uint32_t left = --s->touching[(size_t)p * s->nkeys + key - 1];

		if (left == 0)
			all_fresh(s, p, key, (int64_t)c->functions[p]);
		else if (left == 1)
			sole_alone(s, p, key, (int64_t)c->functions[p]);
	}
	s->work += c->vertex_first[v + 1] - c->vertex_first[v];
}

static void join(struct sharing *s, uint32_t v, uint32_t key)
{
	const struct conflict *c = s->c;
	int64_t fresh = s->fresh[(size_t)v * s->nkeys + key - 1];

	s->cost += sharing_join_cost(s, v, key);
	s->members[key]++;
	s->weight[key] += (int64_t)c->weight[v];
	s->holders[key] += fresh;
	s->alone[v] = fresh;
	block(s, v, key, 1);
	for (uint32_t i = c->vertex_first[v]; i < c->vertex_first[v + 1]; i++) {
		uint32_t p = c->vertex_pattern[i];
		uint32_t now = ++s->touching[(size_t)p * s->nkeys + key - 1];

		if (now == 1)
			all_fresh(s, p, key, -(int64_t)c->functions[p]);
		else if (now == 2)
			sole_alone(s, p, key, -(int64_t)c->functions[p]);
	}
	s->key[v] = key;
	s->work += c->vertex_first[v + 1] - c->vertex_first[v];
}

void sharing_put(struct sharing *s, uint32_t v, uint32_t key)
{
	if (s->key[v] == key)
		return;
	if (s->key[v])
		leave(s, v);
	if (key)
		join(s, v, key);
}

void sharing_put_all(struct sharing *s, const uint32_t *key)
{
	for (uint32_t v = 0; v < s->c->n; v++)
		sharing_put(s, v, key[v]);
}
