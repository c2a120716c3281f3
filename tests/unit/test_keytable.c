/* SPDX-License-Identifier: Apache-2.0 */
/* The key table: our definitions against the kernel's header, build, round trip, and refusal of
 * anything that is not whole and consistent. */
#include "mapper/keytable.h"
#include "kernel-runtime/include/capmap_keytable.h"
#include "analyzer/model.h"
#include "tests/unit/store_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The two definitions of the format ------------------------------------------------------ */

#define SAME_SIZE(a, b) _Static_assert(sizeof(struct a) == sizeof(struct b), #a)
#define SAME_FIELD(a, b, f)                                                                        \
	_Static_assert(offsetof(struct a, f) == offsetof(struct b, f) &&                           \
			   sizeof(((struct a *)0)->f) == sizeof(((struct b *)0)->f),               \
		       #a "." #f)

SAME_SIZE(kt_header, capmap_kt_header);
SAME_FIELD(kt_header, capmap_kt_header, magic);
SAME_FIELD(kt_header, capmap_kt_header, version);
SAME_FIELD(kt_header, capmap_kt_header, header_size);
SAME_FIELD(kt_header, capmap_kt_header, total_size);
SAME_FIELD(kt_header, capmap_kt_header, checksum);
SAME_FIELD(kt_header, capmap_kt_header, build_id);
SAME_FIELD(kt_header, capmap_kt_header, used_keys);
SAME_FIELD(kt_header, capmap_kt_header, free_keys);
SAME_FIELD(kt_header, capmap_kt_header, nsections);
SAME_FIELD(kt_header, capmap_kt_header, reserved);
SAME_FIELD(kt_header, capmap_kt_header, section);
SAME_SIZE(kt_section, capmap_kt_section);
SAME_FIELD(kt_section, capmap_kt_section, kind);
SAME_FIELD(kt_section, capmap_kt_section, record_size);
SAME_FIELD(kt_section, capmap_kt_section, offset);
SAME_FIELD(kt_section, capmap_kt_section, count);
SAME_SIZE(kt_key, capmap_kt_key);
SAME_FIELD(kt_key, capmap_kt_key, regions);
SAME_FIELD(kt_key, capmap_kt_key, functions);
SAME_FIELD(kt_key, capmap_kt_key, key);
SAME_FIELD(kt_key, capmap_kt_key, flags);
SAME_SIZE(kt_region, capmap_kt_region);
SAME_FIELD(kt_region, capmap_kt_region, name);
SAME_FIELD(kt_region, capmap_kt_region, subsystem);
SAME_FIELD(kt_region, capmap_kt_region, objects);
SAME_FIELD(kt_region, capmap_kt_region, key);
SAME_SIZE(kt_object, capmap_kt_object);
SAME_FIELD(kt_object, capmap_kt_object, name);
SAME_FIELD(kt_object, capmap_kt_object, symbol);
SAME_FIELD(kt_object, capmap_kt_object, type);
SAME_FIELD(kt_object, capmap_kt_object, section);
SAME_FIELD(kt_object, capmap_kt_object, file);
SAME_FIELD(kt_object, capmap_kt_object, line);
SAME_FIELD(kt_object, capmap_kt_object, region);
SAME_FIELD(kt_object, capmap_kt_object, kind);
SAME_FIELD(kt_object, capmap_kt_object, size);
SAME_SIZE(kt_function, capmap_kt_function);
SAME_FIELD(kt_function, capmap_kt_function, symbol);
SAME_FIELD(kt_function, capmap_kt_function, name);
SAME_FIELD(kt_function, capmap_kt_function, file);
SAME_FIELD(kt_function, capmap_kt_function, line);
SAME_FIELD(kt_function, capmap_kt_function, first_site);
SAME_FIELD(kt_function, capmap_kt_function, nsites);
SAME_FIELD(kt_function, capmap_kt_function, keys);
SAME_FIELD(kt_function, capmap_kt_function, flags);
SAME_SIZE(kt_site, capmap_kt_site);
SAME_FIELD(kt_site, capmap_kt_site, function);
SAME_FIELD(kt_site, capmap_kt_site, caller);
SAME_FIELD(kt_site, capmap_kt_site, file);
SAME_FIELD(kt_site, capmap_kt_site, line);
SAME_FIELD(kt_site, capmap_kt_site, keys);
SAME_FIELD(kt_site, capmap_kt_site, via);

#define SAME_VALUE(a, b) _Static_assert((int)(a) == (int)(b), #a)

SAME_VALUE(KEYTABLE_VERSION, CAPMAP_KT_VERSION);
SAME_VALUE(KT_SECTIONS, CAPMAP_KT_SECTIONS);
SAME_VALUE(KT_STRINGS, CAPMAP_KT_STRINGS);
SAME_VALUE(KT_KEY, CAPMAP_KT_KEY);
SAME_VALUE(KT_REGION, CAPMAP_KT_REGION);
SAME_VALUE(KT_OBJECT, CAPMAP_KT_OBJECT);
SAME_VALUE(KT_FUNCTION, CAPMAP_KT_FUNCTION);
SAME_VALUE(KT_SITE, CAPMAP_KT_SITE);
SAME_VALUE(KT_KEY_NOBODY, CAPMAP_KT_NOBODY);
SAME_VALUE(KT_FUNCTION_HELPER, CAPMAP_KT_HELPER);
SAME_VALUE(KT_FUNCTION_INIT, CAPMAP_KT_INIT);
SAME_VALUE(OBJ_GLOBAL, CAPMAP_KT_GLOBAL);
SAME_VALUE(OBJ_PERCPU, CAPMAP_KT_PERCPU);
SAME_VALUE(OBJ_CACHE, CAPMAP_KT_CACHE);
SAME_VALUE(OBJ_ALLOC, CAPMAP_KT_ALLOC);
SAME_VALUE(VIA_STORE, CAPMAP_KT_STORE);
SAME_VALUE(VIA_ATOMIC, CAPMAP_KT_ATOMIC);
SAME_VALUE(VIA_COPY, CAPMAP_KT_COPY);
SAME_VALUE(VIA_ASM, CAPMAP_KT_ASM);
SAME_VALUE(VIA_HELPER, CAPMAP_KT_HELPED);
SAME_VALUE(VIA_AUDIT, CAPMAP_KT_AUDIT);

/* ---- A store with every kind of row --------------------------------------------------------- */

static const char rows[] =
    "INSERT INTO meta_row VALUES ('input_hash', 'abc'), ('map.keys', '13'),"
    " ('map.keys_reserved', '2');"
    "INSERT INTO file VALUES (1, 'a/x.c'), (2, 'b/y.c');"
    "INSERT INTO subsystem VALUES (1, 'a'), (2, 'b');"
    "INSERT INTO region VALUES (1, 'a/01', 1, 0, 1), (2, 'a/02', 1, 0, 1), (3, 'b/01', 2, 0, 2),"
    " (4, 'b/02', 2, 0, 4), (5, 'b/03', 2, 0, 0);" /* b/03: no objects */
    "INSERT INTO object VALUES"
    " (1, 'a/x.c:count', 'global', 'int', 4, 1, 3, 1, 1, '.data'),"
    " (2, 'cred_jar', 'cache', 'struct cred', 176, 1, 9, 1, 2, NULL),"
    " (3, 'cpu_stat', 'percpu', 'struct s', 64, 2, 1, 2, 3, '.data..percpu'),"
    " (4, 'never', 'global', 'long', 8, 2, 2, 2, 4, '.bss'),"
    " (5, 'on_stack', 'stack', NULL, NULL, NULL, NULL, 1, NULL, NULL),"
    " (6, 'struct \"q?\"@make', 'alloc', NULL, 24, 2, 5, 2, 3, NULL);"
    "INSERT INTO function VALUES"
    " (1, 'add', 'add', 1, 20, 1, 0, 1, 0, 0),"
    " (2, 'a/x.c:reset', 'reset', 1, 30, 1, 0, 1, 0, 1),"
    " (3, 'b/y.c:reset', 'reset', 2, 30, 2, 0, 1, 0, 0),"
    " (4, 'list_add', 'list_add', 2, 1, 2, 0, 1, 1, 0),"
    " (5, 'reader', 'reader', 2, 90, 2, 0, 1, 0, 0);"
    "INSERT INTO pset VALUES (1, 1), (2, 2), (3, 3), (3, 5), (3, 6), (4, 5), (5, 1), (5, 6), (6, "
    "6);"
    "INSERT INTO site VALUES"
    " (1, 1, 'w', 'store', 1, 21, NULL, 1),"  /* add: key 1 */
    " (2, 1, 'w', 'store', 1, 21, NULL, 2),"  /* the same place: key 1 */
    " (3, 1, 'w', 'atomic', 1, 22, NULL, 4)," /* only the stack: no window */
    " (4, 2, 'w', 'copy', 1, 31, NULL, 5),"   /* keys 1 and 2 */
    " (5, 3, 'w', 'asm', 2, 31, NULL, 3),"    /* key 2, or the stack */
    " (6, 4, 'w', 'helper', 2, 2, 1, 6),"     /* list_add for add: key 2 */
    " (7, 4, 'w', 'helper', 2, 2, 3, 6);"
    "INSERT INTO func_region VALUES (1, 1, 'w'), (1, 2, 'w'), (1, 3, 'w'), (2, 1, 'w'), (2, 3, "
    "'w'),"
    " (3, 3, 'w'), (5, 3, 'r');";

static const char dump[] =
    "region a/01 key 1 objects 1\n"
    "region a/02 key 1 objects 1\n"
    "region b/01 key 2 objects 1\n"
    "region b/02 key 4 objects 1\n"
    "object a/x.c:count global region a/01 size 4 symbol count section .data type \"int\" a/x.c:3\n"
    "object cred_jar cache region a/02 size 176 type \"struct cred\" a/x.c:9\n"
    "object never global region b/02 size 8 symbol never section .bss type \"long\" b/y.c:2\n"
    "object struct \"q?\"@make alloc region b/01 size 24 b/y.c:5\n"
    "function add symbol add keys 1,2 a/x.c:20\n"
    "function list_add symbol list_add keys - helper b/y.c:1\n"
    "function a/x.c:reset symbol reset keys 1,2 init a/x.c:30\n"
    "function b/y.c:reset symbol reset keys 2 b/y.c:30\n"
    "site add a/x.c:21 store keys 1\n"
    "site list_add b/y.c:2 helper keys 2 for add\n"
    "site list_add b/y.c:2 helper keys 2 for b/y.c:reset\n"
    "site a/x.c:reset a/x.c:31 copy keys 1,2\n"
    "site b/y.c:reset b/y.c:31 asm keys 0,2\n";

static void build(struct keytable *t)
{
	sqlite3 *db = fixture_with(rows);
	struct diag d = {0};

	if (keytable_build(t, db, "s.db", &d))
		fail_msg("%s: %s", d.where, d.text);
	sqlite3_close(db);
}

static char *printed(const struct keytable *t, void (*print)(const struct keytable *, FILE *))
{
	char *text;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	print(t, f);
	fclose(f);
	return text;
}

/* ---- Tests ---------------------------------------------------------------------------------- */

static void holds_what_the_store_says(void **state)
{
	struct keytable t;
	char *text;

	(void)state;
	build(&t);
	text = printed(&t, keytable_dump);
	assert_true(strstr(text, " used 1,2,4 free 14,15\n"));
	assert_true(strstr(text, "key 1 regions 2 functions 2\nkey 2 regions 1 functions 3\n"
				 "key 4 regions 1 functions 0\nregion"));
	assert_int_equal(t.keys.v[2].flags, KT_KEY_NOBODY);
	assert_string_equal(strstr(text, "region a/01"), dump);
	free(text);
	keytable_release(&t);
}

static void survives_the_round_trip(void **state)
{
	struct keytable t, u;
	struct diag d = {0};
	size_t n, m;
	void *a, *b;

	(void)state;
	build(&t);
	a = keytable_serialise(&t, &n);
	if (keytable_parse(&u, a, n, "t", &d))
		fail_msg("%s", d.text);
	b = keytable_serialise(&u, &m);
	assert_int_equal(n, m);
	assert_memory_equal(a, b, n);
	assert_int_equal(keytable_id(&t), keytable_id(&u));
	free(a);
	free(b);
	keytable_release(&t);
	keytable_release(&u);
}

/* The header's own words: FNV-1a with the checksum's bytes as zero. */
static uint64_t documented_checksum(const uint8_t *s, size_t n)
{
	uint64_t h = CAPMAP_KT_FNV_BASIS;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (i >= 24 && i < 32 ? 0 : s[i])) * CAPMAP_KT_FNV_PRIME;
	return h;
}

