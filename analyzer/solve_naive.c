/* SPDX-License-Identifier: Apache-2.0 */
/* The dull judge: every constraint on every node's whole set, over and over, until nothing changes.
 * It shares with the waves what a constraint means, and none of what makes them fast: each object
 * is a family of its own, and filters do without their bits. */
#include "analyzer/solve_int.h"

static void step(struct solution *s, node_id n)
{
	struct pts set = {0};

	pts_union(&set, &s->nodes.v[n].pts, NULL);
	for (uint32_t i = 0; i < s->nodes.v[n].nsucc; i++)
		solve_add_set(s, solve_find(s, s->nodes.v[n].succ[i]), &set);
	for (uint32_t i = s->nodes.v[n].complex; i; i = s->complex.v[i].next) {
		struct complex c = s->complex.v[i];

		if (c.op <= CX_FILTER)
			solve_apply_arithmetic(s, &c, &set);
		else
			solve_apply_memory(s, &c, &set);
	}
	pts_release(&set);
}

void solve_naive(struct solution *s)
{
	bool orphans = false;
	uint64_t before;

	for (;;) {
		do {
			solve_heed_limit(s);
			before = s->growths + s->stats->edges;
			for (node_id n = 1; n < s->nodes.n; n++)
				if (solve_find(s, n) == n)
					step(s, n);
			solve_widen(s);
			s->stats->waves++;
		} while (before != s->growths + s->stats->edges);
		if (solve_deferred_allocations(s) || solve_open_filters(s) || solve_open_members(s))
			continue;
		if (orphans || !solve_orphan_allocations(s))
			break;
		orphans = true;
	}
}
