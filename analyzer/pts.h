/* SPDX-License-Identifier: Apache-2.0 */
/* Points-to sets: sparse bit sets of location ids, as sorted chunks of 64. */
#ifndef CM_ANALYZER_PTS_H
#define CM_ANALYZER_PTS_H

#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* chunk i holds the ids key[i]*64 .. key[i]*64+63; keys ascend, no chunk is empty.
 * One block holds bits then keys; a zeroed struct is the empty set. */
struct pts {
	uint64_t *bits;
	uint32_t *key;
	uint32_t n, cap;
};

void pts_release(struct pts *s);
static inline bool pts_empty(const struct pts *s)
{
	return s->n == 0;
}
bool pts_has(const struct pts *s, uint32_t id);
/* True when id was not in s. */
bool pts_add(struct pts *s, uint32_t id);
/* The same for all ids of a chunk whose bits are set; bits is not 0. */
bool pts_add_chunk(struct pts *s, uint32_t key, uint64_t bits);
/* The bits of a chunk, 0 when it is not there. */
uint64_t pts_chunk_bits(const struct pts *s, uint32_t key);
/* dst |= src; when added is not NULL, what dst lacked is or-ed into it. True when dst grew. */
bool pts_union(struct pts *dst, const struct pts *src, struct pts *added);
bool pts_equal(const struct pts *a, const struct pts *b);
bool pts_intersects(const struct pts *a, const struct pts *b);
uint32_t pts_count(const struct pts *s);
uint64_t pts_hash(const struct pts *s);
size_t pts_bytes(const struct pts *s);

/* for (pts_each(&set, id)) visits ids in ascending order; the set must not change meanwhile. */
struct pts_iter {
	const struct pts *s;
	uint32_t chunk;
	uint64_t rest;
};
static inline struct pts_iter pts_begin(const struct pts *s)
{
	return (struct pts_iter){s, 0, s->n ? s->bits[0] : 0};
}
static inline bool pts_next(struct pts_iter *it, uint32_t *id)
{
	while (!it->rest) {
		if (++it->chunk >= it->s->n)
			return false;
		it->rest = it->s->bits[it->chunk];
	}
	*id = it->s->key[it->chunk] * 64 + (uint32_t)__builtin_ctzll(it->rest);
	it->rest &= it->rest - 1;
	return true;
}

/* A set in the making, whose chunks come in any order; zeroed is empty. Finishing adds it to out,
 * and empties it. */
struct pts_chunk {
	uint32_t key;
	uint64_t bits;
};
struct pts_build {
	VEC(struct pts_chunk) v;
	bool mixed;
};
void pts_build_add(struct pts_build *b, uint32_t key, uint64_t bits);
void pts_build_finish(struct pts_build *b, struct pts *out);

#endif
