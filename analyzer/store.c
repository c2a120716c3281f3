/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_BYTES 100 /* of a SQLite database file */

int store_fail(sqlite3 *db, struct diag *d)
{
	const char *path = sqlite3_db_filename(db, "main");
	int os = sqlite3_system_errno(db);

	switch (sqlite3_errcode(db) & 0xff) {
	case SQLITE_NOMEM:
		diag_oom(0);
	case SQLITE_FULL:
		return diag_set(d, CM_EIO, path,
				"no space left on the device; free some and run again");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return diag_set(d, CM_EFORMAT, path,
				"the store is damaged (%s): run capmap-analyze again",
				sqlite3_errmsg(db));
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		return diag_set(d, CM_EIO, path, "%s%s%s", sqlite3_errmsg(db), os ? ": " : "",
				os ? strerror(os) : "");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return diag_set(d, CM_EIO, path,
				"another program is writing this file in place; try again when it "
				"has finished");
	default:
		return diag_set(d, CM_EFORMAT, path, "%s", sqlite3_errmsg(db));
	}
}

sqlite3_stmt *store_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);

	if (rc == SQLITE_NOMEM)
		diag_oom(0);
	if (rc != SQLITE_OK)
		BUG(sqlite3_errmsg(db));
	return st;
}

int store_step(sqlite3 *db, sqlite3_stmt *st, struct diag *d)
{
	int rc = sqlite3_step(st);

	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : store_fail(db, d);
}

int64_t store_int(sqlite3 *db, const char *sql, int64_t otherwise)
{
	sqlite3_stmt *st = store_prepare(db, sql);

	if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_type(st, 0) == SQLITE_INTEGER)
		otherwise = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return otherwise;
}

char *store_text(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = store_prepare(db, sql);
	char *s = NULL;

	if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_type(st, 0) != SQLITE_NULL) {
		s = strdup((const char *)sqlite3_column_text(st, 0));
		if (!s)
			diag_oom(0);
	}
	sqlite3_finalize(st);
	return s;
}

/* What the first bytes of the file say, so that the message names the mistake (a text file, an
 * interrupted copy) rather than what SQLite stumbled over. */
static int check_header(int fd, const char *path, struct diag *d)
{
	unsigned char h[HEADER_BYTES];
	struct stat st;

	if (fstat(fd, &st) < 0)
		return diag_set(d, CM_EIO, path, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return diag_set(d, CM_EIO, path, "not a regular file; give the path of a store");
	if (st.st_size == 0)
		return diag_set(d, CM_EFORMAT, path,
				"the file is empty; make a store with capmap-analyze -o %s", path);
	ssize_t n = pread(fd, h, sizeof(h), 0);

	if (n < 0)
		return diag_set(d, CM_EIO, path, "%s", strerror(errno));
	if (n < 16 || memcmp(h, "SQLite format 3", 16))
		return diag_set(d, CM_EFORMAT, path,
				"not a capmap store; make one with capmap-analyze");
	if (n < HEADER_BYTES)
		return diag_set(d, CM_EFORMAT, path,
				"truncated to %zd bytes: copy it again or run capmap-analyze again",
				n);

	unsigned page = h[16] << 8 | h[17];
	uint64_t pages = (uint64_t)h[28] << 24 | h[29] << 16 | h[30] << 8 | h[31];
	uint64_t whole = pages * (page == 1 ? 65536 : page);

	if ((uint64_t)st.st_size < whole)
		return diag_set(
		    d, CM_EFORMAT, path,
		    "truncated: %lld of %llu bytes; copy it again or run capmap-analyze "
		    "again",
		    (long long)st.st_size, (unsigned long long)whole);
	return 0;
}

/* One integer that a damaged file may refuse to give. */
static int pragma_int(sqlite3 *db, const char *sql, int64_t *v, struct diag *d)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return store_fail(db, d);
	int rc = store_step(db, st, d);

	*v = rc == 1 ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_finalize(st);
	return rc < 0 ? rc : 0;
}

