/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/bound.h"

#include <math.h>
#include <stdlib.h>

/* Of shares; a graph that needs more gets the trivial bound. */
#define MAX_TABLE 4000000u

/* A classmate and what it is worth to v per unit of its weight. */
struct mate {
	double density;
	uint64_t weight;
};

enum ranking { ALONE, SHARED };

struct bounding {
	const struct conflict *c;
	struct arena mem;
	uint64_t *common;  /* [n] */
	struct mate *mate; /* [n] */
	double *worth[2];  /* by ranking, [total weight]: see most_worth */
	double **share;	   /* [n][M - weight(v)]: the least v is charged in a class of weight M */
};

static int by_density(const void *pa, const void *pb)
{
	const struct mate *a = pa, *b = pb;

	return a->density > b->density ? -1 : a->density < b->density;
}

/* common[u]: functions that write both v and u. */
static void count_common(const struct conflict *c, uint32_t v, uint64_t *common)
{
	for (uint32_t u = 0; u < c->n; u++)
		common[u] = 0;
	for (uint32_t i = c->vertex_first[v]; i < c->vertex_first[v + 1]; i++) {
		uint32_t p = c->vertex_pattern[i];

		for (uint32_t j = c->pattern_first[p]; j < c->pattern_first[p + 1]; j++)
			common[c->pattern_vertex[j]] += c->functions[p];
	}
}

/* The largest saving there is: every function's other vertices are all with v. */
static double saving_cap(const struct conflict *c, uint32_t v)
{
	double cap = 0, w = (double)c->weight[v];

	for (uint32_t i = c->vertex_first[v]; i < c->vertex_first[v + 1]; i++) {
		uint32_t p = c->vertex_pattern[i];
		uint64_t all = 0;

		for (uint32_t j = c->pattern_first[p]; j < c->pattern_first[p + 1]; j++)
			all += c->weight[c->pattern_vertex[j]];
		cap += (double)c->functions[p] * (1 / w - 1 / (double)all);
	}
	return cap;
}

/* worth[x]: the most that classmates of weight x together can be worth (fractional knapsack). */
static void most_worth(struct mate *mate, uint32_t n, double *worth, uint64_t total)
{
	uint64_t at = 0;

	qsort(mate, n, sizeof(*mate), by_density);
	worth[0] = 0;
	for (uint32_t i = 0; i < n; i++)
		for (uint64_t k = 0; k < mate[i].weight && at < total; k++, at++)
			worth[at + 1] = worth[at] + mate[i].density;
}

/* What v is charged less for a function that writes, besides v, classmates of weight x. For
 * vertices of weight 1, x is a whole number, and the chord between two of them lies below the
 * curve. */
static double saving(double w, double x, bool unit)
{
	double below = floor(x);

	if (!unit)
		return 1 / w - 1 / (w + x);
	return 1 - 1 / (1 + below) + (x - below) * (1 / (1 + below) - 1 / (2 + below));
}

/* Ranks v's possible classmates by what each alone saves v (ALONE), or by how many functions it
 * shares with v (SHARED). */
static void rank_mates(struct bounding *b, uint32_t v, enum ranking by, uint64_t others)
{
	const struct conflict *c = b->c;
	uint32_t n = 0;

	for (uint32_t u = 0; u < c->n; u++) {
		double both = (double)b->common[u];
		double pair = (double)c->weight[v] * (double)(c->weight[v] + c->weight[u]);

		if (u != v)
			b->mate[n++] =
			    (struct mate){by == ALONE ? both / pair : both, c->weight[u]};
	}
	most_worth(b->mate, n, b->worth[by], others);
}

/* The saving is at most what the classmates save one by one; at most, being concave in x, what it
 * is when every function writes the mean x; and at most saving_cap(). */
static void least_shares(struct bounding *b, uint32_t v)
{
	const struct conflict *c = b->c;
	double w = (double)c->weight[v], writers = (double)c->writers[v];
	double cap = saving_cap(c, v);
	uint64_t others = c->total_weight - c->weight[v];

	count_common(c, v, b->common);
	rank_mates(b, v, ALONE, others);
	rank_mates(b, v, SHARED, others);
	for (uint64_t x = 0; x <= others; x++) {
		double mean = writers > 0 ? b->worth[SHARED][x] / writers : 0;
		double saved = fmin(fmin(b->worth[ALONE][x], cap),
				    writers * saving(w, mean, c->total_weight == c->n));

		b->share[v][x] = fmax(0, writers * (double)x - w * (w + (double)x) * saved);
	}
}

static double priced(const struct conflict *c, double *const *share, uint32_t nkeys, double price)
{
	double sum = -price * nkeys;

	for (uint32_t v = 0; v < c->n; v++) {
		double least = INFINITY, w = (double)c->weight[v];

		for (uint64_t m = c->weight[v]; m <= c->total_weight; m++) {
			double cost = share[v][m - c->weight[v]] + price * w / (double)m;

			least = cost < least ? cost : least;
		}
		sum += least;
	}
	return sum;
}

static double best_price(const struct conflict *c, double *const *share, uint32_t nkeys)
{
	double low = 0, high = 1, best = 0;

	for (uint32_t v = 0; v < c->n; v++)
		high += (double)c->weight[v] * (double)c->writers[v] * (double)c->total_weight;
	for (int i = 0; i < 100 && high - low > 1e-3; i++) {
		double a = low + (high - low) / 3, b = high - (high - low) / 3;
		double at_a = priced(c, share, nkeys, a), at_b = priced(c, share, nkeys, b);

		best = at_a > best ? at_a : best;
		best = at_b > best ? at_b : best;
		if (at_a < at_b)
			low = a;
		else
			high = b;
	}
	return best;
}

int64_t bound_sharing(const struct conflict *c, uint32_t nkeys)
{
	struct bounding b = {.c = c};

	if (c->n <= nkeys || (uint64_t)c->n * c->total_weight > MAX_TABLE)
		return 0;
	arena_init(&b.mem);
	b.common = arena_array(&b.mem, uint64_t, c->n);
	b.mate = arena_array(&b.mem, struct mate, c->n);
	for (int i = 0; i < 2; i++)
		b.worth[i] = arena_array(&b.mem, double, c->total_weight + 1);
	b.share = arena_array(&b.mem, double *, c->n);
	for (uint32_t v = 0; v < c->n; v++) {
		b.share[v] = arena_array(&b.mem, double, c->total_weight - c->weight[v] + 1);
		least_shares(&b, v);
	}
	double best = best_price(c, b.share, nkeys);

	arena_release(&b.mem);
	/* Costs are whole numbers; the slack is for rounding in the sums above. */
	return (int64_t)ceil(best * (1 - 1e-9) - 1e-6);
}
