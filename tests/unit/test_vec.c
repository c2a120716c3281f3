// SPDX-License-Identifier: Apache-2.0
#include "base/vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

struct wide {
	uint64_t a, b, c;
};

static void push_keeps_order_and_values(void **state)
{
	VEC(struct wide) v = {0};

	(void)state;
	for (uint32_t i = 0; i < 10000; i++) {
		struct wide w = {i, ~(uint64_t)i, i * 3};

		vec_push(&v, w);
		assert_int_equal(v.n, i + 1);
		assert_true(v.cap >= v.n);
	}
	vec_each (&v, i) {
		assert_int_equal(v.v[i].a, i);
		assert_int_equal(v.v[i].b, ~(uint64_t)i);
		assert_int_equal(v.v[i].c, i * 3);
	}
	vec_free(&v);
}

/* vec_push(&v, v.v[0]) must not read the array that growing has just freed. */
static void push_of_own_element_survives_growth(void **state)
{
	VEC(uint32_t) v = {0};

	(void)state;
	vec_push(&v, 0xabcdu);
	for (uint32_t i = 0; i < 5000; i++)
		vec_push(&v, v.v[0]);
	vec_each (&v, i)
		assert_int_equal(v.v[i], 0xabcd);
	vec_free(&v);
}

static void push_evaluates_its_value_once(void **state)
{
	VEC(int) v = {0};
	int calls = 0;

	(void)state;
	vec_push(&v, ++calls);
	vec_push(&v, ++calls);
	assert_int_equal(calls, 2);
	assert_int_equal(v.v[1], 2);
	vec_free(&v);
}

static void reserve_grows_once_and_never_shrinks(void **state)
{
	VEC(char) v = {0};

	(void)state;
	vec_reserve(&v, 100);
	assert_true(v.cap >= 100);
	assert_int_equal(v.n, 0);
	char *at = v.v;

	for (uint32_t i = 0; i < 100; i++)
		vec_push(&v, (char)i);
	assert_ptr_equal(v.v, at);
	uint32_t cap = v.cap;

	vec_reserve(&v, 1);
	assert_int_equal(v.cap, cap);
	vec_free(&v);
}

static void free_leaves_an_empty_usable_array(void **state)
{
	VEC(int) v = {0};

	(void)state;
	vec_push(&v, 1);
	vec_free(&v);
	assert_null(v.v);
	assert_int_equal(v.n, 0);
	assert_int_equal(v.cap, 0);
	vec_free(&v);
	vec_push(&v, 2);
	assert_int_equal(v.v[0], 2);
	vec_free(&v);
}

static void iterating_an_empty_array_does_nothing(void **state)
{
	VEC(int) v = {0};

	(void)state;
	vec_each (&v, i)
		fail_msg("visited %u", i);
}

/* More than the address space holds: a message and exit code 1, no crash. */
static void out_of_memory_ends_the_program_with_1(void **state)
{
	int status;

	(void)state;
	fflush(NULL);
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		uint32_t cap = 0;

		close(STDERR_FILENO);
		vec_grow(NULL, &cap, UINT32_MAX, SIZE_MAX / 4);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(push_keeps_order_and_values),
	    cmocka_unit_test(push_of_own_element_survives_growth),
	    cmocka_unit_test(push_evaluates_its_value_once),
	    cmocka_unit_test(reserve_grows_once_and_never_shrinks),
	    cmocka_unit_test(free_leaves_an_empty_usable_array),
	    cmocka_unit_test(iterating_an_empty_array_does_nothing),
	    cmocka_unit_test(out_of_memory_ends_the_program_with_1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
