/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/bound.h"

#include <math.h>
#include <stdlib.h>

/* The table f[v][M] holds this many shares at most; beyond it the bound is the trivial one. */
#define MAX_TABLE 40000000u

/* What classmate t can save v: density per unit of t's weight. */
struct mate {
	double density;
	uint64_t weight;
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

/* The largest saving whatever the classmates: every function's whole pattern is with v. */
static double saving_cap(const struct conflict *c, uint32_t v, uint64_t mass)
{
	double cap = 0, w = (double)c->weight[v];

	for (uint32_t i = c->vertex_first[v]; i < c->vertex_first[v + 1]; i++) {
		uint32_t p = c->vertex_pattern[i];
		uint64_t with = 0;

		for (uint32_t j = c->pattern_first[p]; j < c->pattern_first[p + 1]; j++)
			with += c->weight[c->pattern_vertex[j]];
		with = with < mass ? with : mass;
		cap += (double)c->functions[p] * (1 / w - 1 / (double)with);
	}
	return cap;
}

/* share[M - weight(v)]: the least cost v can be charged in a class of weight M. */
static void least_shares(const struct conflict *c, uint32_t v, uint64_t *common, struct mate *mate,
			 double *share)
{
	double w = (double)c->weight[v], writers = (double)c->writers[v];
	double saved = 0, cap = saving_cap(c, v, c->total_weight);
	uint32_t n = 0, at = 0;
	uint64_t used = 0;

	count_common(c, v, common);
	for (uint32_t u = 0; u < c->n; u++)
		if (u != v)
			mate[n++] = (struct mate){
			    .density = (double)common[u] / (w * (w + (double)c->weight[u])),
			    .weight = c->weight[u],
			};
	qsort(mate, n, sizeof(*mate), by_density);
	share[0] = 0;
	for (uint64_t m = c->weight[v] + 1; m <= c->total_weight; m++) {
		double mass = (double)m, most;

		if (used == mate[at].weight) {
			at++;
			used = 0;
		}
		saved += mate[at].density;
		used++;
		most = saved < cap ? saved : cap;
		double charge = writers * (mass - w) - w * mass * most;

		share[m - c->weight[v]] = charge > 0 ? charge : 0;
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
	if (c->n <= nkeys || (uint64_t)c->n * c->total_weight > MAX_TABLE)
		return 0;
	struct arena mem;

	arena_init(&mem);
	double **share = arena_array(&mem, double *, c->n);
	uint64_t *common = arena_array(&mem, uint64_t, c->n);
	struct mate *mate = arena_array(&mem, struct mate, c->n);

	for (uint32_t v = 0; v < c->n; v++) {
		share[v] = arena_array(&mem, double, c->total_weight + 1 - c->weight[v]);
		least_shares(c, v, common, mate, share[v]);
	}
	double best = best_price(c, share, nkeys);

	arena_release(&mem);
	/* Costs are whole numbers; the slack is for rounding in the sums above. */
	return (int64_t)ceil(best * (1 - 1e-9) - 1e-6);
}
