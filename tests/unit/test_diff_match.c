/* SPDX-License-Identifier: Apache-2.0 */
#include "views/diff_match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define NAMES(...) ((const char *[]){NULL, __VA_ARGS__})

static void by_name_whatever_the_order(void **state)
{
	const char **before = NAMES("b", "a", "gone"), **after = NAMES("new", "a", "c", "b");
	struct diff_match m;

	(void)state;
	diff_match_make(&m, &(struct diff_names){before, NULL, 3},
			&(struct diff_names){after, NULL, 4});
	assert_int_equal(m.after_of[1], 4);
	assert_int_equal(m.after_of[2], 2);
	assert_int_equal(m.after_of[3], 0);
	assert_int_equal(m.before_of[1], 0);
	assert_int_equal(m.before_of[2], 2);
	assert_int_equal(m.before_of[3], 0);
	assert_int_equal(m.before_of[4], 1);
	diff_match_release(&m);
}

/* A second foo makes the first one change its name, and back. */
static void a_path_comes_and_goes(void **state)
{
	const char **before = NAMES("foo", "struct s@make", "x/c.c:bar"),
		   **before_file = NAMES("x/a.c", "x/a.c", "x/c.c");
	const char **after = NAMES("x/a.c:foo", "x/b.c:foo", "struct s@x/a.c:make", "bar"),
		   **after_file = NAMES("x/a.c", "x/b.c", "x/a.c", "x/c.c");
	struct diff_match m;

	(void)state;
	diff_match_make(&m, &(struct diff_names){before, before_file, 3},
			&(struct diff_names){after, after_file, 4});
	assert_int_equal(m.after_of[1], 1);
	assert_int_equal(m.after_of[2], 3);
	assert_int_equal(m.after_of[3], 4);
	assert_int_equal(m.before_of[2], 0);
	diff_match_release(&m);
}

static void a_guess_must_be_the_only_one(void **state)
{
	/* Two before could be it; another file; no file; a type that is not the same. */
	const char **before = NAMES("x/a.c:foo", "y/a.c:foo", "bar", "baz", "struct s@make"),
		   **before_file = NAMES("gen.h", "gen.h", "a.c", "", "a.c");
	const char **after = NAMES("foo", "b.c:bar", "c.c:baz", "struct t@a.c:make"),
		   **after_file = NAMES("gen.h", "b.c", "", "a.c");
	struct diff_match m;

	(void)state;
	diff_match_make(&m, &(struct diff_names){before, before_file, 5},
			&(struct diff_names){after, after_file, 4});
	for (uint32_t i = 1; i <= 5; i++)
		assert_int_equal(m.after_of[i], 0);
	for (uint32_t i = 1; i <= 4; i++)
		assert_int_equal(m.before_of[i], 0);
	diff_match_release(&m);
}

static void nothing_matches_nothing(void **state)
{
	const char **none = NAMES(NULL);
	struct diff_match m;

	(void)state;
	diff_match_make(&m, &(struct diff_names){none, none, 0},
			&(struct diff_names){none, none, 0});
	diff_match_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(by_name_whatever_the_order),
	    cmocka_unit_test(a_path_comes_and_goes),
	    cmocka_unit_test(a_guess_must_be_the_only_one),
	    cmocka_unit_test(nothing_matches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
