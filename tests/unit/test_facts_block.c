// SPDX-License-Identifier: Apache-2.0
#include "passes/facts_block.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static const uint8_t extractor[EXTRACTOR_BYTES] = "who made them";
/* LLVM's magic, and a top-level block of its own without a word in it. */
static const char bitcode[] = "BC\xc0\xde\x35\x14\0\0\0\0\0\0";

/* Bitcode with a block of nfacts bytes behind it, malloc'd at its exact size: what reads past its
 * end is seen by the sanitizer. */
static char *with_facts(const char *facts, size_t nfacts, size_t *n)
{
	size_t code = sizeof(bitcode) - 1, nblock;
	char *block = facts_block_make(extractor, facts, nfacts, &nblock), *whole;

	assert_int_equal(nblock % 4, 0);
	whole = malloc(code + nblock);
	memcpy(whole, bitcode, code);
	memcpy(whole + code, block, nblock);
	free(block);
	*n = code + nblock;
	return whole;
}

static void finds_what_was_made(void **state)
{
	static const size_t sizes[] = {0, 1, 3, 4, 5, 31, 32, 1000, 70000, 3000000};
	char *facts = malloc(3000000);

	(void)state;
	for (size_t i = 0; i < 3000000; i++)
		facts[i] = (char)(i * 7 + (i >> 8));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct facts_block b;
		size_t n;
		char *whole = with_facts(facts, sizes[i], &n);

		assert_true(facts_block_find(&b, whole, n));
		assert_int_equal(b.start, sizeof(bitcode) - 1);
		assert_int_equal(b.nfacts, sizes[i]);
		assert_memory_equal(b.facts, facts, sizes[i]);
		assert_memory_equal(b.extractor, extractor, sizeof(extractor));
		free(whole);
	}
	free(facts);
}

static void finds_none_where_none_is(void **state)
{
	struct facts_block b;

	(void)state;
	assert_false(facts_block_find(&b, "", 0));
	assert_false(facts_block_find(&b, bitcode, 4));
	assert_false(facts_block_find(&b, bitcode, sizeof(bitcode) - 1));
	assert_false(facts_block_find(&b,
				      "\x7f"
				      "ELF0123456789",
				      14));
}

static void must_be_last(void **state)
{
	struct facts_block b;
	size_t n, code = sizeof(bitcode) - 1;
	char *whole = with_facts("facts", 5, &n), *more = malloc(n + code - 4);

	(void)state;
	memcpy(more, whole, n);
	memcpy(more + n, bitcode + 4, code - 4);
	assert_true(facts_block_find(&b, more, n));
	assert_false(facts_block_find(&b, more, n + code - 4));
	free(more);
	free(whole);
}

/* Whatever the bytes, what is found lies inside of them. */
static void check(const char *bytes, size_t n)
{
	char *copy = malloc(n ? n : 1);
	struct facts_block b;

	memcpy(copy, bytes, n);
	if (facts_block_find(&b, copy, n)) {
		assert_true(b.start < n && b.start % 4 == 0);
		assert_true(b.facts >= copy + b.start && b.facts + b.nfacts <= copy + n);
		assert_true((const char *)b.extractor >= copy &&
			    (const char *)b.extractor + EXTRACTOR_BYTES <= b.facts);
	}
	free(copy);
}

static void damage_is_no_danger(void **state)
{
	size_t n;
	char *whole = with_facts("facts, and some more of them", 28, &n);

	(void)state;
	for (size_t i = 0; i <= n; i++)
		check(whole, i);
	for (size_t i = 0; i < n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			whole[i] = (char)(whole[i] ^ 1 << bit);
			check(whole, n);
			whole[i] = (char)(whole[i] ^ 1 << bit);
		}
	for (size_t i = 4; i + 4 <= n; i++) {
		char was[4];

		memcpy(was, whole + i, 4);
		memset(whole + i, 0xff, 4);
		check(whole, n);
		memcpy(whole + i, was, 4);
	}
	free(whole);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_was_made),
	    cmocka_unit_test(finds_none_where_none_is),
	    cmocka_unit_test(must_be_last),
	    cmocka_unit_test(damage_is_no_danger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
