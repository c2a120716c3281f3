// SPDX-License-Identifier: Apache-2.0
/* The table of models as a whole. What single models do is in data/extract/model-*.ll. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

struct row {
	const char *name, *kind;
	int a, b, c;
};

static const struct row rows[] = {
#define MODEL(name, kind, a, b, c) {name, #kind, a, b, c},
#include "passes/models.def"
#undef MODEL
};

#define NROWS (sizeof(rows) / sizeof(*rows))

/* One row a function; callbacks may have several, which are neighbours. */
static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < NROWS; i++)
		for (size_t k = i + 1; k < NROWS; k++) {
			bool same = !strcmp(rows[i].name, rows[k].name);

			if (same && (strcmp(rows[i].kind, "HANDOVER") || k != i + 1))
				fail_msg("%s has two rows", rows[i].name);
		}
}

/* Columns that a kind cannot do without. */
static void test_columns(void **state)
{
	static const struct {
		const char *kind;
		bool a, b, c;
	} needs[] = {
	    {"DUP", true, true, false},		 {"REALLOC", true, true, false},
	    {"PERCPU", true, false, false},	 {"CACHE_CREATE", true, true, true},
	    {"CACHE_ALLOC", true, false, false}, {"CACHE_BULK", true, true, false},
	    {"COPY", true, true, false},	 {"WRITE", true, false, false},
	    {"FILL", true, true, true},		 {"STORE", true, true, false},
	    {"BUFFER", true, true, false},	 {"SOURCE", true, false, false},
	    {"FIXED", true, false, false},	 {"INTO", true, false, false},
	    {"HANDOVER", true, true, true},	 {"ENQUEUE", true, true, true},
	};

	(void)state;
	for (size_t i = 0; i < NROWS; i++) {
		assert_in_range(rows[i].a + 1, 0, 8);
		assert_in_range(rows[i].b + 1, 0, 8);
		assert_in_range(rows[i].c + 1, 0, 8);
		for (size_t k = 0; k < sizeof(needs) / sizeof(*needs); k++)
			if (!strcmp(rows[i].kind, needs[k].kind) &&
			    ((needs[k].a && rows[i].a < 0) || (needs[k].b && rows[i].b < 0) ||
			     (needs[k].c && rows[i].c < 0)))
				fail_msg("%s lacks a column", rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