static void is_what_the_header_documents(void **state)
{
	struct capmap_kt_header h;
	struct keytable t;
	size_t n;

	(void)state;
	build(&t);
	uint8_t *buf = keytable_serialise(&t, &n);

	memcpy(&h, buf, sizeof(h));
	assert_memory_equal(h.magic, CAPMAP_KT_MAGIC, 8);
	assert_int_equal(h.total_size, n);
	assert_int_equal(h.checksum, documented_checksum(buf, n));
	assert_int_equal(h.section[1].count, 3);
	for (uint32_t i = 0, at = 208; i < CAPMAP_KT_SECTIONS; i++) {
		assert_int_equal(h.section[i].offset, at);
		at = (uint32_t)(at + h.section[i].count * h.section[i].record_size + 7) & ~7u;
	}
	free(buf);
	keytable_release(&t);
}

static void same_store_same_bytes(void **state)
{
	struct keytable t, u;
	size_t n, m;
	void *a, *b;

	(void)state;
	build(&t);
	build(&u);
	a = keytable_serialise(&t, &n);
	b = keytable_serialise(&u, &m);
	assert_int_equal(n, m);
	assert_memory_equal(a, b, n);
	free(a);
	free(b);
	keytable_release(&t);
	keytable_release(&u);
}

static void build_refuses(const char *change, const char *says)
{
	sqlite3 *db = fixture_with(rows);
	struct keytable t;
	struct diag d = {0};

	if (sqlite3_exec(db, change, NULL, NULL, NULL))
		fail_msg("%s", sqlite3_errmsg(db));
	assert_true(keytable_build(&t, db, "s.db", &d) < 0);
	if (!strstr(d.text, says))
		fail_msg("\"%s\" does not say \"%s\"", d.text, says);
	assert_string_equal(d.where, "s.db");
	sqlite3_close(db);
}

