/* SPDX-License-Identifier: Apache-2.0 */
/* What an assignment costs, by region, key and function, for the user to read. */
#ifndef CM_MAPPER_PRICE_H
#define CM_MAPPER_PRICE_H

#include "mapper/assign.h"
#include "mapper/matrix.h"

struct price {
	struct arena mem;
	/* Pairs (function, region) over all functions with a body: */
	uint64_t pairs;			       /* all of them */
	uint64_t needed;		       /* by the function's own writes */
	uint64_t granted;		       /* only because the region shares its key */
	uint64_t *by_region;		       /* [regions]: granted pairs of each */
	uint64_t *by_function;		       /* [functions of the matrix]: likewise */
	uint64_t holders[ASSIGN_MAX_KEYS + 1]; /* functions that may open each key */
	uint64_t by_key[ASSIGN_MAX_KEYS + 1];
	uint32_t regions[ASSIGN_MAX_KEYS + 1];
};

void price_init(struct price *p, const struct matrix *m, const uint32_t *key);
void price_release(struct price *p);

/* The at most max of n items that cost most, dearest first, ties by index; none that cost nothing.
 * Returns how many; out: [max], indices. */
uint32_t price_top(const uint64_t *cost, uint32_t n, uint32_t max, uint32_t *out);

#endif
