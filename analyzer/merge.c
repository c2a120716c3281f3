/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/merge.h"
#include "base/diag.h"

#include <string.h>

struct merging {
	struct merge_set *set;
	size_t words;
	uint32_t *alive, nalive; /* ascending */
	/* Of each set, among the living sets after it: the cheapest partner, the lowest of equals.
	 */
	uint32_t *partner;
	uint64_t *cost; /* UINT64_MAX: nothing after it */
};

/* The cost of joining a and b, or any value >= limit when the cost is >= limit: sizes alone often
 * tell, and then the sets need not be read. */
static uint64_t joint_cost(const struct merging *g, uint32_t a, uint32_t b, uint64_t limit)
{
	const struct merge_set *x = &g->set[a], *y = &g->set[b];
	uint64_t least = x->nwriters > y->nwriters
			     ? (uint64_t)y->nobjects * (x->nwriters - y->nwriters)
			     : (uint64_t)x->nobjects * (y->nwriters - x->nwriters);

	if (least >= limit)
		return least;
	uint64_t common = bits_count_and(x->writers, y->writers, g->words);

	return x->nobjects * (y->nwriters - common) + y->nobjects * (x->nwriters - common);
}

static void find_partner(struct merging *g, uint32_t at)
{
	uint32_t a = g->alive[at];

	g->cost[a] = UINT64_MAX;
	for (uint32_t i = at + 1; i < g->nalive; i++) {
		uint64_t c = joint_cost(g, a, g->alive[i], g->cost[a]);

		if (c < g->cost[a]) {
			g->cost[a] = c;
			g->partner[a] = g->alive[i];
		}
	}
}

static uint32_t cheapest(const struct merging *g)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < g->nalive; i++)
		if (g->cost[g->alive[i]] < g->cost[g->alive[best]])
			best = i;
	return best;
}

/* Joins the set at position at with its partner and mends the partners of all others. */
static void join(struct merging *g, uint32_t at)
{
	uint32_t a = g->alive[at], b = g->partner[a], gone = at + 1;
	struct merge_set *x = &g->set[a];

	bits_or(x->writers, g->set[b].writers, g->words);
	x->nwriters = (uint32_t)bits_count(x->writers, g->words);
	x->nobjects += g->set[b].nobjects;
	while (g->alive[gone] != b)
		gone++;
	g->nalive--;
	memmove(g->alive + gone, g->alive + gone + 1, (g->nalive - gone) * sizeof(*g->alive));

	for (uint32_t i = 0; i < gone; i++) {
		uint32_t k = g->alive[i];

		if (i == at || g->partner[k] == b || (i < at && g->partner[k] == a)) {
			find_partner(g, i);
		} else if (i < at) {
			uint64_t c = joint_cost(g, k, a, g->cost[k] + 1);

			if (c < g->cost[k] || (c == g->cost[k] && a < g->partner[k])) {
				g->cost[k] = c;
				g->partner[k] = a;
			}
		}
	}
}

void merge_make_plan(struct merge_plan *p, struct merge_set *set, uint32_t n, size_t words,
		     uint32_t min)
{
	struct merging g = {.set = set, .words = words, .nalive = n};

	BUG_ON(min == 0);
	memset(p, 0, sizeof(*p));
	if (n <= min)
		return;
	g.alive = calloc(n, sizeof(*g.alive));
	g.partner = calloc(n, sizeof(*g.partner));
	g.cost = calloc(n, sizeof(*g.cost));
	if (!g.alive || !g.partner || !g.cost)
		diag_oom((size_t)n * 16);
	for (uint32_t i = 0; i < n; i++)
		g.alive[i] = i;
	for (uint32_t i = 0; i < n; i++)
		find_partner(&g, i);
	while (g.nalive > min) {
		uint32_t at = cheapest(&g), a = g.alive[at];
		struct merge_step s = {.into = a, .from = g.partner[a], .cost = g.cost[a]};

		vec_push(&p->steps, s);
		join(&g, at);
	}
	free(g.alive);
	free(g.partner);
	free(g.cost);
}

void merge_plan_release(struct merge_plan *p)
{
	vec_free(&p->steps);
}

uint32_t merge_plan_knee(const struct merge_plan *p, uint32_t n, uint32_t min, uint32_t max)
{
	uint32_t first = n > max ? n - max : 0, best = first;
	int64_t rise = 0, risen = 0, farthest = 0;

	if (p->steps.n <= first)
		return p->steps.n;
	BUG_ON(p->steps.n != n - min);
	int64_t run = p->steps.n - first;

	for (uint32_t i = first; i < p->steps.n; i++)
		rise += (int64_t)p->steps.v[i].cost;
	for (uint32_t i = first; i < p->steps.n; i++) {
		risen += (int64_t)p->steps.v[i].cost;
		int64_t below = rise * (i + 1 - first) - risen * run; /* times run */

		if (below > farthest) {
			farthest = below;
			best = i + 1;
		}
	}
	return best;
}
