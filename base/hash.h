/* SPDX-License-Identifier: Apache-2.0 */
/* Hashing that gives the same value on every machine, and an open-addressing map u64 -> u32. */
#ifndef CM_BASE_HASH_H
#define CM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t hash_mix(uint64_t h)
{
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	h ^= h >> 32;
	return h;
}

static inline uint64_t hash_pair(uint64_t a, uint64_t b)
{
	return hash_mix(hash_mix(a + 0x9e3779b97f4a7c15u) ^ b);
}

/* 64-bit hash of n bytes; not cryptographic. */
uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);

struct map_entry {
	uint64_t key;
	uint32_t val;
};

/* Map from any uint64_t to uint32_t; 0 is never a stored value and means "absent". */
struct map {
	struct map_entry *entry;
	uint32_t n, cap; /* cap: power of two, or 0 */
};

void map_init(struct map *m);
void map_release(struct map *m);
uint32_t map_get(const struct map *m, uint64_t key);
/* Where the value of key is, made 0 if it was absent; valid until the next map_at. Caller stores
 * a non-zero value at once. */
uint32_t *map_at(struct map *m, uint64_t key);

#endif
