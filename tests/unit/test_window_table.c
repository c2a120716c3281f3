// SPDX-License-Identifier: Apache-2.0
/* What the instrumentation asks the key table, and the account it writes. */
#include "analyzer/model.h"
#include "passes/instrument_report.h"
#include "passes/instrument_table.h"
#include "passes/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static struct strtab strings;

static uint32_t str(const char *s)
{
	str_id id = strtab_add(&strings, s);

	return strings.off.v[id];
}

static void region(struct keytable *t, const char *name, uint16_t key, uint32_t objects)
{
	struct kt_region r = {.name = str(name), .objects = objects, .key = key};

	vec_push(&t->regions, r);
	if (t->used_keys >> key & 1)
		t->keys.v[t->keys.n - 1].regions++;
	else
		vec_push(&t->keys, ((struct kt_key){.regions = 1, .key = key}));
	t->used_keys |= (uint16_t)(1u << key);
}

static void allocation(struct keytable *t, const char *name, uint32_t line, uint32_t in)
{
	struct kt_object o = {
	    .name = str(name), .file = str("s.h"), .line = line, .region = in, .kind = OBJ_ALLOC};

	vec_push(&t->objects, o);
}

static void variable(struct keytable *t, const char *name, const char *symbol, const char *file,
		     uint32_t line, uint32_t in)
{
	struct kt_object o = {.name = str(name),
			      .symbol = str(symbol),
			      .file = str(file),
			      .line = line,
			      .region = in,
			      .kind = OBJ_GLOBAL};

	vec_push(&t->objects, o);
}

static void function(struct keytable *t, const char *symbol, const char *name, const char *file,
		     uint16_t keys, uint16_t flags)
{
	struct kt_function f = {.symbol = str(symbol),
				.name = str(name),
				.file = str(file),
				.keys = keys,
				.flags = flags};

	vec_push(&t->functions, f);
	vec_each (&t->keys, i) {
		t->keys.v[i].functions += keys >> t->keys.v[i].key & 1;
		t->keys.v[i].flags = t->keys.v[i].functions ? 0 : KT_KEY_NOBODY;
	}
}

/* Of the last function of that number, counted from 1. */
static void site(struct keytable *t, uint32_t function, uint32_t caller, uint32_t line, uint8_t via,
		 uint16_t keys)
{
	struct kt_function *f = &t->functions.v[function - 1];
	struct kt_site s = {.function = function,
			    .caller = caller,
			    .file = f->file,
			    .line = line,
			    .keys = keys,
			    .via = via};

	vec_push(&t->sites, s);
	f->nsites++;
	if (f->nsites == 1)
		f->first_site = t->sites.n;
}

enum { A = 1 << 1, B = 1 << 2, C = 1 << 3 };

