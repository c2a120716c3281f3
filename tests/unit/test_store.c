/* SPDX-License-Identifier: Apache-2.0 */
/* Opening stores that are not what they should be, and replacing one whole or not at all. */
#include "analyzer/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static char dir[64], store[96], other[96];

static void in_dir(char *out, const char *name)
{
	snprintf(out, 96, "%s/%s", dir, name);
}

static int exec_sql(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/* The value is what tells one store from another. */
static void make_store(const char *path, const char *value)
{
	struct store_edit e;
	struct diag d = {0};
	char sql[128];

	if (store_edit_begin(&e, NULL, path, &d))
		fail_msg("%s: %s", d.where, d.text);
	snprintf(sql, sizeof(sql), "INSERT INTO meta_row VALUES ('value', '%s')", value);
	assert_int_equal(exec_sql(e.db, sql), SQLITE_OK);
	if (store_edit_commit(&e, &d))
		fail_msg("%s: %s", d.where, d.text);
}

static void expect_store(const char *path, const char *value)
{
	struct diag d = {0};
	sqlite3 *db;

	if (store_open(&db, path, &d))
		fail_msg("%s: %s", d.where, d.text);
	char *have = store_text(db, "SELECT value FROM meta WHERE name = 'value'");

	assert_string_equal(have, value);
	free(have);
	sqlite3_close(db);
}

/* Nothing but the named file is left in its folder. */
static void expect_alone(const char *folder, const char *name)
{
	DIR *open = opendir(folder);

	assert_non_null(open);
	for (struct dirent *e; (e = readdir(open));)
		if (e->d_name[0] != '.' && strcmp(e->d_name, name))
			fail_msg("%s was left behind", e->d_name);
	closedir(open);
}

static int setup(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/storeXXXXXX");
	if (!mkdtemp(dir))
		return -1;
	in_dir(store, "s.db");
	in_dir(other, "other");
	make_store(store, "old");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(store);
	unlink(other);
	return rmdir(dir);
}

static void expect_refused(const char *path, enum cm_err err, const char *says)
{
	struct diag d = {0};
	sqlite3 *db = (sqlite3 *)1;

	assert_int_equal(store_open(&db, path, &d), -(int)err);
	assert_null(db);
	assert_string_equal(d.where, path);
	if (!strstr(d.text, says))
		fail_msg("\"%s\" does not say \"%s\"", d.text, says);
}

static void put_file(const char *path, const void *data, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static char *get_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "r");
	char *data = malloc(1 << 20);

	assert_non_null(f);
	*n = fread(data, 1, 1 << 20, f);
	fclose(f);
	return data;
}

