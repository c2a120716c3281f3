// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"
#include "base/marks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define BOUND 300007 /* more than one word of the last level stands for */

static void come_out_in_order(void **state)
{
	static bool in[BOUND];
	struct marks m;
	uint32_t first, n = 0, last = 0;
	uint64_t bits;

	(void)state;
	marks_init(&m, BOUND);
	for (unsigned round = 0; round < 3; round++) { /* what was taken is gone */
		for (uint32_t i = 0; i < 5000u << round; i++) {
			uint32_t id = (uint32_t)(hash_pair(round, i) % BOUND);

			marks_add(&m, id);
			n += !in[id];
			in[id] = true;
		}
		marks_add(&m, BOUND - 1);
		n += !in[BOUND - 1];
		in[BOUND - 1] = true;
		for (last = 0; marks_take(&m, &first, &bits); last = first + 64) {
			assert_true(first >= last);
			assert_int_equal(first % 64, 0);
			assert_true(bits != 0);
			for (; bits; bits &= bits - 1) {
				uint32_t id = first + (uint32_t)__builtin_ctzll(bits);

				assert_true(id < BOUND && in[id]);
				in[id] = false;
				n--;
			}
		}
		assert_int_equal(n, 0);
	}
	marks_release(&m);
}

static void none_is_none(void **state)
{
	struct marks m;
	uint32_t first;
	uint64_t bits;

	(void)state;
	marks_init(&m, 1);
	assert_false(marks_take(&m, &first, &bits));
	marks_add(&m, 0);
	assert_true(marks_take(&m, &first, &bits));
	assert_int_equal(first, 0);
	assert_int_equal(bits, 1);
	assert_false(marks_take(&m, &first, &bits));
	marks_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(come_out_in_order),
	    cmocka_unit_test(none_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
