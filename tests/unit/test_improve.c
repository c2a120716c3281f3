/* SPDX-License-Identifier: Apache-2.0 */
/* The search, the bound and branch and bound, against enumeration and the judge. */
#include "mapper/assign.h"
#include "mapper/bound.h"
#include "mapper/colour_check.h"
#include "mapper/exact.h"
#include "mapper/improve.h"
#include "mapper/request.h"
#include "tests/unit/matrix_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

struct graph {
	struct matrix m;
	struct requests q;
	struct conflict c;
};

static void make(struct graph *g, enum conflict_weight by)
{
	struct diag d = {0};

	if (conflict_init(&g->c, &g->m, &g->q, by, &d))
		fail_msg("%s", d.text);
}

static void make_random(struct graph *g, uint32_t n, uint32_t functions, uint64_t seed,
			enum conflict_weight by)
{
	matrix_random(&g->m, n, functions, seed);
	requests_init(&g->q);
	make(g, by);
}

static void release(struct graph *g)
{
	conflict_release(&g->c);
	requests_release(&g->q);
	matrix_release(&g->m);
}

static int64_t judge(const struct graph *g, const uint32_t *key, uint32_t nkeys, bool per_object)
{
	return (int64_t)colour_check_sharing(&g->m, key, nkeys, per_object);
}

/* Every move's announced change is the one the judge sees. */
static void moves_are_priced_exactly(void **state)
{
	enum { N = 20, KEYS = 5 };
	struct random rnd = {.state = 7};

	(void)state;
	for (int objects = 0; objects < 2; objects++) {
		struct graph g;
		struct sharing s;

		make_random(&g, N, 200, 3 + (uint64_t)objects,
			    objects ? WEIGHT_OBJECTS : WEIGHT_REGIONS);
		sharing_init(&s, &g.c, KEYS);
		for (uint32_t v = 0; v < N; v++)
			sharing_put(&s, v, 1 + v % KEYS);
		for (int i = 0; i < 500; i++) {
			uint32_t v = random_below(&rnd, N), k = 1 + random_below(&rnd, KEYS);
			int64_t before = s.cost;

			assert_int_equal(s.cost, judge(&g, s.key, KEYS, objects));
			if (k == s.key[v])
				continue;
			int64_t change = sharing_join_cost(&s, v, k) - sharing_leave_gain(&s, v);

			sharing_put(&s, v, k);
			assert_int_equal(s.cost, before + change);
		}
		sharing_release(&s);
		release(&g);
	}
}

/* The least cost by trying every assignment. */
static int64_t enumerate(const struct graph *g, uint32_t nkeys, bool per_object)
{
	uint32_t n = g->c.n, key[16], total = 1;
	int64_t best = INT64_MAX;

	for (uint32_t v = 0; v < n; v++)
		total *= nkeys;
	for (uint32_t code = 0; code < total; code++) {
		bool apart = true;

		for (uint32_t v = 0, rest = code; v < n; v++, rest /= nkeys)
			key[v] = 1 + rest % nkeys;
		for (uint32_t v = 0; v < n; v++)
			for (uint32_t u = 0; u < v; u++)
				apart &= key[u] != key[v] || !edges_has(&g->c.apart, u, v);
		int64_t cost = apart ? judge(g, key, nkeys, per_object) : INT64_MAX;

		best = cost < best ? cost : best;
	}
	return best;
}