static void make(struct gate_table *t)
{
	struct keytable kt;
	struct diag d = {0};
	char path[] = "/tmp/capmap-table-XXXXXX";
	int fd = mkstemp(path);
	FILE *out = fdopen(fd, "w");

	strtab_init(&strings);
	keytable_init(&kt);
	region(&kt, "r/a", 1, 5);
	region(&kt, "r/b", 2, 2);
	region(&kt, "r/c", 3, 2);
	region(&kt, "r/never-written", 3, 1);
	variable(&kt, "a.c:count", "count", "a.c", 3, 1);
	variable(&kt, "b.c:count", "count", "b.c", 4, 2);
	variable(&kt, "h.h:last", "last", "h.h", 9, 1);
	variable(&kt, "h.h:last.2", "last", "h.h", 19, 3);
	variable(&kt, "shared", "shared", "a.c", 5, 1);
	allocation(&kt, "struct s@a.c:make", 7, 1);
	allocation(&kt, "struct s@idle", 7, 4);
	allocation(&kt, "struct s@twice", 7, 2);
	allocation(&kt, "struct s@twice#2", 7, 3);
	allocation(&kt, "struct t@a.c:make", 7, 1);
	function(&kt, "insert", "insert", "h.h", 0, KT_FUNCTION_HELPER);
	function(&kt, "note", "x.c:note", "h.h", A, 0);
	function(&kt, "note", "y.c:note", "h.h", B, 0);
	function(&kt, "run", "run", "a.c", A | C, 0);
	site(&kt, 1, 2, 11, VIA_HELPER, A | 1);
	site(&kt, 1, 4, 11, VIA_HELPER, C);
	site(&kt, 1, 4, 12, VIA_HELPER, A);
	site(&kt, 2, 0, 31, VIA_STORE, A);
	site(&kt, 3, 0, 31, VIA_ATOMIC, B | 1);
	site(&kt, 4, 0, 41, VIA_STORE, A | 1);
	site(&kt, 4, 0, 41, VIA_COPY, C);
	site(&kt, 4, 0, 42, VIA_AUDIT, C);
	vec_reserve(&kt.strings, strings.blob.n);
	memcpy(kt.strings.v, strings.blob.v, strings.blob.n);
	kt.strings.n = strings.blob.n;
	keytable_print(&kt, out);
	fclose(out);
	if (gate_table_open(t, path, &d))
		fail_msg("%s: %s", d.where, d.text);
	unlink(path);
	keytable_release(&kt);
	strtab_release(&strings);
}

static void test_functions(void **state)
{
	struct gate_table t;

	(void)state;
	make(&t);
	assert_int_equal(gate_table_function(&t, "run", "a.c", "a.c"), 4);
	assert_int_equal(gate_table_function(&t, "run", "", ""), 4);
	assert_int_equal(gate_table_function(&t, "run", "b.c", "b.c"), 0);
	assert_int_equal(gate_table_function(&t, "runs", "", ""), 0);
	/* An inline function that two modules kept, each its own. */
	assert_int_equal(gate_table_function(&t, "note", "h.h", "x.c"), 2);
	assert_int_equal(gate_table_function(&t, "note", "h.h", "y.c"), 3);
	assert_int_equal(gate_table_function(&t, "note", "h.h", "z.c"), 0);
	assert_int_equal(gate_table_function(&t, "note", "", ""), 0);
	assert_true(gate_table_is_helper(&t, 1));
	assert_false(gate_table_is_helper(&t, 4));
	assert_false(gate_table_is_helper(&t, 0));
	gate_table_close(&t);
}

static void test_variables(void **state)
{
	struct gate_table t;

	(void)state;
	make(&t);
	assert_int_equal(gate_table_variable(&t, "shared", "", 0), 1);
	assert_int_equal(gate_table_variable(&t, "count", "a.c", 3), 1);
	assert_int_equal(gate_table_variable(&t, "count", "b.c", 4), 2);
	assert_int_equal(gate_table_variable(&t, "count", "c.c", 4), 0);
	assert_int_equal(gate_table_variable(&t, "last", "h.h", 9), 1);
	assert_int_equal(gate_table_variable(&t, "last", "h.h", 19), 3);
	assert_int_equal(gate_table_variable(&t, "none", "", 0), 0);
	gate_table_close(&t);
}

