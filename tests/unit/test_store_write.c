/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/store_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char dir[64], path[128];

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/capmap-store-write-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/a.db", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static str_id s(struct model *m, const char *text)
{
	return strtab_add(&m->str, text);
}

static uint32_t add_pset(struct model *m, uint32_t a, uint32_t b)
{
	vec_push(&m->psets, ((struct model_pset){m->pset_members.n, b ? 2 : 1}));
	vec_push(&m->pset_members, a);
	if (b)
		vec_push(&m->pset_members, b);
	return m->psets.n - 1;
}

/* Two functions and a helper, three objects in two regions, one of each other row. */
static void small_model(struct model *m)
{
	model_init(m);
	vec_push(&m->subsystems, s(m, "cred"));
	vec_push(&m->subsystems, s(m, "vfs"));
	vec_push(&m->functions,
		 ((struct model_function){s(m, "commit"), s(m, "commit"), s(m, "kernel/cred.c"), 10,
					  1, true, true, false, false}));
	vec_push(&m->functions,
		 ((struct model_function){s(m, "copy"), s(m, "copy.12"), s(m, "fs/copy.c"), 20, 2,
					  false, true, true, false}));
	vec_push(&m->functions, ((struct model_function){s(m, "elsewhere"), s(m, "elsewhere"), 0, 0,
							 2, false, false, false, true}));
	vec_push(&m->objects,
		 ((struct model_object){s(m, "cred_jar"), s(m, "struct cred"),
					s(m, "kernel/cred.c"), 0, 176, 5, 1, 1, OBJ_CACHE, false}));
	vec_push(&m->objects, ((struct model_object){s(m, "files"), 0, 0, s(m, ".data"), 0, 0, 2, 2,
						     OBJ_GLOBAL, false}));
	vec_push(&m->objects,
		 ((struct model_object){s(m, "text"), 0, 0, 0, 0, 0, 2, 0, OBJ_CODE, true}));
	vec_push(&m->regions, ((struct model_region){s(m, "cred/cred_jar"), 1, 0}));
	vec_push(&m->regions, ((struct model_region){s(m, "vfs/files"), 2, 7}));
	uint32_t jar = add_pset(m, 1, 0), both = add_pset(m, 2, 3);

	vec_push(&m->sites, ((struct model_site){1, 0, jar, 11, s(m, "kernel/cred.c"), VIA_STORE}));
	vec_push(&m->sites, ((struct model_site){2, 1, both, 21, s(m, "fs/copy.c"), VIA_HELPER}));
	vec_push(&m->sites, ((struct model_site){3, 0, both, 0, 0, VIA_ASM}));
	vec_push(&m->calls, ((struct model_call){1, 2, 12, s(m, "kernel/cred.c"), false}));
	vec_push(&m->calls, ((struct model_call){1, 3, 13, s(m, "include/a.h"), true}));
	vec_push(&m->unknowns,
		 ((struct model_unknown){1, 14, s(m, "kernel/cred.c"), s(m, "inttoptr"), 0}));
	vec_push(&m->unknowns, ((struct model_unknown){0, 0, 0, s(m, "native"), s(m, "entry.o")}));
	vec_push(&m->meta, ((struct model_meta){s(m, "version"), s(m, "0.1")}));
}

static void save(const struct model *m)
{
	struct diag d = {0};
	struct store_edit e;

	assert_int_equal(store_edit_begin(&e, NULL, path, &d), 0);
	assert_int_equal(store_write(&e, m, &d), 0);
	assert_int_equal(store_edit_commit(&e, &d), 0);
}

static sqlite3 *reopen(void)
{
	struct diag d = {0};
	sqlite3 *db;

	if (store_open(&db, path, &d))
		fail_msg("%s: %s", d.where, d.text);
	return db;
}

/* All rows of a query, columns joined by '|', rows by '\n', NULL as '-'. */
static void expect(sqlite3 *db, const char *sql, const char *want)
{
	sqlite3_stmt *st = store_prepare(db, sql);
	struct diag d = {0};
	char got[2048] = "";
	size_t n = 0;

	while (store_step(db, st, &d) == 1)
		for (int c = 0; c < sqlite3_column_count(st); c++) {
			const char *v = (const char *)sqlite3_column_text(st, c);

			n += (size_t)snprintf(got + n, sizeof(got) - n, "%s%s",
					      c	  ? "|"
					      : n ? "\n"
						  : "",
					      v ? v : "-");
		}
	sqlite3_finalize(st);
	assert_string_equal(got, want);
}