static void meets_enumeration(struct graph *g, uint32_t nkeys, bool per_object)
{
	struct assign_options opt = {.nkeys = nkeys, .seed = 1, .effort = 1};
	struct assignment a;
	struct diag d = {0};
	int64_t least = enumerate(g, nkeys, per_object);

	opt.by = per_object ? WEIGHT_OBJECTS : WEIGHT_REGIONS;
	assert_true(bound_sharing(&g->c, nkeys) <= least);
	assert_int_equal(assign_keys(&a, &g->c, &g->m, &opt, &d), 0);
	assert_true(a.optimal);
	assert_int_equal(a.cost, least);
	assignment_release(&a);

	/* Branch and bound from the worst start, and too short to finish. */
	struct sharing s;

	sharing_init(&s, &g->c, nkeys);
	for (uint32_t v = 0, k; v < g->c.n; v++) {
		for (k = 1; k < nkeys && !sharing_allowed(&s, v, k);)
			k++;
		sharing_put(&s, v, k);
	}
	int64_t worst = s.cost;

	assert_false(exact_sharing(&s, 5));
	assert_true(s.cost <= worst);
	assert_true(exact_sharing(&s, 100000000));
	assert_int_equal(s.cost, least);
	sharing_release(&s);

	/* The tabu search alone gets there as well on graphs this small. */
	sharing_init(&s, &g->c, nkeys);
	for (uint32_t v = 0, k; v < g->c.n; v++) {
		for (k = 1; k < nkeys && !sharing_allowed(&s, v, k);)
			k++;
		sharing_put(&s, v, k);
	}
	improve_sharing(&s, &(struct improve_options){.seed = 2, .work = s.work + 400000});
	assert_int_equal(s.cost, least);
	sharing_release(&s);
}

static void finds_the_best_of_small_graphs(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct graph g;
		bool objects = seed % 2;

		make_random(&g, 8, 10 + 5 * (uint32_t)seed, seed,
			    objects ? WEIGHT_OBJECTS : WEIGHT_REGIONS);
		meets_enumeration(&g, 2 + (uint32_t)seed % 3, objects);
		release(&g);
	}
}

static void keeps_apart_what_must_be(void **state)
{
	struct graph g;
	struct diag d = {0};

	(void)state;
	matrix_random(&g.m, 8, 40, 99);
	requests_init(&g.q);
	assert_int_equal(requests_add(&g.q, &g.m, "--apart a/01,a/02,b/01", &d), 0);
	assert_int_equal(requests_add(&g.q, &g.m, "--apart a/03,b/04", &d), 0);
	make(&g, WEIGHT_REGIONS);
	meets_enumeration(&g, 3, false);
	release(&g);
}

static void says_what_cannot_be_apart(void **state)
{
	struct assign_options opt = {.nkeys = 2, .seed = 1, .effort = 1};
	struct assignment a;
	struct graph g;
	struct diag d = {0};

	(void)state;
	matrix_random(&g.m, 8, 40, 99);
	requests_init(&g.q);
	assert_int_equal(requests_add(&g.q, &g.m, "--apart a/01,a/02,b/01", &d), 0);
	make(&g, WEIGHT_REGIONS);
	assert_int_equal(assign_keys(&a, &g.c, &g.m, &opt, &d), -CM_EGRAPH);
	assert_non_null(strstr(d.text, "these 3 regions"));
	assert_non_null(strstr(d.text, "a/01, a/02, b/01"));
	release(&g);
}

/* Weight of vertices above one: what --together and --coarse make. */
static void ties_are_counted_by_the_judge(void **state)
{
	struct assign_options opt = {.nkeys = 3, .seed = 1, .effort = 1};
	struct assignment a;
	struct graph g;
	struct diag d = {0};

	(void)state;
	matrix_random(&g.m, 16, 100, 5);
	requests_init(&g.q);
	g.q.coarse = true;
	make(&g, WEIGHT_REGIONS);
	assert_int_equal(g.c.n, 4);
	assert_int_equal(assign_keys(&a, &g.c, &g.m, &opt, &d), 0);
	assert_true(a.optimal);
	assert_int_equal(a.used, 3);
	for (uint32_t r = 0; r < 16; r++)
		assert_int_equal(a.key[r], a.key[r / 4 * 4]);
	assignment_release(&a);
	release(&g);
}

