/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/exact.h"

#include <string.h>

struct branch {
	struct sharing *s;
	uint32_t *order; /* vertices, most writers first: their conflicts show early */
	uint32_t *best_key;
	int64_t best;
	uint64_t work;
	bool complete;
};

/* A class's cost never falls when a vertex joins it, so a partial assignment that already costs as
 * much as the best is hopeless. Keys are alike: of the unused ones the first stands for all. */
static void descend(struct branch *b, uint32_t depth, uint32_t used)
{
	struct sharing *s = b->s;

	if (depth == s->c->n) {
		b->best = s->cost;
		memcpy(b->best_key, s->key, s->c->n * sizeof(*s->key));
		return;
	}
	uint32_t v = b->order[depth];
	uint32_t end = used < s->nkeys ? used + 1 : used;

	for (uint32_t k = 1; k <= end && b->complete; k++) {
		if (s->work > b->work) {
			b->complete = false;
			return;
		}
		s->work += 4;
		if (!sharing_allowed(s, v, k) || s->cost + sharing_join_cost(s, v, k) >= b->best)
			continue;
		sharing_put(s, v, k);
		descend(b, depth + 1, k > used ? k : used);
		sharing_put(s, v, 0);
	}
}

bool exact_sharing(struct sharing *s, uint64_t work)
{
	uint32_t n = s->c->n;
	struct branch b = {.s = s, .best = s->cost, .work = s->work + work, .complete = true};
	struct arena mem;

	arena_init(&mem);
	b.order = arena_array(&mem, uint32_t, n);
	b.best_key = arena_memdup(&mem, s->key, n * sizeof(*s->key));
	for (uint32_t v = 0; v < n; v++) {
		uint32_t at = v;

		for (; at && s->c->writers[b.order[at - 1]] < s->c->writers[v]; at--)
			b.order[at] = b.order[at - 1];
		b.order[at] = v;
		sharing_put(s, v, 0);
	}
	descend(&b, 0, 0);
	sharing_put_all(s, b.best_key);
	arena_release(&mem);
	return b.complete;
}