static void test_sites(void **state)
{
	struct gate_table t;
	uint8_t seen[16] = {0};

	(void)state;
	make(&t);
	assert_int_equal(gate_table_site(&t, 4, GATE_RIGHTS_OWN, "a.c", 41, VIA_STORE, seen), A);
	assert_int_equal(gate_table_site(&t, 4, GATE_RIGHTS_OWN, "a.c", 41, VIA_COPY, seen), C);
	assert_int_equal(gate_table_site(&t, 4, GATE_RIGHTS_OWN, "a.c", 41, VIA_ATOMIC, NULL), 0);
	assert_int_equal(gate_table_site(&t, 4, GATE_RIGHTS_OWN, "b.c", 41, VIA_STORE, NULL), 0);
	assert_int_equal(gate_table_site(&t, 4, GATE_RIGHTS_OWN, "a.c", 40, VIA_STORE, NULL), 0);
	/* Audit evidence does not say how. */
	assert_int_equal(gate_table_site(&t, 4, GATE_RIGHTS_OWN, "a.c", 42, VIA_ASM, NULL), C);
	assert_int_equal(seen[5] + seen[6], 2);
	assert_int_equal(seen[7], 0);
	/* A helper has no rights of its own; its callers' together when it has to gate itself. */
	assert_int_equal(gate_table_site(&t, 1, GATE_RIGHTS_OWN, "h.h", 11, VIA_STORE, NULL), 0);
	assert_int_equal(gate_table_site(&t, 1, GATE_RIGHTS_ANY, "h.h", 11, VIA_STORE, NULL),
			 A | C);
	gate_table_close(&t);
}

/* Sites on a function's rights, by the helper that makes them. */
static void test_callers(void **state)
{
	struct gate_table t;

	(void)state;
	make(&t);
	assert_int_equal(t.by_caller.n, 3);
	assert_int_equal(t.first_called.v[2], 0);
	assert_int_equal(t.first_called.v[3], 1);
	assert_int_equal(t.first_called.v[4], 1);
	assert_int_equal(t.first_called.v[5], 3);
	assert_int_equal(t.kt.sites.v[t.by_caller.v[0]].caller, 2);
	assert_int_equal(t.kt.sites.v[t.by_caller.v[1]].line, 11);
	assert_int_equal(t.kt.sites.v[t.by_caller.v[2]].line, 12);
	gate_table_close(&t);
}

static void test_allocations(void **state)
{
	struct gate_table t;
	uint8_t seen[16] = {0};
	uint32_t row;

	(void)state;
	make(&t);
	assert_int_equal(gate_table_allocation(&t, "struct s", "make", "a.c", "s.h", 7, &row, seen),
			 1);
	assert_int_equal(seen[5], 1);
	assert_int_equal(row, 6);
	assert_int_equal(gate_table_allocation(&t, "struct s", "make", "b.c", "s.h", 7, &row, seen),
			 0);
	assert_int_equal(gate_table_allocation(&t, "struct s", "make", "a.c", "s.h", 8, &row, seen),
			 0);
	assert_int_equal(gate_table_allocation(&t, "struct", "make", "a.c", "s.h", 7, &row, seen),
			 0);
	/* One object that nobody writes, and two of different keys. */
	assert_int_equal(gate_table_allocation(&t, "struct s", "idle", "a.c", "s.h", 7, &row, seen),
			 0);
	assert_int_equal(
	    gate_table_allocation(&t, "struct s", "twice", "a.c", "s.h", 7, &row, seen), 0);
	for (size_t i = 0; i < sizeof(seen); i++)
		assert_int_equal(seen[i], i == 5);
	gate_table_close(&t);
}

static void test_rights(void **state)
{
	(void)state;
	assert_int_equal(window_rights(0), 0xaaaaaaa8);
	assert_int_equal(window_rights(1 << 1), 0xaaaaaaa0);
	assert_int_equal(window_rights(1 << 15), 0x2aaaaaa8);
	assert_int_equal(window_rights(0xfffe), 0);
}

static void test_no_table(void **state)
{
	struct gate_table t;
	struct diag d = {0};

	(void)state;
	assert_int_equal(gate_table_open(&t, "/nowhere/capmap.ktab", &d), -CM_EIO);
	assert_string_equal(d.where, "/nowhere/capmap.ktab");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_functions),	cmocka_unit_test(test_variables),
	    cmocka_unit_test(test_sites),	cmocka_unit_test(test_callers),
	    cmocka_unit_test(test_allocations), cmocka_unit_test(test_rights),
	    cmocka_unit_test(test_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
