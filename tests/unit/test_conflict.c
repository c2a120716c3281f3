/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/conflict.h"
#include "mapper/request.h"
#include "tests/unit/matrix_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

struct fixture {
	struct matrix m;
	struct requests q;
	struct conflict c;
	struct diag d;
};

/* Regions a/01..a/04, b/01..b/04. */
static int setup(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	matrix_fixture(&f.m, 8, 4);
	matrix_function(&f.m, 0x03); /* a/01 a/02 */
	matrix_function(&f.m, 0x03);
	matrix_function(&f.m, 0x02);
	matrix_function(&f.m, 0x31); /* a/01 b/01 b/02 */
	requests_init(&f.q);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	conflict_release(&f->c);
	requests_release(&f->q);
	matrix_release(&f->m);
	return 0;
}

static int init(struct fixture *f, enum conflict_weight by)
{
	return conflict_init(&f->c, &f->m, &f->q, by, &f->d);
}

static void folds_like_functions(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(init(f, WEIGHT_REGIONS), 0);
	assert_int_equal(f->c.n, 8);
	assert_int_equal(f->c.npatterns, 3);
	assert_int_equal(f->c.functions[0], 2);
	assert_int_equal(f->c.writers[0], 3);
	assert_int_equal(f->c.writers[1], 3);
	assert_int_equal(f->c.writers[2], 0);
	assert_int_equal(f->c.total_weight, 8);
}

static void prices_pairs(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(init(f, WEIGHT_REGIONS), 0);
	assert_int_equal(conflict_common(&f->c, 0, 1), 2);
	assert_int_equal(conflict_pair_cost(&f->c, 0, 1), 2);
	assert_int_equal(conflict_pair_cost(&f->c, 4, 5), 0);
	/* Regions that nobody writes: all of the other's writers reach them. */
	assert_int_equal(conflict_pair_cost(&f->c, 0, 7), 3);
	assert_int_equal(conflict_pair_cost(&f->c, 6, 7), 0);
}

static void weighs_by_objects(void **state)
{
	struct fixture *f = *state;

	f->m.regions.v[7].objects = 10;
	assert_int_equal(init(f, WEIGHT_OBJECTS), 0);
	assert_int_equal(f->c.total_weight, 17);
	assert_int_equal(conflict_pair_cost(&f->c, 0, 7), 30);
}

static void together_contracts(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(requests_add(&f->q, &f->m, "--together a/02,a/01", &f->d), 0);
	assert_int_equal(requests_add(&f->q, &f->m, "--together a/02,b/04", &f->d), 0);
	assert_int_equal(init(f, WEIGHT_REGIONS), 0);
	assert_int_equal(f->c.n, 6);
	assert_int_equal(f->c.vertex_of[0], 0);
	assert_int_equal(f->c.vertex_of[1], 0);
	assert_int_equal(f->c.vertex_of[7], 0);
	assert_int_equal(f->c.vertex_of[2], 1);
	assert_int_equal(f->c.weight[0], 3);
	assert_int_equal(f->c.writers[0], 4);
}

static void coarse_is_a_vertex_a_subsystem(void **state)
{
	struct fixture *f = *state;

	f->q.coarse = true;
	assert_int_equal(init(f, WEIGHT_REGIONS), 0);
	assert_int_equal(f->c.n, 2);
	assert_int_equal(f->c.weight[0], 4);
	assert_int_equal(f->c.weight[1], 4);
	assert_int_equal(f->c.npatterns, 2);
}

static void apart_makes_edges_between_names(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(requests_add(&f->q, &f->m, "--apart a,b/01,b/02", &f->d), 0);
	assert_int_equal(init(f, WEIGHT_REGIONS), 0);
	assert_int_equal(edges_count(&f->c.apart), 9);
	assert_true(edges_has(&f->c.apart, 0, 4));
	assert_true(edges_has(&f->c.apart, 4, 5));
	assert_false(edges_has(&f->c.apart, 0, 1));
	assert_false(edges_has(&f->c.apart, 0, 6));
}

static void expect_refusal(struct fixture *f, const char *request, const char *where,
			   const char *text)
{
	memset(&f->d, 0, sizeof(f->d));
	assert_true(requests_add(&f->q, &f->m, request, &f->d) < 0);
	assert_string_equal(f->d.where, where);
	if (!strstr(f->d.text, text))
		fail_msg("\"%s\" does not say \"%s\"", f->d.text, text);
}

static void names_are_checked(void **state)
{
	struct fixture *f = *state;

	expect_refusal(f, "--apart a/1,b/01", "--apart a/1,b/01", "did you mean \"a/01\"?");
	expect_refusal(f, "--together a/01,zebra", "--together a/01,zebra", "SELECT region");
	expect_refusal(f, "--apart a/01", "--apart a/01", "two names");
	expect_refusal(f, "--together a/01", "--together a/01", "two regions");
	expect_refusal(f, "--apart a/01,,b/01", "--apart a/01,,b/01", "empty name");
	expect_refusal(f, "--apart a/01,a/01", "--apart a/01,a/01", "names a/01 twice");
	expect_refusal(f, "--apart a,a/02", "--apart a,a/02", "names a/02 twice");
	assert_int_equal(f->q.apart.n + f->q.together.n, 0);
}

static void contradictions_are_named(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(requests_add(&f->q, &f->m, "--together a/01,a/02", &f->d), 0);
	assert_int_equal(requests_add(&f->q, &f->m, "--together a/02,a/03", &f->d), 0);
	assert_int_equal(requests_add(&f->q, &f->m, "--apart a/01,a/02", &f->d), 0);
	assert_int_equal(init(f, WEIGHT_REGIONS), -CM_EGRAPH);
	assert_string_equal(f->d.where, "--apart a/01,a/02");
	assert_non_null(strstr(f->d.text, "a/01 and a/02 cannot be apart: --together a/01,a/02"));
}

static void contradicts_coarse(void **state)
{
	struct fixture *f = *state;

	f->q.coarse = true;
	assert_int_equal(requests_add(&f->q, &f->m, "--apart b/01,b/02", &f->d), 0);
	assert_int_equal(init(f, WEIGHT_REGIONS), -CM_EGRAPH);
	assert_non_null(strstr(f->d.text, "--coarse ties them together"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(folds_like_functions),
	    TEST(prices_pairs),
	    TEST(weighs_by_objects),
	    TEST(together_contracts),
	    TEST(coarse_is_a_vertex_a_subsystem),
	    TEST(apart_makes_edges_between_names),
	    TEST(names_are_checked),
	    TEST(contradictions_are_named),
	    TEST(contradicts_coarse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
