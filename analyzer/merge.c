/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/merge.h"
#include "base/diag.h"

#include <stdbool.h>
#include <string.h>

/* Of each living set, among the living sets after it: the cheapest partner, the lowest of equals.
 * Once that partner is gone, cost is only a lower bound and the search is put off until the set
 * is up for choice; most never are.
 * Source: Müllner 2011, "Modern hierarchical, agglomerative clustering algorithms", section 3. */
struct nearest {
	uint64_t cost; /* UINT64_MAX: nothing after it */
	uint32_t partner;
	bool bound;
};

struct merging {
	struct merge_set *set;
	uint32_t n;
	size_t words;
	struct nearest *near;
	uint32_t *alive, nalive; /* ascending */
	/* The living sets that hold function f: holder[first[f] .. first[f] + nholders[f]). */
	uint32_t *holder, *first, *nholders;
	uint32_t *common; /* [set]: writers it shares with the set last counted */
};

#define each_bit(f, bits, words)                                                                   \
	for (size_t w_ = 0; w_ < (words); w_++)                                                    \
		for (uint64_t left_ = (bits)[w_], f;                                               \
		     left_ && (f = w_ * 64 + (size_t)__builtin_ctzll(left_), true);                \
		     left_ &= left_ - 1)

/* Sets g->common for set a, by the holders of its functions or by whole sets, whichever reads
 * less. */
static void count_common(struct merging *g, uint32_t a)
{
	const uint64_t *writers = g->set[a].writers;
	size_t shared = 0;

	each_bit(f, writers, g->words) shared += g->nholders[f];
	if (shared > g->nalive * g->words) {
		for (uint32_t i = 0; i < g->nalive; i++)
			g->common[g->alive[i]] = (uint32_t)bits_count_and(
			    writers, g->set[g->alive[i]].writers, g->words);
		return;
	}
	memset(g->common, 0, g->n * sizeof(*g->common));
	each_bit(f, writers, g->words) for (uint32_t i = 0; i < g->nholders[f]; i++)
	    g->common[g->holder[g->first[f] + i]]++;
}

/* a: the set last counted. */
static uint64_t joint_cost(const struct merging *g, uint32_t a, uint32_t b)
{
	const struct merge_set *x = &g->set[a], *y = &g->set[b];
	uint64_t common = g->common[b];

	return x->nobjects * (y->nwriters - common) + y->nobjects * (x->nwriters - common);
}

static void find_partner(struct merging *g, uint32_t at)
{
	uint32_t a = g->alive[at];
	struct nearest best = {.cost = UINT64_MAX};

	count_common(g, a);
	for (uint32_t i = at + 1; i < g->nalive; i++) {
		uint64_t c = joint_cost(g, a, g->alive[i]);

		if (c < best.cost)
			best = (struct nearest){.cost = c, .partner = g->alive[i]};
	}
	g->near[a] = best;
}

/* The position of the set whose joint is the cheapest of all. */
static uint32_t choose(struct merging *g)
{
	for (;;) {
		uint32_t best = 0;

		for (uint32_t i = 1; i < g->nalive; i++)
			if (g->near[g->alive[i]].cost < g->near[g->alive[best]].cost)
				best = i;
		if (!g->near[g->alive[best]].bound)
			return best;
		find_partner(g, best);
	}
}

/* Set a, last counted, has changed: what that means for set k before it. */
static void reconsider(struct merging *g, uint32_t k, uint32_t a)
{
	struct nearest *near = &g->near[k];
	uint64_t c = joint_cost(g, a, k);

	if (near->partner == a)
		near->bound = true;
	if (c < near->cost || (c == near->cost && a < near->partner))
		*near = (struct nearest){.cost = c, .partner = a};
}

/* The functions of b are a's from now on. */
static void move_holders(struct merging *g, uint32_t a, uint32_t b)
{
	each_bit(f, g->set[b].writers, g->words)
	{
		uint32_t *v = g->holder + g->first[f], at = 0;

		while (v[at] != b)
			at++;
		if (bits_get(g->set[a].writers, f))
			v[at] = v[--g->nholders[f]];
		else
			v[at] = a;
	}
}

/* Joins the set at position at with its partner. */
static void join(struct merging *g, uint32_t at)
{
	uint32_t a = g->alive[at], b = g->near[a].partner, gone = at + 1;
	struct merge_set *x = &g->set[a];

	move_holders(g, a, b);
	bits_or(x->writers, g->set[b].writers, g->words);
	x->nwriters = (uint32_t)bits_count(x->writers, g->words);
	x->nobjects += g->set[b].nobjects;
	while (g->alive[gone] != b)
		gone++;
	g->nalive--;
	memmove(g->alive + gone, g->alive + gone + 1, (g->nalive - gone) * sizeof(*g->alive));

	for (uint32_t i = 0; i < gone; i++)
		if (g->near[g->alive[i]].partner == b)
			g->near[g->alive[i]].bound = true;
	find_partner(g, at);
	for (uint32_t i = 0; i < at; i++)
		reconsider(g, g->alive[i], a);
}

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		diag_oom(n * size);
	return p;
}

static void collect_holders(struct merging *g)
{
	size_t functions = g->words * 64, all = 0;

	g->first = zeroed(functions, sizeof(*g->first));
	g->nholders = zeroed(functions, sizeof(*g->nholders));
	for (uint32_t s = 0; s < g->n; s++)
		each_bit(f, g->set[s].writers, g->words) g->nholders[f]++;
	for (size_t f = 0; f < functions; f++) {
		g->first[f] = (uint32_t)all;
		all += g->nholders[f];
		g->nholders[f] = 0;
	}
	BUG_ON(all > UINT32_MAX);
	g->holder = zeroed(all, sizeof(*g->holder));
	for (uint32_t s = 0; s < g->n; s++)
		each_bit(f, g->set[s].writers, g->words) g->holder[g->first[f] + g->nholders[f]++] =
		    s;
}

void merge_make_plan(struct merge_plan *p, struct merge_set *set, uint32_t n, size_t words,
		     uint32_t min)
{
	struct merging g = {.set = set, .n = n, .words = words, .nalive = n};

	BUG_ON(min == 0);
	memset(p, 0, sizeof(*p));
	if (n <= min)
		return;
	g.alive = zeroed(n, sizeof(*g.alive));
	g.near = zeroed(n, sizeof(*g.near));
	g.common = zeroed(n, sizeof(*g.common));
	collect_holders(&g);
	for (uint32_t i = 0; i < n; i++)
		g.alive[i] = i;
	for (uint32_t i = 0; i < n; i++)
		find_partner(&g, i);
	while (g.nalive > min) {
		uint32_t at = choose(&g), a = g.alive[at];
		struct merge_step s = {
		    .into = a, .from = g.near[a].partner, .cost = g.near[a].cost};

		vec_push(&p->steps, s);
		join(&g, at);
	}
	free(g.alive);
	free(g.near);
	free(g.common);
	free(g.holder);
	free(g.first);
	free(g.nholders);
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
