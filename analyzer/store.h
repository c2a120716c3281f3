/* SPDX-License-Identifier: Apache-2.0 */
/* SEAM 2: opening and querying a store, for every program that reads or updates one. The layout is
 * analyzer/schema.sql. */
#ifndef CM_ANALYZER_STORE_H
#define CM_ANALYZER_STORE_H

#include "base/diag.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#define STORE_APPLICATION_ID 1129136464 /* "CMAP" */
#define STORE_VERSION	     1

/* The text of schema.sql, compiled in. */
extern const char store_schema_sql[];

/* Opens an existing store read-only and checks application_id, user_version and that it is a whole
 * database. On error *db is NULL and d says what and how to mend it. */
int store_open(sqlite3 **db, const char *path, struct diag *d);

/* Atomic replacement: begin copies the store at path (or makes an empty one with the schema when
 * path_from is NULL) into a temporary file beside path_to; commit checks it, syncs and renames it
 * over path_to; abort removes it. A crash or a full disk at any point leaves path_to as it was.
 *
 * prepare, for callers that replace other files too, is commit without the rename: it closes db,
 * and hardly anything is left to fail. On error the edit is aborted. */
struct store_edit {
	sqlite3 *db;
	char *tmp, *target;
	int lock; /* descriptor of tmp, locked against a second writer of the same target */
};
int store_edit_begin(struct store_edit *e, const char *path_from, const char *path_to,
		     struct diag *d);
int store_edit_prepare(struct store_edit *e, struct diag *d);
int store_edit_commit(struct store_edit *e, struct diag *d);
void store_edit_abort(struct store_edit *e);

/* Fills d with what the connection's last error means to the user; returns a negative enum cm_err.
 */
int store_fail(sqlite3 *db, struct diag *d);

/* Prepared statements. store_prepare ends in BUG() on bad SQL of ours. store_step gives 1 for a
 * row, 0 for done, negative enum cm_err with d filled (database damaged, disk full, I/O). */
sqlite3_stmt *store_prepare(sqlite3 *db, const char *sql);
int store_step(sqlite3 *db, sqlite3_stmt *st, struct diag *d);
/* One integer or text result of a query that gives one row; text is malloc'd, NULL when no row. */
int64_t store_int(sqlite3 *db, const char *sql, int64_t otherwise);
char *store_text(sqlite3 *db, const char *sql);

#endif