static int check_version(sqlite3 *db, const char *path, struct diag *d)
{
	int64_t id, version;
	int rc = pragma_int(db, "PRAGMA application_id", &id, d);

	if (!rc)
		rc = pragma_int(db, "PRAGMA user_version", &version, d);
	if (rc)
		return rc;
	if (id != STORE_APPLICATION_ID)
		return diag_set(
		    d, CM_EFORMAT, path,
		    "a SQLite database, but not a capmap store (application_id %lld); make "
		    "one with capmap-analyze",
		    (long long)id);
	if (version != STORE_VERSION)
		return diag_set(
		    d, CM_EVERSION, path,
		    "made by another version of capmap (store version %lld, this program "
		    "reads %d): run capmap-analyze again",
		    (long long)version, STORE_VERSION);
	return 0;
}

static int check_integrity(sqlite3 *db, const char *path, struct diag *d)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &st, NULL) != SQLITE_OK)
		return store_fail(db, d);
	int rc = store_step(db, st, d);

	if (rc == 1) {
		const char *said = (const char *)sqlite3_column_text(st, 0);

		rc = said && !strcmp(said, "ok")
			 ? 0
			 : diag_set(d, CM_EFORMAT, path,
				    "the store is damaged (%s): copy it again or run "
				    "capmap-analyze again",
				    said ? said : "no verdict");
	}
	sqlite3_finalize(st);
	return rc;
}

/* Every table and view of schema.sql is there with its columns: statements prepared later cannot
 * fail on a file that only claims to be a store. Tables of the user's own beside ours are fine. */
static int check_schema(sqlite3 *db, const char *path, struct diag *d)
{
	static const char shape[] =
	    "SELECT type || ' ' || name, (SELECT group_concat(name) FROM pragma_table_info(m.name))"
	    " FROM sqlite_schema m WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'";
	static const char same[] =
	    "SELECT 1 FROM sqlite_schema m WHERE type || ' ' || name = ?1 AND ?2 ="
	    " (SELECT group_concat(name) FROM pragma_table_info(m.name))";
	sqlite3 *want;
	sqlite3_stmt *st, *have;
	int rc, found = 1;

	if (sqlite3_open(":memory:", &want) != SQLITE_OK)
		diag_oom(0);
	if (sqlite3_exec(want, store_schema_sql, NULL, NULL, NULL) != SQLITE_OK)
		BUG(sqlite3_errmsg(want));
	st = store_prepare(want, shape);
	have = store_prepare(db, same);
	while ((rc = store_step(want, st, d)) == 1) {
		sqlite3_bind_value(have, 1, sqlite3_column_value(st, 0));
		sqlite3_bind_value(have, 2, sqlite3_column_value(st, 1));
		found = store_step(db, have, d);
		if (found != 1)
			break;
		sqlite3_reset(have);
	}
	if (found < 0)
		rc = found;
	else if (!found)
		rc = diag_set(
		    d, CM_EVERSION, path,
		    "its %s is missing or not the one this program knows: run capmap-analyze "
		    "again",
		    (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_finalize(have);
	sqlite3_close(want);
	return rc;
}

int store_open(sqlite3 **db, const char *path, struct diag *d)
{
	int rc, fd = open(path, O_RDONLY | O_CLOEXEC);

	*db = NULL;
	if (fd < 0)
		return diag_set(d, CM_EIO, path, "%s%s", strerror(errno),
				errno == ENOENT ? "; make a store with capmap-analyze" : "");
	rc = check_header(fd, path, d);
	close(fd);
	if (rc)
		return rc;
	rc = sqlite3_open_v2(path, db, SQLITE_OPEN_READONLY, NULL);
	if (!*db)
		diag_oom(0);
	if (rc == SQLITE_OK) {
		sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		rc = check_version(*db, path, d);
		if (!rc)
			rc = check_integrity(*db, path, d);
		if (!rc)
			rc = check_schema(*db, path, d);
	} else {
		rc = store_fail(*db, d);
	}
	if (rc) {
		sqlite3_close(*db);
		*db = NULL;
	}
	return rc;
}