static void stores_without_keys_are_refused(void **state)
{
	(void)state;
	build_refuses("UPDATE region SET key = NULL", "region a/01 has no key: run capmap-map");
	build_refuses("UPDATE region SET key = 0 WHERE id = 4", "region b/02 has no key");
	build_refuses("UPDATE region SET key = 16 WHERE id = 4", "region b/02 has no key");
	build_refuses("UPDATE object SET kind = 'code' WHERE id = 1", "object 1 does not fit");
	build_refuses("UPDATE object SET region = 99 WHERE id = 1", "object 1 does not fit");
	build_refuses("UPDATE site SET caller = NULL WHERE id = 6", "a write site of function 4");
	build_refuses("UPDATE site SET function = 77 WHERE id = 5", "the right of function 77");
}

static void truncated_tables_are_refused(void **state)
{
	struct keytable t;
	size_t n;

	(void)state;
	build(&t);
	uint8_t *buf = keytable_serialise(&t, &n);

	keytable_release(&t);
	for (size_t keep = 0; keep < n; keep++) {
		struct diag d = {0};
		uint8_t *part = malloc(keep + 1); /* exact, for the sanitizer's sake */

		memcpy(part, buf, keep);
		assert_true(keytable_parse(&t, part, keep, "t", &d) < 0);
		assert_true(d.text[0]);
		free(part);
	}
	free(buf);
}