static void views_show_the_model(void **state)
{
	struct model m;

	(void)state;
	small_model(&m);
	save(&m);
	sqlite3 *db = reopen();

	expect(db, "SELECT * FROM functions",
	       "commit|kernel/cred.c|10|cred|1\n"
	       "copy|fs/copy.c|20|vfs|0\n"
	       "elsewhere|-|-|vfs|0");
	expect(db, "SELECT symbol, defined, helper, init FROM function",
	       "commit|1|0|0\ncopy.12|1|1|0\nelsewhere|0|0|1");
	expect(db, "SELECT * FROM objects",
	       "cred_jar|cache|struct cred|176|kernel/cred.c|5|cred|cred/cred_jar\n"
	       "files|global|-|-|-|-|vfs|vfs/files\n"
	       "text|code|-|-|-|-|vfs|-");
	expect(db, "SELECT section FROM object", "-\n.data\n-");
	expect(db, "SELECT * FROM accesses ORDER BY 1, 2",
	       "commit|cred_jar|cred/cred_jar|w|store|kernel/cred.c|11|-\n"
	       "copy|files|vfs/files|w|helper|fs/copy.c|21|commit\n"
	       "copy|text|-|w|helper|fs/copy.c|21|commit\n"
	       "elsewhere|files|vfs/files|w|asm|-|-|-\n"
	       "elsewhere|text|-|w|asm|-|-|-");
	expect(db, "SELECT * FROM calls ORDER BY callee",
	       "commit|copy|direct|kernel/cred.c|12\n"
	       "commit|elsewhere|indirect|include/a.h|13");
	expect(db, "SELECT * FROM regions", "cred/cred_jar|cred|1|1|-\nvfs/files|vfs|1|2|-");
	expect(db, "SELECT merge_cost FROM region", "0\n7");
	expect(db, "SELECT * FROM capabilities ORDER BY 1, 2",
	       "commit|cred/cred_jar|w|access\n"
	       "commit|vfs/files|w|access\n" /* by the helper's site, not the helper itself */
	       "elsewhere|vfs/files|w|access");
	expect(db, "SELECT * FROM unknowns ORDER BY reason",
	       "commit|kernel/cred.c|14|inttoptr\n-|-|-|native");
	expect(db, "SELECT detail FROM unknown ORDER BY reason", "-\nentry.o");
	expect(db, "SELECT * FROM meta", "version|0.1");
	expect(db, "SELECT path FROM file ORDER BY id", "fs/copy.c\ninclude/a.h\nkernel/cred.c");
	expect(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
	       "8");
	sqlite3_close(db);
	model_release(&m);
}

static char *slurp(size_t *n)
{
	struct stat st;
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	char *bytes = malloc((size_t)st.st_size);

	*n = fread(bytes, 1, (size_t)st.st_size, f);
	fclose(f);
	return bytes;
}

static void equal_models_give_equal_bytes(void **state)
{
	struct model m;
	size_t n1, n2;

	(void)state;
	small_model(&m);
	save(&m);
	char *first = slurp(&n1);

	save(&m);
	char *second = slurp(&n2);

	assert_int_equal(n1, n2);
	assert_memory_equal(first, second, n1);
	free(first);
	free(second);
	model_release(&m);
}

static void an_empty_model_is_a_whole_store(void **state)
{
	struct model m;

	(void)state;
	model_init(&m);
	save(&m);
	sqlite3 *db = reopen();

	expect(db, "SELECT count(*) FROM capabilities", "0");
	sqlite3_close(db);
	model_release(&m);
}

static void a_name_given_twice_is_an_error(void **state)
{
	struct diag d = {0};
	struct store_edit e;
	struct model m;

	(void)state;
	small_model(&m);
	m.functions.v[2].name = m.functions.v[1].name;
	assert_int_equal(store_edit_begin(&e, NULL, path, &d), 0);
	assert_true(store_write(&e, &m, &d) < 0);
	assert_non_null(strstr(d.text, "function.name"));
	store_edit_abort(&e);
	model_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(views_show_the_model),
	    cmocka_unit_test(equal_models_give_equal_bytes),
	    cmocka_unit_test(an_empty_model_is_a_whole_store),
	    cmocka_unit_test(a_name_given_twice_is_an_error),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