static void change(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(store, &db), SQLITE_OK);
	if (exec_sql(db, sql))
		fail_msg("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void opens_what_it_made(void **state)
{
	(void)state;
	expect_store(store, "old");
	expect_alone(dir, "s.db");
}

static void is_read_only(void **state)
{
	struct diag d = {0};
	sqlite3 *db;

	(void)state;
	assert_int_equal(store_open(&db, store, &d), 0);
	assert_int_not_equal(exec_sql(db, "DELETE FROM meta_row"), SQLITE_OK);
	sqlite3_close(db);
}

static void refuses_what_is_no_store(void **state)
{
	(void)state;
	expect_refused(other, CM_EIO, "make a store with capmap-analyze");
	expect_refused(dir, CM_EIO, "not a regular file");
	put_file(other, "", 0);
	expect_refused(other, CM_EFORMAT, "the file is empty");
	put_file(other, "SQLite", 6);
	expect_refused(other, CM_EFORMAT, "not a capmap store");
	put_file(other, "#!/bin/sh\necho this is something else\n", 37);
	expect_refused(other, CM_EFORMAT, "not a capmap store");
}

static void refuses_other_databases_and_versions(void **state)
{
	(void)state;
	change("PRAGMA user_version = 3");
	expect_refused(
	    store, CM_EVERSION,
	    "made by another version of capmap (store version 3, this program reads 1): run "
	    "capmap-analyze again");
	change("PRAGMA application_id = 7; PRAGMA user_version = 1");
	expect_refused(store, CM_EFORMAT, "a SQLite database, but not a capmap store");
}

static void refuses_another_schema(void **state)
{
	(void)state;
	change("CREATE TABLE notes (text)"); /* the user's own: fine */
	expect_store(store, "old");
	change("ALTER TABLE region ADD COLUMN colour INTEGER");
	expect_refused(store, CM_EVERSION, "table region is missing or not the one");
	make_store(store, "old");
	change("DROP VIEW unknowns");
	expect_refused(store, CM_EVERSION, "view unknowns is missing");
}

/* Cut anywhere it is refused, and never by a crash. */
static void refuses_truncated_stores(void **state)
{
	size_t n;
	char *data = get_file(store, &n);

	(void)state;
	for (size_t keep = 16; keep < n; keep += keep < 200 ? 7 : 997) {
		put_file(other, data, keep);
		expect_refused(other, CM_EFORMAT, "truncated");
	}
	free(data);
}

/* A changed byte is refused or does no harm: not every byte of a database means something. */
static void survives_changed_bytes(void **state)
{
	unsigned refused = 0, tried = 0;
	size_t n;
	char *data = get_file(store, &n);

	(void)state;
	for (size_t at = 0; at < n; at += at < 100 ? 1 : 1999) {
		struct diag d = {0};
		sqlite3 *db;

		data[at] ^= 0x55;
		put_file(other, data, n);
		data[at] ^= 0x55;
		tried++;
		if (store_open(&db, other, &d)) {
			assert_true(d.text[0]);
			refused++;
		}
		sqlite3_close(db);
	}
	free(data);
	assert_true(refused > tried / 10);
}

static void notices_a_damaged_page(void **state)
{
	sqlite3_stmt *st;
	sqlite3 *db;
	size_t n;

	(void)state;
	assert_int_equal(sqlite3_open(store, &db), SQLITE_OK);
	st = store_prepare(db, "SELECT rootpage FROM sqlite_schema WHERE name = 'function'");
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	size_t page = (size_t)sqlite3_column_int64(st, 0);

	sqlite3_finalize(st);
	sqlite3_close(db);
	char *data = get_file(store, &n);

	memset(data + (page - 1) * 4096, 0xff, 100);
	put_file(other, data, n);
	free(data);
	expect_refused(other, CM_EFORMAT, "the store is damaged");
}

static void abort_leaves_the_old(void **state)
{
	struct store_edit e;
	struct diag d = {0};

	(void)state;
	assert_int_equal(store_edit_begin(&e, store, store, &d), 0);
	assert_int_equal(exec_sql(e.db, "UPDATE meta_row SET value = 'new'"), SQLITE_OK);
	sqlite3_stmt *open = store_prepare(e.db, "SELECT * FROM meta");

	assert_int_equal(store_step(e.db, open, &d), 1);
	store_edit_abort(&e); /* a statement is still open: a caller on its error path */
	sqlite3_finalize(open);
	store_edit_abort(&e);
	expect_store(store, "old");
	expect_alone(dir, "s.db");
}

static void commit_replaces(void **state)
{
	struct store_edit e;
	struct diag d = {0};

	(void)state;
	assert_int_equal(store_edit_begin(&e, store, store, &d), 0);
	assert_int_equal(exec_sql(e.db, "UPDATE meta_row SET value = 'new'"), SQLITE_OK);
	expect_store(store, "old");
	assert_int_equal(store_edit_commit(&e, &d), 0);
	expect_store(store, "new");
	expect_alone(dir, "s.db");
}

/* What a user's own change left in a write-ahead log is part of the copy. */
static void a_log_is_copied_too(void **state)
{
	struct store_edit e;
	struct diag d = {0};
	char log[128];
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(store, &db), SQLITE_OK);
	assert_int_equal(exec_sql(db, "PRAGMA journal_mode = WAL"), SQLITE_OK);
	assert_int_equal(exec_sql(db, "UPDATE meta_row SET value = 'logged'"), SQLITE_OK);
	snprintf(log, sizeof(log), "%s-wal", store);
	assert_int_equal(access(log, F_OK), 0);
	assert_int_equal(store_edit_begin(&e, store, other, &d), 0);
	assert_int_equal(store_edit_commit(&e, &d), 0);
	expect_store(other, "logged");
	/* The old log would be played into a new store of this name. */
	assert_int_equal(store_edit_begin(&e, store, store, &d), -CM_EIO);
	assert_string_equal(d.where, log);
	assert_int_equal(exec_sql(db, "PRAGMA journal_mode = DELETE"), SQLITE_OK);
	sqlite3_close(db);
}

