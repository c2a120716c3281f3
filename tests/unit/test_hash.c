// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* The same on every machine and in every version: values end up in facts files. */
static void values_do_not_change(void **state)
{
	(void)state;
	assert_int_equal(hash_mix(0), 0);
	assert_true(hash_mix(1) == 0x4179b061e0c0e0d0u);
	assert_true(hash_pair(1, 2) == 0x7dd9e39f72d8905eu);
	assert_true(hash_bytes("kernel/cred.c", 13, 0) == 0xb66dbd2498e6a828u);
}

static void every_byte_length_and_seed_matters(void **state)
{
	unsigned char text[40];
	uint64_t whole[41];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)(i * 7);
	for (size_t n = 0; n <= sizeof(text); n++) {
		whole[n] = hash_bytes(text, n, 0);
		for (size_t m = 0; m < n; m++)
			assert_true(whole[m] != whole[n]);
		assert_true(hash_bytes(text, n, 1) != whole[n]);
	}
	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] ^= 1;
		assert_true(hash_bytes(text, sizeof(text), 0) != whole[sizeof(text)]);
		text[i] ^= 1;
	}
	/* trailing NULs count */
	assert_true(hash_bytes("a\0", 2, 0) != hash_bytes("a", 1, 0));
}

static void reads_at_any_alignment(void **state)
{
	char buf[64];

	(void)state;
	for (size_t at = 0; at < 16; at++) {
		memcpy(buf + at, "struct task_struct", 18);
		assert_true(hash_bytes(buf + at, 18, 5) == hash_bytes("struct task_struct", 18, 5));
	}
}

static void pair_is_ordered(void **state)
{
	(void)state;
	assert_true(hash_pair(3, 4) != hash_pair(4, 3));
	assert_true(hash_pair(0, 0) != 0);
}

static void empty_map_knows_nothing(void **state)
{
	struct map m;

	(void)state;
	map_init(&m);
	assert_int_equal(map_get(&m, 0), 0);
	assert_int_equal(map_get(&m, UINT64_MAX), 0);
	map_release(&m);
}

static void any_key_may_be_stored(void **state)
{
	static const uint64_t keys[] = {0, 1, UINT64_MAX, UINT64_MAX - 1, (uint64_t)1 << 63};
	struct map m;

	(void)state;
	map_init(&m);
	for (uint32_t i = 0; i < 5; i++) {
		uint32_t *at = map_at(&m, keys[i]);

		assert_int_equal(*at, 0);
		*at = i + 1;
	}
	for (uint32_t i = 0; i < 5; i++)
		assert_int_equal(map_get(&m, keys[i]), i + 1);
	assert_int_equal(m.n, 5);
	*map_at(&m, 0) = 77;
	assert_int_equal(map_get(&m, 0), 77);
	assert_int_equal(m.n, 5);
	map_release(&m);
	assert_int_equal(map_get(&m, 0), 0);
}

/* Against a plain array, with keys that collide in their low bits. */
static void agrees_with_an_array(void **state)
{
	enum { KEYS = 4096, STEPS = 60000 };
	uint32_t *plain = calloc(KEYS, sizeof(*plain));
	struct map m;
	uint64_t random = 1;
	uint32_t live = 0;

	(void)state;
	map_init(&m);
	for (uint32_t step = 1; step <= STEPS; step++) {
		random = hash_mix(random + step);
		uint64_t k = random % KEYS;
		uint32_t *at = map_at(&m, k << 32);

		assert_int_equal(*at, plain[k]);
		live += !plain[k];
		*at = plain[k] = step;
	}
	assert_int_equal(m.n, live);
	for (uint64_t k = 0; k < KEYS; k++)
		assert_int_equal(map_get(&m, k << 32), plain[k]);
	assert_int_equal(map_get(&m, 1), 0);
	map_release(&m);
	free(plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_do_not_change),
	    cmocka_unit_test(every_byte_length_and_seed_matters),
	    cmocka_unit_test(reads_at_any_alignment),
	    cmocka_unit_test(pair_is_ordered),
	    cmocka_unit_test(empty_map_knows_nothing),
	    cmocka_unit_test(any_key_may_be_stored),
	    cmocka_unit_test(agrees_with_an_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
