/* SPDX-License-Identifier: Apache-2.0 */
/* The conflict graph: what is to be given keys, which pairs must stay apart, and who writes what.
 *
 * A vertex is a set of regions that share a key in any case: one region, or those that a request
 * ties together. Functions that write the same vertices are folded into one pattern.
 *
 * A key's holders are all functions that write any vertex under it, so the cost of a class C of
 * vertices is the weight of the pairs (function, region) granted only because the key is shared:
 *   cost(C) = sum over v in C of weight(v) * |holders(C) \ writers(v)|
 *           = weight(C) * |holders(C)| - sum of weight(v) * |writers(v)|
 */
#ifndef CM_MAPPER_CONFLICT_H
#define CM_MAPPER_CONFLICT_H

#include "mapper/edges.h"
#include "mapper/matrix.h"

struct conflict {
	struct arena mem;
	uint32_t n; /* vertices 0..n-1, in the order of their lowest region */
	uint32_t nregions;
	uint32_t *vertex_of;	/* [nregions] */
	uint32_t *first_region; /* [n] */
	uint64_t *weight;	/* [n], >= 1: regions, or objects when weighted by them */
	uint64_t *writers;	/* [n]: functions that write the vertex */
	uint64_t total_weight;
	struct edges apart;

	uint32_t npatterns;
	uint64_t *functions; /* [npatterns]: how many functions it stands for */
	uint32_t *pattern_first, *pattern_vertex; /* pattern -> its vertices, ascending */
	uint32_t *vertex_first, *vertex_pattern;  /* vertex -> its patterns, ascending */
};

/* Groups and pairs of region indices, checked against each other by conflict_init. */
struct requests;

enum conflict_weight { WEIGHT_REGIONS, WEIGHT_OBJECTS };

int conflict_init(struct conflict *c, const struct matrix *m, const struct requests *q,
		  enum conflict_weight by, struct diag *d);
void conflict_release(struct conflict *c);

/* Functions that write both vertices. */
uint64_t conflict_common(const struct conflict *c, uint32_t a, uint32_t b);
/* What a and b cost as a class of two: a bound from below for any class that holds both. */
uint64_t conflict_pair_cost(const struct conflict *c, uint32_t a, uint32_t b);

#endif