static void changed_tables_are_refused(void **state)
{
	struct keytable t;
	size_t n;

	(void)state;
	build(&t);
	uint8_t *buf = keytable_serialise(&t, &n);

	keytable_release(&t);
	for (size_t at = 0; at < n; at++)
		for (int bit = 0; bit < 8; bit++) {
			struct diag d = {0};

			buf[at] ^= (uint8_t)(1 << bit);
			assert_true(keytable_parse(&t, buf, n, "t", &d) < 0);
			buf[at] ^= (uint8_t)(1 << bit);
		}
	free(buf);
}

/* With the checksum made right again, the validator is on its own: whatever it lets through has to
 * print without harm and come back to the same bytes. */
static void forged_tables_do_no_harm(void **state)
{
	static const uint8_t forged[] = {0x00, 0x01, 0x02, 0x04, 0x10, 0x7f, 0x80, 0xff};
	unsigned refused = 0, tried = 0;
	struct keytable t;
	size_t n, m;

	(void)state;
	build(&t);
	uint8_t *buf = keytable_serialise(&t, &n);

	keytable_release(&t);
	for (size_t at = 0; at < n; at++)
		for (size_t i = 0; i < sizeof(forged); i++) {
			uint8_t old = buf[at];
			struct diag d = {0};

			if (old == forged[i] || (at >= 24 && at < 32))
				continue;
			buf[at] = forged[i];
			uint64_t sum = documented_checksum(buf, n);

			memcpy(buf + 24, &sum, sizeof(sum));
			tried++;
			if (keytable_parse(&t, buf, n, "t", &d)) {
				refused++;
			} else {
				char *text = printed(&t, keytable_dump);
				char *c = printed(&t, keytable_print_c);
				uint8_t *again = keytable_serialise(&t, &m);

				assert_int_equal(m, n);
				assert_memory_equal(again, buf, n);
				free(text);
				free(c);
				free(again);
				keytable_release(&t);
			}
			buf[at] = old;
		}
	free(buf);
	assert_true(refused > tried / 3);
}