static void bound_holds_and_is_met_without_sharing(void **state)
{
	(void)state;
	for (uint64_t seed = 20; seed < 30; seed++) {
		struct assign_options opt = {.nkeys = 6, .seed = seed, .effort = 1};
		struct assignment a;
		struct graph g;
		struct diag d = {0};

		make_random(&g, 40, 300, seed, WEIGHT_REGIONS);
		assert_int_equal(assign_keys(&a, &g.c, &g.m, &opt, &d), 0);
		assert_true(a.bound > 0);
		assert_true(a.bound <= a.cost);
		assignment_release(&a);
		assert_int_equal(bound_sharing(&g.c, 40), 0);
		release(&g);
	}
}

/* Disjoint writers: the cost is the sum of (members - 1) * writers, so equal regions split evenly.
 */
static void bound_is_tight_on_disjoint_writers(void **state)
{
	struct assign_options opt = {.nkeys = 4, .seed = 1, .effort = 1};
	struct assignment a;
	struct graph g;
	struct diag d = {0};

	(void)state;
	matrix_fixture(&g.m, 32, 4);
	for (uint32_t f = 0; f < 320; f++)
		matrix_function(&g.m, 1ull << f % 32);
	requests_init(&g.q);
	make(&g, WEIGHT_REGIONS);
	assert_int_equal(assign_keys(&a, &g.c, &g.m, &opt, &d), 0);
	assert_true(a.optimal);
	assert_int_equal(a.cost, 32 * 7 * 10);
	assignment_release(&a);
	release(&g);
}

static void same_seed_same_keys(void **state)
{
	struct assign_options opt = {.nkeys = 5, .seed = 11, .effort = 1};
	struct assignment a, b;
	struct graph g;
	struct diag d = {0};

	(void)state;
	make_random(&g, 40, 400, 4, WEIGHT_REGIONS);
	assert_int_equal(assign_keys(&a, &g.c, &g.m, &opt, &d), 0);
	assert_int_equal(assign_keys(&b, &g.c, &g.m, &opt, &d), 0);
	assert_memory_equal(a.key, b.key, 40 * sizeof(*a.key));
	assert_int_equal(a.key[0], 1);
	assignment_release(&a);
	assignment_release(&b);
	release(&g);
}

static void unwritten_regions_cost_nothing(void **state)
{
	struct assign_options opt = {.nkeys = 3, .seed = 1, .effort = 1};
	struct assignment a;
	struct graph g;
	struct diag d = {0};

	(void)state;
	matrix_fixture(&g.m, 12, 4);
	for (uint32_t f = 0; f < 20; f++)
		matrix_function(&g.m, 1ull << f % 2);
	requests_init(&g.q);
	make(&g, WEIGHT_REGIONS);
	assert_int_equal(assign_keys(&a, &g.c, &g.m, &opt, &d), 0);
	assert_int_equal(a.cost, 0);
	for (uint32_t r = 3; r < 12; r++)
		assert_int_equal(a.key[r], a.key[2]);
	assert_int_equal(a.used, 3);
	assignment_release(&a);
	release(&g);
}

static void nothing_to_assign(void **state)
{
	struct assign_options opt = {.nkeys = 3, .seed = 1, .effort = 1};
	struct assignment a;
	struct graph g;
	struct diag d = {0};

	(void)state;
	matrix_fixture(&g.m, 0, 4);
	requests_init(&g.q);
	make(&g, WEIGHT_REGIONS);
	assert_int_equal(assign_keys(&a, &g.c, &g.m, &opt, &d), 0);
	assert_int_equal(a.used, 0);
	assert_true(a.optimal);
	assignment_release(&a);
	release(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(moves_are_priced_exactly),
	    cmocka_unit_test(finds_the_best_of_small_graphs),
	    cmocka_unit_test(keeps_apart_what_must_be),
	    cmocka_unit_test(says_what_cannot_be_apart),
	    cmocka_unit_test(ties_are_counted_by_the_judge),
	    cmocka_unit_test(bound_holds_and_is_met_without_sharing),
	    cmocka_unit_test(bound_is_tight_on_disjoint_writers),
	    cmocka_unit_test(same_seed_same_keys),
	    cmocka_unit_test(unwritten_regions_cost_nothing),
	    cmocka_unit_test(nothing_to_assign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
