/* SPDX-License-Identifier: Apache-2.0 */
/* From the conflict graph to keys: construct, improve, bound, check. */
#ifndef CM_MAPPER_ASSIGN_H
#define CM_MAPPER_ASSIGN_H

#include "mapper/conflict.h"

#define ASSIGN_MAX_KEYS 15u /* PKS has 16; key 0 is every other page's */

struct assign_options {
	uint32_t nkeys; /* that may be used, 1..ASSIGN_MAX_KEYS */
	enum conflict_weight by;
	uint64_t seed;
	uint64_t effort; /* time grows in proportion; 20 is a second or two */
};

struct assignment {
	uint32_t *key; /* [regions of the matrix]: 1..used, numbered by each key's lowest region */
	uint32_t used;
	int64_t
	    cost; /* of the search: pairs granted by sharing beyond what requests tie together */
	int64_t bound; /* no assignment costs less */
	bool optimal;  /* cost is proven to be the least */
};

/* -CM_EGRAPH when the regions to be kept apart need more keys, or no assignment that keeps them
 * apart was found; d names them. The result is checked against the raw matrix and requests. */
int assign_keys(struct assignment *a, const struct conflict *c, const struct matrix *m,
		const struct assign_options *opt, struct diag *d);
void assignment_release(struct assignment *a);

#endif