static void refuses(struct keytable *t, const char *says)
{
	struct keytable u;
	struct diag d = {0};
	size_t n;
	void *buf = keytable_serialise(t, &n);

	assert_true(keytable_parse(&u, buf, n, "table", &d) < 0);
	if (!strstr(d.text, says))
		fail_msg("\"%s\" does not say \"%s\"", d.text, says);
	assert_string_equal(d.where, "table");
	free(buf);
}

/* Each record's own rules, one broken at a time. */
static void inconsistent_tables_are_refused(void **state)
{
	struct keytable t;

	(void)state;
	build(&t);
#define BROKEN(field, value, says)                                                                 \
	do {                                                                                       \
		__typeof__(t.field) old_ = t.field;                                                \
		t.field = (value);                                                                 \
		refuses(&t, (says));                                                               \
		t.field = old_;                                                                    \
	} while (0)
	BROKEN(strings.v[0], 'x', "strings");
	BROKEN(used_keys, 0x36, "set of keys");
	BROKEN(free_keys, 0xc002, "set of keys");
	BROKEN(keys.v[0].functions, 7, "key row 1");
	BROKEN(keys.v[0].regions, 1, "key row 1");
	BROKEN(keys.v[2].flags, 0, "key row 3");
	BROKEN(regions.v[1].key, 3, "key");
	BROKEN(regions.v[1].name, t.regions.v[0].name, "region row 2");
	BROKEN(regions.v[1].objects, 2, "region row 2");
	BROKEN(objects.v[0].region, 0, "object row 1");
	BROKEN(objects.v[0].region, 5, "object row 1");
	BROKEN(objects.v[0].kind, 0, "object row 1");
	BROKEN(objects.v[0].kind, OBJ_STACK, "object row 1");
	BROKEN(objects.v[0].symbol, 0, "object row 1");
	BROKEN(objects.v[2].name, 99999, "object row 3");
	BROKEN(functions.v[0].keys, 0x4, "key row 1");
	BROKEN(functions.v[0].keys, 0x8, "function row 1");
	BROKEN(functions.v[0].flags, 0x8, "function row 1");
	BROKEN(functions.v[0].nsites, 9, "function row 1");
	BROKEN(functions.v[0].first_site, 2, "function row 1");
	BROKEN(sites.v[0].keys, 0x10, "write site 1"); /* add may not open key 4 */
	BROKEN(sites.v[0].keys, 0x1, "write site 1");
	BROKEN(sites.v[0].via, VIA_HELPER, "write site 1");
	BROKEN(sites.v[0].via, VIA_COUNT, "write site 1");
	BROKEN(sites.v[1].caller, 2, "write site 2"); /* a helper has no window */
	BROKEN(sites.v[1].caller, 9, "write site 2");
	BROKEN(sites.v[2].caller, 1, "write site 3"); /* twice the same place */
	BROKEN(sites.v[0].function, 2, "function row 1");
#undef BROKEN
	keytable_release(&t);
}

