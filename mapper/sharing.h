/* SPDX-License-Identifier: Apache-2.0 */
/* An assignment of keys under way, with its cost and the exact change of any single move at hand.
 * The cost is conflict.h's, summed over the keys. */
#ifndef CM_MAPPER_SHARING_H
#define CM_MAPPER_SHARING_H

#include "mapper/conflict.h"

struct sharing {
	const struct conflict *c;
	struct arena mem;
	uint32_t nkeys;
	uint32_t *key; /* [n]: 1..nkeys, 0 without one */
	int64_t cost;
	uint32_t *members;  /* [nkeys + 1]: vertices under a key */
	int64_t *weight;    /* [nkeys + 1] */
	int64_t *holders;   /* [nkeys + 1]: functions */
	uint32_t *touching; /* [npatterns * nkeys]: vertices of the pattern under key k + 1 */
	int64_t *alone;	    /* [n]: functions that hold v's key only through v */
	int64_t *fresh;	    /* [n * nkeys]: functions of v that do not hold key k + 1 */
	uint32_t *blocked;  /* [n * nkeys]: vertices under key k + 1 that v must be apart from */
	uint64_t work;	    /* elementary steps so far, for budgets that do not depend on a clock */
};

void sharing_init(struct sharing *s, const struct conflict *c, uint32_t nkeys);
void sharing_release(struct sharing *s);

/* Puts v under key, or under none with 0. Ignores blocked. */
void sharing_put(struct sharing *s, uint32_t v, uint32_t key);
void sharing_put_all(struct sharing *s, const uint32_t *key);

static inline bool sharing_allowed(const struct sharing *s, uint32_t v, uint32_t key)
{
	return !s->blocked[(size_t)v * s->nkeys + key - 1];
}

/* What cost would grow by if v, which has no key, joined key. */
static inline int64_t sharing_join_cost(const struct sharing *s, uint32_t v, uint32_t key)
{
	int64_t fresh = s->fresh[(size_t)v * s->nkeys + key - 1];
	int64_t w = (int64_t)s->c->weight[v];

	return s->weight[key] * fresh + w * (s->holders[key] + fresh) -
	       w * (int64_t)s->c->writers[v];
}

/* What cost would fall by if v left its key. */
static inline int64_t sharing_leave_gain(const struct sharing *s, uint32_t v)
{
	uint32_t key = s->key[v];
	int64_t w = (int64_t)s->c->weight[v];

	return s->weight[key] * s->holders[key] -
	       (s->weight[key] - w) * (s->holders[key] - s->alone[v]) -
	       w * (int64_t)s->c->writers[v];
}

#endif
