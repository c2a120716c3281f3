/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/colour_check.h"
#include "mapper/price.h"
#include "tests/unit/matrix_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static void counts_conflicting_edges(void **state)
{
	struct edges g;
	uint32_t used, colour[] = {1, 2, 1, 2, 1};

	(void)state;
	edges_init(&g, 5);
	for (uint32_t v = 0; v < 5; v++)
		edges_add(&g, v, (v + 1) % 5);
	assert_int_equal(colour_check_edges(&g, colour, 3, &used), 1);
	assert_int_equal(used, 2);
	colour[4] = 3;
	assert_int_equal(colour_check_edges(&g, colour, 3, &used), 0);
	assert_int_equal(used, 3);
	edges_release(&g);
}

static void colours_out_of_range_count(void **state)
{
	struct edges g;
	uint32_t used, colour[] = {1, 4, 0};

	(void)state;
	edges_init(&g, 3);
	assert_int_equal(colour_check_edges(&g, colour, 3, &used), 2);
	edges_release(&g);
}

/* Regions 0 and 1 share key 1, region 2 has key 2. */
static void counts_pairs_granted_by_sharing(void **state)
{
	const uint32_t key[] = {1, 1, 2};
	struct matrix m;

	(void)state;
	matrix_fixture(&m, 3, 4);
	matrix_function(&m, 1);
	matrix_function(&m, 2);
	matrix_function(&m, 3);
	matrix_function(&m, 4);
	matrix_function(&m, 5);
	m.regions.v[1].objects = 7;
	assert_int_equal(colour_check_sharing(&m, key, 2, false), 3);
	assert_int_equal(colour_check_sharing(&m, key, 2, true), 7 + 1 + 7);
	matrix_release(&m);
}

/* The figures printed are another count of the same. */
static void price_agrees(void **state)
{
	struct matrix m;
	struct price p;
	struct random rnd = {.state = 1};
	uint32_t key[20], top[3];
	uint64_t regions = 0, functions = 0, keys = 0;

	(void)state;
	matrix_random(&m, 20, 100, 8);
	for (uint32_t r = 0; r < 20; r++)
		key[r] = 1 + random_below(&rnd, 4);
	price_init(&p, &m, key);
	assert_int_equal(p.granted, colour_check_sharing(&m, key, 4, false));
	assert_int_equal(p.pairs, 20 * 100);
	for (uint32_t r = 0; r < 20; r++)
		regions += p.by_region[r];
	vec_each (&m.functions, f)
		functions += p.by_function[f];
	for (uint32_t k = 1; k <= 4; k++)
		keys += p.by_key[k];
	assert_int_equal(regions, p.granted);
	assert_int_equal(functions, p.granted);
	assert_int_equal(keys, p.granted);
	assert_int_equal(price_top(p.by_region, 20, 3, top), 3);
	for (uint32_t r = 0; r < 20; r++)
		assert_true(p.by_region[r] <= p.by_region[top[0]]);
	assert_true(p.by_region[top[0]] >= p.by_region[top[1]]);
	assert_true(p.by_region[top[1]] >= p.by_region[top[2]]);
	price_release(&p);
	matrix_release(&m);
}

static void top_breaks_ties_by_index_and_drops_zeros(void **state)
{
	const uint64_t cost[] = {0, 5, 9, 5, 0, 5};
	uint32_t top[4];

	(void)state;
	assert_int_equal(price_top(cost, 6, 4, top), 4);
	assert_int_equal(top[0], 2);
	assert_int_equal(top[1], 1);
	assert_int_equal(top[2], 3);
	assert_int_equal(top[3], 5);
	assert_int_equal(price_top(cost, 6, 2, top), 2);
	assert_int_equal(top[1], 1);
	assert_int_equal(price_top(cost, 1, 4, top), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_conflicting_edges),
	    cmocka_unit_test(colours_out_of_range_count),
	    cmocka_unit_test(counts_pairs_granted_by_sharing),
	    cmocka_unit_test(price_agrees),
	    cmocka_unit_test(top_breaks_ties_by_index_and_drops_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
