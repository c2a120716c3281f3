// SPDX-License-Identifier: Apache-2.0
/* Which objects can have a key: what they tell by themselves, and what rules say. */
#include "mapper/guard.h"
#include "tests/unit/store_fixture.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char rows[] =
    "INSERT INTO file VALUES (1, 'a.c');"
    "INSERT INTO subsystem VALUES (1, 'a');"
    "INSERT INTO region VALUES (1, 'a/x', 1, 0, NULL), (2, 'a/never-written', 1, 0, NULL),"
    " (3, 'a/cpu', 1, 0, NULL);"
    "INSERT INTO object VALUES"
    " (1, 'plain', 'global', NULL, 4, 1, 1, 1, 1, NULL),"
    " (2, 'read_mostly', 'global', NULL, 4, 1, 1, 1, 1, '.data..read_mostly'),"
    " (3, 'gone', 'global', NULL, 4, 1, 1, 1, 1, '.init.data'),"
    " (4, 'cpu', 'percpu', NULL, 4, 1, 1, 1, 3, '.data..percpu'),"
    " (5, 'jar', 'cache', NULL, 4, 1, 1, 1, 1, NULL),"
    " (6, 'kmem_cache', 'cache', NULL, 4, 1, 1, 1, 1, NULL),"
    " (7, 'struct s@make', 'alloc', NULL, 4, 1, 1, 1, 1, NULL),"
    " (8, 'alloc@make', 'alloc', NULL, 4, 1, 1, 1, 1, NULL),"
    " (9, 'pages@make', 'alloc', NULL, 4, 1, 1, 1, 1, NULL),"
    " (10, 'struct idle@make', 'alloc', NULL, 4, 1, 1, 1, 2, NULL),"
    " (11, 'log_one', 'global', NULL, 4, 1, 1, 1, 1, NULL),"
    " (12, 'log_two', 'global', NULL, 4, 1, 1, 1, 1, NULL),"
    " (15, 'sealed', 'global', NULL, 4, 1, 1, 1, 1, '.data..ro_after_init'),"
    " (16, 'found', 'global', NULL, 4, 1, 1, 1, 1, '__tracepoints'),"
    " (14, 'struct vary@make', 'alloc', NULL, NULL, 1, 1, 1, 1, NULL),"
    " (13, 'local', 'stack', NULL, 4, 1, 1, 1, NULL, NULL);"
    "INSERT INTO function VALUES (1, 'f', 'f', 1, 1, 1, 0, 1, 0, 0), (2, 'h', 'h', 1, 1, 1, 0, 1, "
    "1, 0);"
    "INSERT INTO pset VALUES (1, 4), (2, 1), (2, 13), (3, 11);"
    "INSERT INTO site VALUES (1, 1, 'w', 'store', 1, 5, NULL, 1), (2, 2, 'w', 'helper', 1, 6, 1, "
    "2),"
    " (3, 1, 'w', 'store', 1, 7, NULL, 3);";

static int read_rules(struct guard_rules *r, const char *text, struct diag *d)
{
	char path[] = "/tmp/capmap-rules-XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	guard_rules_init(r);
	rc = guard_rules_read(r, path, d);
	unlink(path);
	return rc;
}

static void what_they_tell_by_themselves(void **state)
{
	struct guard_rules none = {0};
	struct diag d = {0};
	sqlite3 *db = fixture_with(rows);

	(void)state;
	assert_int_equal(guard_mark(db, &none, &d), 0);
	char *with =
	    store_text(db, "SELECT group_concat(object) FROM"
			   " (SELECT object FROM temp.guard WHERE why IS NULL ORDER BY 1)");
	char *gone = store_text(db, "SELECT group_concat(why) FROM (SELECT why FROM temp.guard"
				    " WHERE object IN (3, 15, 16) ORDER BY object)");
	char *writes = store_text(db, "SELECT group_concat(function || ' ' || region) FROM"
				      " (SELECT * FROM temp.guard_write ORDER BY 1, 2)");

	assert_string_equal(with, "1,2,5,7,11,12,14");
	assert_string_equal(gone, "gone after boot,read-only after boot,"
				  "in a section where something looks for it");
	assert_string_equal(writes,
			    "1 1"); /* not the per-CPU one, and the helper's is its caller's */
	assert_int_equal(store_int(db, "SELECT count(*) FROM temp.guard", 0), 15);
	free(with);
	free(gone);
	free(writes);
	sqlite3_close(db);
}

static void what_rules_say(void **state)
{
	struct guard_rules r, again;
	struct guard_counts c = {0};
	struct diag d = {0};
	sqlite3 *db = fixture_with(rows);

	(void)state;
	assert_int_equal(
	    read_rules(&r, "# rules\n\nlog_*\tthe log\nlog_one\tnever seen\nplain\t no \n", &d), 0);
	assert_int_equal(r.v.n, 3);
	assert_int_equal(guard_mark(db, &r, &d), 0);
	assert_int_equal(guard_count(&c, db, &d), 0);
	assert_string_equal(c.v.v[0].why, "the log");
	assert_int_equal(c.v.v[0].objects, 2);
	assert_int_equal(store_int(db, "SELECT count(*) FROM temp.guard_write", 9), 0);

	/* Through the store and back. */
	char *text = guard_rules_text(&r);

	assert_string_equal(text, "log_*\tthe log\nlog_one\tnever seen\nplain\tno\n");
	char *sql = sqlite3_mprintf("INSERT INTO meta_row VALUES ('map.unguarded', %Q)", text);

	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	guard_rules_init(&again);
	assert_int_equal(guard_rules_restore(&again, db, &d), 0);
	char *same = guard_rules_text(&again);

	assert_string_equal(same, text);
	sqlite3_free(sql);
	free(same);
	free(text);
	guard_counts_release(&c);
	guard_rules_release(&r);
	guard_rules_release(&again);
	sqlite3_close(db);
}

static void what_is_no_rule(void **state)
{
	static const char *const bad[] = {"name\n", "ok\tbecause\n\tbecause\n", "name\t\n"};
	struct guard_rules r;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct diag d = {0};

		assert_true(read_rules(&r, bad[i], &d) < 0);
		assert_non_null(strstr(d.text, "a line is \"pattern<TAB>reason\""));
		guard_rules_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_they_tell_by_themselves),
	    cmocka_unit_test(what_rules_say),
	    cmocka_unit_test(what_is_no_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
