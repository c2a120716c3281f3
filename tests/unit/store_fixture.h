/* SPDX-License-Identifier: Apache-2.0 */
/* Stores in memory. */
#ifndef CM_TESTS_STORE_FIXTURE_H
#define CM_TESTS_STORE_FIXTURE_H

#include "analyzer/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static inline void fixture_sql(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s", message);
}

static inline sqlite3 *fixture_empty(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	fixture_sql(db, store_schema_sql);
	return db;
}

/* An empty one with rows. */
static inline sqlite3 *fixture_with(const char *rows)
{
	sqlite3 *db = fixture_empty();

	fixture_sql(db, rows);
	return db;
}

#endif
