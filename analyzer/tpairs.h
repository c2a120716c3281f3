/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of records, looked up by the first. */
#ifndef CM_ANALYZER_TPAIRS_H
#define CM_ANALYZER_TPAIRS_H

#include "base/vec.h"

#include <stdint.h>

/* Where in a list of the type filter what belongs to one thing is: [first .. first+n). */
struct tplaces {
	uint32_t first, n;
};

struct tpairs {
	uint64_t *v; /* (key, other), ascending once sorted */
	uint32_t n, cap;
};

static inline void tpairs_add(struct tpairs *p, uint32_t key, uint32_t other)
{
	vec_push(p, (uint64_t)key << 32 | other);
}
static inline uint32_t tpairs_other(const struct tpairs *p, uint32_t i)
{
	return (uint32_t)p->v[i];
}
/* After the last was added, before the first is looked for. */
void tpairs_sort(struct tpairs *p);
struct tplaces tpairs_of(const struct tpairs *p, uint32_t key);

#endif