static void equal_stores_give_equal_copies(void **state)
{
	struct store_edit e;
	struct diag d = {0};
	size_t n, m;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(store_edit_begin(&e, store, i ? store : other, &d), 0);
		assert_int_equal(exec_sql(e.db, "UPDATE meta_row SET value = 'new'"), SQLITE_OK);
		assert_int_equal(store_edit_commit(&e, &d), 0);
	}
	char *a = get_file(store, &n), *b = get_file(other, &m);

	assert_int_equal(n, m);
	assert_memory_equal(a, b, n);
	free(a);
	free(b);
}

static void a_link_stays_a_link(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(symlink(store, other), 0);
	make_store(other, "new");
	assert_int_equal(lstat(other, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	expect_store(store, "new");
}

static void only_one_writer(void **state)
{
	struct store_edit e, f;
	struct diag d = {0};

	(void)state;
	assert_int_equal(store_edit_begin(&e, store, store, &d), 0);
	assert_int_equal(store_edit_begin(&f, store, store, &d), -CM_EIO);
	assert_non_null(strstr(d.text, "another program is writing this store"));
	memset(&d, 0, sizeof(d));
	assert_int_equal(store_edit_commit(&e, &d), 0);
	assert_int_equal(store_edit_begin(&e, store, store, &d), 0);
	store_edit_abort(&e);
}

static void cannot_write_where_nothing_can_be(void **state)
{
	struct store_edit e;
	struct diag d = {0};

	(void)state;
	assert_int_equal(store_edit_begin(&e, NULL, "/no/such/folder/s.db", &d), -CM_EIO);
	assert_non_null(strstr(d.text, "No such file"));
	memset(&d, 0, sizeof(d));
	assert_int_equal(store_edit_begin(&e, NULL, dir, &d), -CM_EIO);
	assert_non_null(strstr(d.text, "not a regular file"));
	memset(&d, 0, sizeof(d));
	assert_int_equal(store_edit_begin(&e, "/no/such/store", store, &d), -CM_EIO);
	expect_alone(dir, "s.db");
}

/* Writes some megabytes; 0 or the error of the step that failed. */
static int fill(struct store_edit *e, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(
	    e->db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
		   " INSERT INTO meta_row SELECT 'filler ' || i, hex(zeroblob(500)) FROM n");
	int rc = store_step(e->db, st, d);

	sqlite3_finalize(st);
	return rc;
}

/* Expects an error that leaves the old store, wherever it comes. */
static void expect_no_room(const char *path, const char *says)
{
	struct store_edit e;
	struct diag d = {0};
	int rc = store_edit_begin(&e, path, path, &d);

	if (!rc) {
		rc = fill(&e, &d);
		if (rc)
			store_edit_abort(&e);
		else
			rc = store_edit_commit(&e, &d);
	}
	assert_int_equal(rc, -CM_EIO);
	if (!strstr(d.text, says))
		fail_msg("\"%s\" does not say \"%s\"", d.text, says);
	expect_store(path, "old");
}

static void a_full_disk_is_an_error(void **state)
{
	char small[96], path[128];

	(void)state;
	in_dir(small, "small");
	assert_int_equal(mkdir(small, 0700), 0);
	if (mount("tmpfs", small, "tmpfs", 0, "size=1m")) {
		rmdir(small);
		skip();
	}
	snprintf(path, sizeof(path), "%s/s.db", small);
	make_store(path, "old");
	expect_no_room(path, "no space left");
	expect_alone(small, "s.db");

	/* Full before the copy is made. */
	char *ballast = calloc(1, 1 << 20);
	char more[128];
	FILE *f;

	snprintf(more, sizeof(more), "%s/ballast", small);
	f = fopen(more, "w");
	fwrite(ballast, 1, 1 << 20, f);
	fclose(f);
	free(ballast);
	expect_no_room(path, "o space left");
	unlink(more);
	expect_alone(small, "s.db");
	umount(small);
	rmdir(small);
}

static void a_file_size_limit_is_an_error(void **state)
{
	struct rlimit limit = {512 << 10, RLIM_INFINITY}, old;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit.rlim_max = old.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	expect_no_room(store, "File too large");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	expect_alone(dir, "s.db");
}

static void write_new(void)
{
	struct store_edit e;
	struct diag d = {0};

	for (;;) {
		if (store_edit_begin(&e, NULL, store, &d) ||
		    exec_sql(e.db, "INSERT INTO meta_row VALUES ('value', 'new')") ||
		    fill(&e, &d) || store_edit_commit(&e, &d))
			_exit(1);
	}
}

/* Old or new, whole, at any moment; the leftover of a kill is in nobody's way. */
static void a_kill_leaves_a_whole_store(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 40; round++) {
		pid_t child = fork();
		struct diag d = {0};
		sqlite3 *db;

		if (child == 0)
			write_new();
		usleep(round * 700);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		if (store_open(&db, store, &d))
			fail_msg("round %u: %s", round, d.text);
		sqlite3_close(db);
	}
	make_store(store, "last");
	expect_store(store, "last");
	expect_alone(dir, "s.db");
}

static void a_signal_takes_the_temporary_file_along(void **state)
{
	int ready[2], status;
	char byte;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();

	if (child == 0) {
		struct store_edit e;

		if (store_edit_begin(&e, store, store, NULL) || write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	kill(child, SIGTERM);
	waitpid(child, &status, 0);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	expect_alone(dir, "s.db");
	expect_store(store, "old");
	close(ready[0]);
	close(ready[1]);
}

static void signals_are_put_back(void **state)
{
	struct sigaction before, after;
	struct store_edit e;

	(void)state;
	sigaction(SIGTERM, NULL, &before);
	assert_int_equal(store_edit_begin(&e, store, store, NULL), 0);
	sigaction(SIGTERM, NULL, &after);
	assert_ptr_not_equal(before.sa_handler, after.sa_handler);
	store_edit_abort(&e);
	sigaction(SIGTERM, NULL, &after);
	assert_ptr_equal(before.sa_handler, after.sa_handler);
}

static void equal_edits_give_equal_bytes(void **state)
{
	size_t n, m;

	(void)state;
	make_store(other, "old");
	char *a = get_file(store, &n), *b = get_file(other, &m);

	assert_int_equal(n, m);
	assert_memory_equal(a, b, n);
	free(a);
	free(b);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(opens_what_it_made),
	    TEST(is_read_only),
	    TEST(refuses_what_is_no_store),
	    TEST(refuses_other_databases_and_versions),
	    TEST(refuses_another_schema),
	    TEST(refuses_truncated_stores),
	    TEST(survives_changed_bytes),
	    TEST(notices_a_damaged_page),
	    TEST(abort_leaves_the_old),
	    TEST(commit_replaces),
	    TEST(a_log_is_copied_too),
	    TEST(equal_stores_give_equal_copies),
	    TEST(a_link_stays_a_link),
	    TEST(only_one_writer),
	    TEST(cannot_write_where_nothing_can_be),
	    TEST(a_full_disk_is_an_error),
	    TEST(a_file_size_limit_is_an_error),
	    TEST(a_kill_leaves_a_whole_store),
	    TEST(a_signal_takes_the_temporary_file_along),
	    TEST(signals_are_put_back),
	    TEST(equal_edits_give_equal_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
