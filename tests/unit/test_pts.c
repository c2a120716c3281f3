// SPDX-License-Identifier: Apache-2.0
#include "analyzer/pts.h"
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define IDS    4096u
#define CHUNKS (IDS / 64)

/* The dull judge: a word for each chunk. */
static void same(const struct pts *s, const uint64_t *judge)
{
	uint32_t n = 0, count = 0;

	for (uint32_t k = 0; k < CHUNKS; k++) {
		assert_int_equal(pts_chunk_bits(s, k), judge[k]);
		n += judge[k] != 0;
		count += (uint32_t)__builtin_popcountll(judge[k]);
	}
	assert_int_equal(s->n, n);
	assert_int_equal(pts_count(s), count);
	for (uint32_t i = 1; i < s->n; i++)
		assert_true(s->key[i - 1] < s->key[i]);
	for (uint32_t id = 0; id < IDS; id++)
		assert_int_equal(pts_has(s, id), judge[id / 64] >> id % 64 & 1);
}

static void chunks_are_added(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 50; round++) {
		uint64_t judge[CHUNKS] = {0};
		struct pts s = {0};

		for (unsigned i = 0; i < round; i++) {
			uint64_t r = hash_pair(round, i), bits = hash_mix(r) | 1;
			uint32_t key = (uint32_t)(r % CHUNKS);

			assert_int_equal(pts_add_chunk(&s, key, bits), (bits & ~judge[key]) != 0);
			judge[key] |= bits;
		}
		same(&s, judge);
		pts_release(&s);
	}
}

static void a_set_is_built_in_any_order(void **state)
{
	struct pts_build b = {0};

	(void)state;
	for (unsigned round = 0; round < 100; round++) {
		uint64_t judge[CHUNKS] = {0};
		struct pts s = {0};

		for (unsigned part = 0; part < 1 + round % 3; part++) { /* added to what there is */
			for (unsigned i = 0; i < round; i++) {
				uint64_t r = hash_pair(round * 3 + part, i);
				uint32_t key = round % 2 ? i % CHUNKS : (uint32_t)(r % CHUNKS);
				uint64_t bits = 1ull << (r >> 32) % 64;

				pts_build_add(&b, key, bits);
				judge[key] |= bits;
			}
			pts_build_finish(&b, &s);
		}
		same(&s, judge);
		pts_release(&s);
	}
	vec_free(&b.v);
}

static void a_union_tells_what_was_added(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 50; round++) {
		uint64_t had[CHUNKS] = {0}, news[CHUNKS] = {0};
		struct pts to = {0}, from = {0}, added = {0};

		for (unsigned i = 0; i < 40; i++) {
			uint32_t a = (uint32_t)(hash_pair(round, i) % IDS);
			uint32_t b = (uint32_t)(hash_pair(round, 1000 + i) % IDS);

			pts_add(&to, a);
			had[a / 64] |= 1ull << a % 64;
			pts_add(&from, b);
			news[b / 64] |= 1ull << b % 64;
		}
		for (uint32_t k = 0; k < CHUNKS; k++)
			news[k] &= ~had[k];
		pts_union(&to, &from, &added);
		same(&added, news);
		assert_false(pts_union(&to, &from, NULL));
		for (uint32_t k = 0; k < CHUNKS; k++)
			had[k] |= news[k];
		same(&to, had);
		pts_release(&to);
		pts_release(&from);
		pts_release(&added);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chunks_are_added),
	    cmocka_unit_test(a_set_is_built_in_any_order),
	    cmocka_unit_test(a_union_tells_what_was_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
