/* SPDX-License-Identifier: Apache-2.0 */
/* Pseudo-random numbers that are the same on every machine (splitmix64, Steele et al. 2014). */
#ifndef CM_MAPPER_RANDOM_H
#define CM_MAPPER_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state; /* the seed; any value */
};

static inline uint64_t random_next(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* 0..n-1, n > 0. */
static inline uint32_t random_below(struct random *r, uint32_t n)
{
	return (uint32_t)((random_next(r) >> 32) * n >> 32);
}

#endif
