// SPDX-License-Identifier: Apache-2.0
#include "base/strtab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static int setup(void **state)
{
	static struct strtab t;

	strtab_init(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	strtab_release(*state);
	return 0;
}

static void id_zero_is_the_empty_string(void **state)
{
	struct strtab *t = *state;

	assert_int_equal(strtab_count(t), 1);
	assert_int_equal(strtab_add(t, ""), 0);
	assert_int_equal(strtab_addn(t, "x", 0), 0);
	assert_string_equal(strtab_get(t, 0), "");
	assert_int_equal(strtab_find(t, ""), 0);
	assert_int_equal(strtab_count(t), 1);
}

static void ids_are_dense_in_order_of_first_sight(void **state)
{
	struct strtab *t = *state;

	assert_int_equal(strtab_add(t, "list_add"), 1);
	assert_int_equal(strtab_add(t, "list_del"), 2);
	assert_int_equal(strtab_add(t, "list_add"), 1);
	assert_int_equal(strtab_add(t, "list"), 3);
	assert_int_equal(strtab_count(t), 4);
}

static void prefixes_and_extensions_are_other_strings(void **state)
{
	struct strtab *t = *state;
	str_id whole = strtab_add(t, "rb_insert_color");
	str_id part = strtab_addn(t, "rb_insert_color", 9);

	assert_int_not_equal(part, whole);
	assert_string_equal(strtab_get(t, part), "rb_insert");
	assert_int_equal(strtab_find(t, "rb_insert"), part);
	assert_int_equal(strtab_find(t, "rb_insert_"), 0);
	assert_int_equal(strtab_find(t, "rb_insert_colors"), 0);
	assert_int_equal(strtab_count(t), 3);
}

static void find_does_not_add(void **state)
{
	struct strtab *t = *state;

	assert_int_equal(strtab_find(t, "nobody"), 0);
	assert_int_equal(strtab_count(t), 1);
}

/* Long names first, so that a short one meets many that it is a prefix of. */
static void names_survive_many_growths(void **state)
{
	enum { N = 50000 };
	struct strtab *t = *state;
	char name[32];

	for (uint32_t i = 1; i <= N; i++) {
		snprintf(name, sizeof(name), "sym.%u", N + 1 - i);
		assert_int_equal(strtab_add(t, name), i);
	}
	assert_int_equal(strtab_count(t), N + 1);
	for (uint32_t i = 1; i <= N; i++) {
		snprintf(name, sizeof(name), "sym.%u", N + 1 - i);
		assert_int_equal(strtab_find(t, name), i);
		assert_string_equal(strtab_get(t, i), name);
	}
}

static void bytes_above_ascii_are_kept(void **state)
{
	struct strtab *t = *state;
	str_id id = strtab_add(t, "\xff\xfe\x80");

	assert_string_equal(strtab_get(t, id), "\xff\xfe\x80");
	assert_int_equal(strtab_find(t, "\xff\xfe\x80"), id);
	assert_int_equal(strtab_find(t, "\x7f\x7e\x00"), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(id_zero_is_the_empty_string),
	    TEST(ids_are_dense_in_order_of_first_sight),
	    TEST(prefixes_and_extensions_are_other_strings),
	    TEST(find_does_not_add),
	    TEST(names_survive_many_growths),
	    TEST(bytes_above_ascii_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
