// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static int setup(void **state)
{
	static struct arena a;

	arena_init(&a);
	*state = &a;
	return 0;
}

static int teardown(void **state)
{
	arena_release(*state);
	return 0;
}

static bool all_zero(const unsigned char *p, size_t n)
{
	while (n && !p[n - 1])
		n--;
	return n == 0;
}

/* Sizes around the alignment and the chunk size: every block is zeroed, aligned and nobody else's.
 */
static void blocks_are_zeroed_aligned_and_apart(void **state)
{
	static const size_t sizes[] = {1, 15, 16, 17, 4096, (1 << 18) - 16, 1 << 18, (1 << 20) + 3,
				       7};
	enum { ROUNDS = 12, N = sizeof(sizes) / sizeof(sizes[0]) };
	unsigned char *block[ROUNDS * N];

	for (size_t i = 0; i < ROUNDS * N; i++) {
		size_t size = sizes[i % N];

		block[i] = arena_alloc(*state, size);
		assert_int_equal((uintptr_t)block[i] % 16, 0);
		assert_true(all_zero(block[i], size));
		memset(block[i], (int)(i % 255) + 1, size);
	}
	for (size_t i = 0; i < ROUNDS * N; i++) {
		for (size_t at = 0; at < sizes[i % N]; at++)
			if (block[i][at] != i % 255 + 1)
				fail_msg("byte %zu of block %zu was overwritten", at, i);
	}
}

static void size_zero_gives_unique_pointers(void **state)
{
	void *a = arena_alloc(*state, 0), *b = arena_alloc(*state, 0);

	assert_non_null(a);
	assert_ptr_not_equal(a, b);
}

static void bytes_counts_what_was_handed_out(void **state)
{
	struct arena *a = *state;

	assert_int_equal(a->bytes, 0);
	arena_alloc(a, 1000);
	assert_in_range(a->bytes, 1000, 1016);
	size_t before = a->bytes;
	arena_alloc(a, 1 << 20);
	assert_in_range(a->bytes - before, 1 << 20, (1 << 20) + 16);
	arena_release(a);
	assert_int_equal(a->bytes, 0);
}

static void copies_are_independent(void **state)
{
	char text[] = "cred_jar";
	char *s = arena_strdup(*state, text);
	char *m = arena_memdup(*state, text, 4);

	text[0] = 'X';
	assert_string_equal(s, "cred_jar");
	assert_memory_equal(m, "cred", 4);
	assert_non_null(arena_memdup(*state, NULL, 0));
}

static void printf_formats_any_length(void **state)
{
	assert_string_equal(arena_printf(*state, "%s:%d", "fork.c", 42), "fork.c:42");
	assert_string_equal(arena_printf(*state, "%s", ""), "");
	char *wide = arena_printf(*state, "%0300000d", 7);

	assert_int_equal(strlen(wide), 300000);
	assert_int_equal(wide[299999], '7');
}

static void usable_again_after_release(void **state)
{
	struct arena *a = *state;

	memset(arena_alloc(a, 100), 0xff, 100);
	arena_release(a);
	assert_null(a->head);
	assert_true(all_zero(arena_alloc(a, 100), 100));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(blocks_are_zeroed_aligned_and_apart, setup, teardown),
	    cmocka_unit_test_setup_teardown(size_zero_gives_unique_pointers, setup, teardown),
	    cmocka_unit_test_setup_teardown(bytes_counts_what_was_handed_out, setup, teardown),
	    cmocka_unit_test_setup_teardown(copies_are_independent, setup, teardown),
	    cmocka_unit_test_setup_teardown(printf_formats_any_length, setup, teardown),
	    cmocka_unit_test_setup_teardown(usable_again_after_release, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
