// SPDX-License-Identifier: Apache-2.0
#include "base/bitset.h"
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define NBITS 517 /* not a multiple of 64 */

struct pair {
	uint64_t bits[(NBITS + 63) / 64];
	bool plain[NBITS];
};

static void fill(struct pair *p, uint64_t seed)
{
	memset(p, 0, sizeof(*p));
	for (size_t i = 0; i < NBITS; i++) {
		if (hash_pair(seed, i) % 3)
			continue;
		bits_set(p->bits, i);
		p->plain[i] = true;
	}
}

static void words_round_up(void **state)
{
	(void)state;
	assert_int_equal(bits_words(0), 0);
	assert_int_equal(bits_words(1), 1);
	assert_int_equal(bits_words(64), 1);
	assert_int_equal(bits_words(65), 2);
}

static void set_and_clear_touch_one_bit(void **state)
{
	uint64_t s[3] = {0};

	(void)state;
	for (size_t i = 0; i < 192; i++) {
		bits_set(s, i);
		assert_int_equal(bits_count(s, 3), 1);
		for (size_t j = 0; j < 192; j++)
			assert_int_equal(bits_get(s, j), i == j);
		bits_set(s, i);
		assert_int_equal(bits_count(s, 3), 1);
		bits_clear(s, i);
		assert_int_equal(bits_count(s, 3), 0);
		bits_clear(s, i);
		assert_int_equal(bits_count(s, 3), 0);
	}
}

static void agrees_with_an_array_of_bool(void **state)
{
	struct pair a, b;
	size_t words = bits_words(NBITS);

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		size_t na = 0, both = 0, minus = 0;

		fill(&a, seed);
		fill(&b, seed + 100);
		for (size_t i = 0; i < NBITS; i++) {
			assert_int_equal(bits_get(a.bits, i), a.plain[i]);
			na += a.plain[i];
			both += a.plain[i] && b.plain[i];
			minus += a.plain[i] && !b.plain[i];
		}
		assert_int_equal(bits_count(a.bits, words), na);
		assert_int_equal(bits_count_and(a.bits, b.bits, words), both);
		assert_int_equal(bits_count_minus(a.bits, b.bits, words), minus);
		assert_int_equal(bits_count_minus(a.bits, a.bits, words), 0);

		bits_or(a.bits, b.bits, words);
		for (size_t i = 0; i < NBITS; i++)
			assert_int_equal(bits_get(a.bits, i), a.plain[i] || b.plain[i]);
	}
}

static void no_words_hold_nothing(void **state)
{
	(void)state;
	assert_int_equal(bits_count(NULL, 0), 0);
	assert_int_equal(bits_count_and(NULL, NULL, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_round_up),
	    cmocka_unit_test(set_and_clear_touch_one_bit),
	    cmocka_unit_test(agrees_with_an_array_of_bool),
	    cmocka_unit_test(no_words_hold_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
