/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/colour.h"

#include <stdlib.h>
#include <string.h>

/* Which colours each vertex sees among its neighbours. */
struct saturation {
	size_t words;
	uint64_t *seen;	 /* [n * words], bit colour - 1 */
	uint32_t *count; /* [n] */
};

static void saturation_init(struct saturation *s, uint32_t n, uint32_t ncolours)
{
	s->words = bits_words(ncolours);
	s->seen = calloc((size_t)n * s->words + 1, sizeof(*s->seen));
	s->count = calloc((size_t)n + 1, sizeof(*s->count));
	if (!s->seen || !s->count)
		diag_oom((size_t)n * s->words * sizeof(*s->seen));
}

static void saturation_release(struct saturation *s)
{
	free(s->seen);
	free(s->count);
}

static bool sees(const struct saturation *s, uint32_t v, uint32_t colour)
{
	return bits_get(s->seen + (size_t)v * s->words, colour - 1);
}

static void spread(struct saturation *s, const struct edges *g, uint32_t v, uint32_t colour)
{
	for (uint32_t u = 0; u < g->n; u++)
		if (edges_has(g, v, u) && !sees(s, u, colour)) {
			bits_set(s->seen + (size_t)u * s->words, colour - 1);
			s->count[u]++;
		}
}

/* The undone vertex that sees most, then of greatest weight, then the lowest; n when all are done.
 */
static uint32_t next_vertex(const struct saturation *s, uint32_t n, const uint64_t *weight,
			    const bool *done)
{
	uint32_t best = n;

	for (uint32_t v = 0; v < n; v++)
		if (!done[v] && (best == n || s->count[v] > s->count[best] ||
				 (s->count[v] == s->count[best] && weight[v] > weight[best])))
			best = v;
	return best;
}

static bool *flags(uint32_t n)
{
	bool *f = calloc((size_t)n + 1, sizeof(*f));

	if (!f)
		diag_oom(n);
	return f;
}

static uint64_t lowest_cost(void *ctx, uint32_t vertex, uint32_t colour)
{
	(void)ctx, (void)vertex;
	return colour;
}

static void ignore(void *ctx, uint32_t vertex, uint32_t colour)
{
	(void)ctx, (void)vertex, (void)colour;
}

uint32_t colour_dsatur(const struct edges *g, uint32_t *colour)
{
	struct colour_costs costs = {.cost = lowest_cost, .take = ignore};
	uint64_t *degree = calloc((size_t)g->n + 1, sizeof(*degree));
	uint32_t used = 0, highest = 0;

	if (!degree)
		diag_oom(g->n * sizeof(*degree));
	for (uint32_t v = 0; v < g->n; v++) {
		degree[v] = edges_degree(g, v);
		if (degree[v] > highest)
			highest = (uint32_t)degree[v];
	}
	costs.weight = degree;
	if (colour_weighted(g, highest + 1, &costs, colour))
		BUG("a greedy colouring needs at most one colour more than the highest degree");
	for (uint32_t v = 0; v < g->n; v++)
		if (colour[v] > used)
			used = colour[v];
	free(degree);
	return used;
}

uint32_t colour_weighted(const struct edges *g, uint32_t ncolours, const struct colour_costs *costs,
			 uint32_t *colour)
{
	struct saturation s;
	bool *done = flags(g->n);
	uint32_t v, used = 0, failed = 0;

	saturation_init(&s, g->n, ncolours);
	while ((v = next_vertex(&s, g->n, costs->weight, done)) < g->n) {
		uint64_t least = UINT64_MAX;

		done[v] = true;
		colour[v] = 0;
		for (uint32_t c = 1; c <= ncolours && c <= used + 1; c++) {
			uint64_t cost = sees(&s, v, c) ? UINT64_MAX : costs->cost(costs->ctx, v, c);

			if (cost < least) {
				least = cost;
				colour[v] = c;
			}
		}
		if (!colour[v]) {
			failed++;
			continue;
		}
		if (colour[v] > used)
			used = colour[v];
		spread(&s, g, v, colour[v]);
		costs->take(costs->ctx, v, colour[v]);
	}
	saturation_release(&s);
	free(done);
	return failed;
}
