/* SPDX-License-Identifier: Apache-2.0 */
/* Dense bit sets of fixed size: n bits in (n + 63) / 64 words owned by the caller. */
#ifndef CM_BASE_BITSET_H
#define CM_BASE_BITSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline size_t bits_words(size_t nbits)
{
	return (nbits + 63) / 64;
}
static inline bool bits_get(const uint64_t *s, size_t i)
{
	return s[i >> 6] >> (i & 63) & 1;
}
static inline void bits_set(uint64_t *s, size_t i)
{
	s[i >> 6] |= (uint64_t)1 << (i & 63);
}
static inline void bits_clear(uint64_t *s, size_t i)
{
	s[i >> 6] &= ~((uint64_t)1 << (i & 63));
}
static inline size_t bits_count(const uint64_t *s, size_t words)
{
	size_t n = 0;

	for (size_t i = 0; i < words; i++)
		n += (size_t)__builtin_popcountll(s[i]);
	return n;
}
/* |a and b| and |a minus b|. */
static inline size_t bits_count_and(const uint64_t *a, const uint64_t *b, size_t words)
{
	size_t n = 0;

	for (size_t i = 0; i < words; i++)
		n += (size_t)__builtin_popcountll(a[i] & b[i]);
	return n;
}
static inline size_t bits_count_minus(const uint64_t *a, const uint64_t *b, size_t words)
{
	size_t n = 0;

	for (size_t i = 0; i < words; i++)
		n += (size_t)__builtin_popcountll(a[i] & ~b[i]);
	return n;
}
static inline void bits_or(uint64_t *dst, const uint64_t *src, size_t words)
{
	for (size_t i = 0; i < words; i++)
		dst[i] |= src[i];
}

#endif
