/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/tpairs.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

void tpairs_sort(struct tpairs *p)
{
	if (p->n)
		qsort(p->v, p->n, sizeof(*p->v), compare);
}

static uint32_t first_of(const struct tpairs *p, uint64_t key)
{
	uint32_t lo = 0, hi = p->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (p->v[mid] >> 32 < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct tplaces tpairs_of(const struct tpairs *p, uint32_t key)
{
	struct tplaces r = {.first = first_of(p, key)};

	r.n = first_of(p, (uint64_t)key + 1) - r.first;
	return r;
}
