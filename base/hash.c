/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

uint64_t hash_bytes(const void *p, size_t n, uint64_t seed)
{
	const unsigned char *s = p;
	uint64_t h = hash_mix(seed ^ (n * 0x9e3779b97f4a7c15u));
	uint64_t w;

	for (; n >= 8; s += 8, n -= 8) {
		memcpy(&w, s, 8);
		h = hash_mix(h ^ w) + 0x9e3779b97f4a7c15u;
	}
	w = 0;
	memcpy(&w, s, n);
	return hash_mix(h ^ w);
}

void map_init(struct map *m)
{
	memset(m, 0, sizeof(*m));
}

void map_release(struct map *m)
{
	free(m->entry);
	map_init(m);
}

static uint32_t slot(const struct map *m, uint64_t key)
{
	uint32_t i = (uint32_t)hash_mix(key) & (m->cap - 1);

	while (m->entry[i].val && m->entry[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return i;
}

uint32_t map_get(const struct map *m, uint64_t key)
{
	return m->cap ? m->entry[slot(m, key)].val : 0;
}

static void rehash(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 64;
	m->entry = calloc(m->cap, sizeof(*m->entry));
	if (!m->entry)
		diag_oom(m->cap * sizeof(*m->entry));
	for (uint32_t i = 0; i < old.cap; i++)
		if (old.entry[i].val)
			m->entry[slot(m, old.entry[i].key)] = old.entry[i];
	free(old.entry);
}

uint32_t *map_at(struct map *m, uint64_t key)
{
	if (m->n + (m->n >> 1) >= m->cap)
		rehash(m);
	uint32_t i = slot(m, key);

	if (!m->entry[i].val) {
		m->entry[i].key = key;
		m->n++;
	}
	return &m->entry[i].val;
}
