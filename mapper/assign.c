/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/assign.h"
#include "mapper/bound.h"
#include "mapper/colour.h"
#include "mapper/colour_check.h"
#include "mapper/exact.h"
#include "mapper/improve.h"
#include "mapper/kcolour.h"

#include <stdio.h>
#include <string.h>

#define EFFORT_STEPS 10000000u /* elementary steps of sharing.h to a unit of effort */
/* Branch and bound visits the easy graphs of this size within the effort, others not at all. */
#define EXACT_VERTICES 24u

static uint64_t join_cost(void *ctx, uint32_t v, uint32_t key)
{
	return (uint64_t)sharing_join_cost(ctx, v, key);
}

static void join(void *ctx, uint32_t v, uint32_t key)
{
	sharing_put(ctx, v, key);
}

/* "a, b, c" of the vertices' first regions. */
static const char *names(const struct conflict *c, const struct matrix *m, const uint32_t *vertex,
			 uint32_t n, struct arena *mem)
{
	const char *s = "";

	for (uint32_t i = 0; i < n; i++)
		s = arena_printf(mem, "%s%s%s", s, i ? ", " : "",
				 m->regions.v[c->first_region[vertex[i]]].name);
	return s;
}

static int cannot_keep_apart(const struct conflict *c, const struct matrix *m, uint32_t nkeys,
			     struct diag *d)
{
	struct arena mem;
	int rc;

	arena_init(&mem);
	uint32_t *clique = arena_array(&mem, uint32_t, c->n);
	uint32_t n = edges_clique(&c->apart, clique);

	if (n > nkeys)
		rc = diag_set(
		    d, CM_EGRAPH, "--apart",
		    "these %u regions must all be apart and there are %u keys: %s; ask for "
		    "less, or reserve fewer keys",
		    n, nkeys, names(c, m, clique, n, &mem));
	else
		rc = diag_set(
		    d, CM_EGRAPH, "--apart",
		    "no assignment of %u keys was found that keeps everything apart; ask for "
		    "less, or search longer with --effort",
		    nkeys);
	arena_release(&mem);
	return rc;
}

/* A first assignment: cheap where --apart leaves a choice, and found by search where it hardly
 * does. */
static int construct(struct sharing *s, const struct matrix *m, const struct assign_options *opt,
		     struct diag *d)
{
	const struct conflict *c = s->c;
	struct colour_costs costs = {.cost = join_cost, .take = join, .ctx = s};
	struct arena mem;
	int rc = 0;

	arena_init(&mem);
	uint32_t *key = arena_array(&mem, uint32_t, c->n);
	uint64_t *weight = arena_array(&mem, uint64_t, c->n);

	for (uint32_t v = 0; v < c->n; v++)
		weight[v] = c->weight[v] * c->writers[v];
	costs.weight = weight;
	if (colour_weighted(&c->apart, opt->nkeys, &costs, key)) {
		if (kcolour(&c->apart, opt->nkeys, opt->seed, opt->effort * KCOLOUR_EFFORT, key))
			rc = cannot_keep_apart(c, m, opt->nkeys, d);
		else
			sharing_put_all(s, key);
	}
	arena_release(&mem);
	return rc;
}

static void number_keys(struct assignment *a, const struct conflict *c, const uint32_t *key)
{
	uint32_t number[ASSIGN_MAX_KEYS + 1] = {0};

	for (uint32_t r = 0; r < c->nregions; r++) {
		uint32_t k = key[c->vertex_of[r]];

		if (!number[k])
			number[k] = ++a->used;
		a->key[r] = number[k];
	}
}

/* The judge's word against the search's. What the search counts leaves out the pairs that regions
 * tied together grant each other in any case. */
static void check(const struct assignment *a, const struct conflict *c, const struct matrix *m,
		  enum conflict_weight by)
{
	int64_t tied = 0;

	for (uint32_t v = 0; v < c->n; v++)
		tied += (int64_t)(c->weight[v] * c->writers[v]);
	vec_each (&m->regions, r)
		tied -= (int64_t)m->regions.v[r].writers *
			(by == WEIGHT_OBJECTS ? m->regions.v[r].objects : 1);
	BUG_ON((int64_t)colour_check_sharing(m, a->key, a->used, by == WEIGHT_OBJECTS) !=
	       a->cost + tied);
	for (uint32_t r = 0; r < c->nregions; r++)
		for (uint32_t s = 0; s < r; s++) {
			uint32_t v = c->vertex_of[r], w = c->vertex_of[s];

			BUG_ON(a->key[r] == a->key[s] && v != w && edges_has(&c->apart, v, w));
			BUG_ON(v == w && a->key[r] != a->key[s]);
		}
}

int assign_keys(struct assignment *a, const struct conflict *c, const struct matrix *m,
		const struct assign_options *opt, struct diag *d)
{
	uint64_t work = opt->effort * EFFORT_STEPS;
	struct sharing s;

	BUG_ON(opt->nkeys < 1 || opt->nkeys > ASSIGN_MAX_KEYS);
	memset(a, 0, sizeof(*a));
	sharing_init(&s, c, opt->nkeys);
	int rc = construct(&s, m, opt, d);

	if (!rc) {
		a->bound = bound_sharing(c, opt->nkeys);
		improve_sharing(&s, &(struct improve_options){
					.seed = opt->seed,
					.work = s.work + work,
					.enough = a->bound,
				    });
		a->optimal =
		    s.cost == a->bound || (c->n <= EXACT_VERTICES && exact_sharing(&s, work));
		a->cost = s.cost;
		if (a->optimal)
			a->bound = a->cost;
		a->key = calloc((size_t)c->nregions + 1, sizeof(*a->key));
		if (!a->key)
			diag_oom(c->nregions * sizeof(*a->key));
		number_keys(a, c, s.key);
		check(a, c, m, opt->by);
	}
	sharing_release(&s);
	return rc;
}

void assignment_release(struct assignment *a)
{
	free(a->key);
	memset(a, 0, sizeof(*a));
}