static void foreign_files_are_named(void **state)
{
	struct keytable t;
	struct diag d = {0};
	char path[] = "/tmp/ktabXXXXXX";
	size_t n;
	int fd = mkstemp(path);

	(void)state;
	assert_int_equal(keytable_read(&t, path, &d), -CM_EFORMAT);
	assert_non_null(strstr(d.text, "not a key table"));
	build(&t);
	uint8_t *buf = keytable_serialise(&t, &n);

	keytable_release(&t);
	buf[8] = 2;
	assert_int_equal(write(fd, buf, n), (ssize_t)n);
	memset(&d, 0, sizeof(d));
	assert_int_equal(keytable_read(&t, path, &d), -CM_EVERSION);
	assert_non_null(strstr(d.text, "key table version 2, this program reads 1"));
	free(buf);
	close(fd);
	unlink(path);
	memset(&d, 0, sizeof(d));
	assert_int_equal(keytable_read(&t, path, &d), -CM_EIO);
	memset(&d, 0, sizeof(d));
	assert_int_equal(keytable_read(&t, "/tmp", &d), -CM_EIO);
}

static void a_file_is_the_bytes(void **state)
{
	struct keytable t, u;
	struct diag d = {0};
	char path[] = "/tmp/ktabXXXXXX";
	FILE *f = fdopen(mkstemp(path), "w");

	(void)state;
	build(&t);
	keytable_print(&t, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(keytable_read(&u, path, &d), 0);
	assert_int_equal(keytable_id(&t), keytable_id(&u));
	unlink(path);
	keytable_release(&t);
	keytable_release(&u);
}

static void an_empty_store_has_an_empty_table(void **state)
{
	struct keytable t, u;
	struct diag d = {0};
	sqlite3 *db;
	size_t n;

	(void)state;
	db = fixture_empty();
	assert_int_equal(keytable_build(&t, db, "s.db", &d), 0);
	sqlite3_close(db);
	void *buf = keytable_serialise(&t, &n);

	if (keytable_parse(&u, buf, n, "t", &d))
		fail_msg("%s", d.text);
	char *c = printed(&u, keytable_print_c);

	assert_non_null(strstr(c, ".regions = 0,"));
	free(c);
	free(buf);
	keytable_release(&t);
	keytable_release(&u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(holds_what_the_store_says),
	    cmocka_unit_test(survives_the_round_trip),
	    cmocka_unit_test(is_what_the_header_documents),
	    cmocka_unit_test(same_store_same_bytes),
	    cmocka_unit_test(stores_without_keys_are_refused),
	    cmocka_unit_test(truncated_tables_are_refused),
	    cmocka_unit_test(changed_tables_are_refused),
	    cmocka_unit_test(forged_tables_do_no_harm),
	    cmocka_unit_test(inconsistent_tables_are_refused),
	    cmocka_unit_test(foreign_files_are_named),
	    cmocka_unit_test(a_file_is_the_bytes),
	    cmocka_unit_test(an_empty_store_has_an_empty_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
