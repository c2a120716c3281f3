/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/store.h"
#include "base/doomed.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void *checked(void *p)
{
	if (!p)
		diag_oom(0);
	return p;
}

/* The file that path names, through symbolic links: a link stays a link to the new store. */
static char *resolve(const char *path, struct diag *d)
{
	struct stat st;

	if (lstat(path, &st) < 0 && errno == ENOENT)
		return checked(strdup(path));
	char *real = realpath(path, NULL);

	if (!real || stat(real, &st) < 0) {
		diag_set(d, CM_EIO, path, "%s", strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		diag_set(d, CM_EIO, path, "not a regular file; give the path of a store");
	} else {
		return real;
	}
	free(real);
	return NULL;
}

/* Opens and locks the temporary file. A killed writer's leftover is taken over; one that was
 * renamed away between open and lock is let go and tried again. */
static int lock_tmp(struct store_edit *e, struct diag *d)
{
	struct stat mine, named;

	for (;;) {
		e->lock = open(e->tmp, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
		if (e->lock < 0)
			return diag_set(d, CM_EIO, e->tmp, "cannot write here: %s",
					strerror(errno));
		if (flock(e->lock, LOCK_EX | LOCK_NB) < 0) {
			int err = errno;

			close(e->lock);
			e->lock = -1;
			return diag_set(
			    d, CM_EIO, e->target, "%s",
			    err == EWOULDBLOCK
				? "another program is writing this store; try again when "
				  "it has finished"
				: strerror(err));
		}
		if (!fstat(e->lock, &mine) && !stat(e->tmp, &named) &&
		    mine.st_ino == named.st_ino && mine.st_dev == named.st_dev)
			break;
		close(e->lock);
	}
	if (ftruncate(e->lock, 0) < 0)
		return diag_set(d, CM_EIO, e->tmp, "%s", strerror(errno));
	return 0;
}

static int run(sqlite3 *db, const char *sql, struct diag *d)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_fail(db, d);
}

/* Page by page through SQLite, which sees what a plain copy would miss: a write-ahead log, a writer
 * in place. The copy's own counters start afresh, so that equal stores give equal copies. */
static int copy_store(sqlite3 *to, const char *path_from, struct diag *d)
{
	sqlite3 *from;
	int rc = store_open(&from, path_from, d);

	if (rc)
		return rc;
	sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");

	if (copy) {
		sqlite3_backup_step(copy, -1);
		sqlite3_backup_finish(copy);
	}
	rc = sqlite3_errcode(to) == SQLITE_OK ? 0 : store_fail(to, d);
	sqlite3_close(from);
	return rc;
}

static int fill(struct store_edit *e, const char *path_from, struct diag *d)
{
	int rc;

	/* One thread writes it: no locks. */
	if (sqlite3_open_v2(e->tmp, &e->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK) {
		if (!e->db)
			diag_oom(0);
		return store_fail(e->db, d);
	}
	sqlite3_db_config(e->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(e->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	/* The file is thrown away on any failure and synced once at the end: no journal. */
	rc = run(e->db, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;", d);
	if (!rc && path_from)
		rc = copy_store(e->db, path_from, d);
	/* DELETE takes a copied first page out of write-ahead mode. */
	if (!rc)
		rc = run(e->db,
			 "PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF;"
			 "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY",
			 d);
	if (!rc && !path_from)
		rc = run(e->db, store_schema_sql, d);
	return rc;
}

/* A journal beside the target would be played into the file that replaces it. */
static int check_journals(const char *target, struct diag *d)
{
	static const char *const suffix[] = {"-journal", "-wal"};
	int rc = 0;

	for (int i = 0; i < 2 && !rc; i++) {
		struct stat st;
		char *path;

		if (asprintf(&path, "%s%s", target, suffix[i]) < 0)
			diag_oom(0);
		if (!stat(path, &st) && st.st_size > 0)
			rc = diag_set(
			    d, CM_EIO, path,
			    "another program is changing the store in place, or was killed "
			    "doing so; end it, or open the store once with sqlite3 and set "
			    "PRAGMA journal_mode = DELETE");
		free(path);
	}
	return rc;
}

int store_edit_begin(struct store_edit *e, const char *path_from, const char *path_to,
		     struct diag *d)
{
	memset(e, 0, sizeof(*e));
	e->lock = -1;
	e->target = resolve(path_to, d);
	if (!e->target)
		return -CM_EIO;
	if (asprintf(&e->tmp, "%s.capmap-tmp", e->target) < 0)
		diag_oom(0);
	int rc = check_journals(e->target, d);

	if (!rc)
		rc = lock_tmp(e, d);
	if (!rc) {
		doomed_add(e->tmp);
		rc = fill(e, path_from, d);
	}
	if (rc)
		store_edit_abort(e);
	return rc;
}

static int check(sqlite3 *db, const char *path, struct diag *d)
{
	char *said = store_text(db, "PRAGMA quick_check(1)");
	int rc = 0;

	if (!said)
		rc = store_fail(db, d);
	else if (strcmp(said, "ok"))
		rc = diag_set(d, CM_EIO, path,
			      "the store came out damaged (%s); nothing was replaced", said);
	free(said);
	return rc;
}

static int sync_directory(const char *path, struct diag *d)
{
	char *copy = checked(strdup(path));
	int rc = 0, fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* Some file systems cannot sync a directory and say so by EINVAL. */
	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		rc =
		    diag_set(d, CM_EIO, path, "replaced, but its directory could not be synced: %s",
			     strerror(errno));
	if (fd >= 0)
		close(fd);
	free(copy);
	return rc;
}

static void release(struct store_edit *e)
{
	if (e->lock >= 0)
		close(e->lock);
	free(e->tmp);
	free(e->target);
	memset(e, 0, sizeof(*e));
	e->lock = -1;
}

int store_edit_prepare(struct store_edit *e, struct diag *d)
{
	int rc = check(e->db, e->tmp, d);

	if (!rc && sqlite3_close(e->db) != SQLITE_OK)
		BUG("store committed with a statement open");
	if (!rc) {
		e->db = NULL;
		if (fsync(e->lock) < 0)
			rc = diag_set(d, CM_EIO, e->tmp, "%s; nothing was replaced",
				      strerror(errno));
	}
	if (rc)
		store_edit_abort(e);
	return rc;
}

int store_edit_commit(struct store_edit *e, struct diag *d)
{
	int rc = e->db ? store_edit_prepare(e, d) : 0;

	if (rc)
		return rc;
	if (rename(e->tmp, e->target) < 0) {
		rc = diag_set(d, CM_EIO, e->target, "cannot replace it: %s", strerror(errno));
		store_edit_abort(e);
		return rc;
	}
	doomed_remove(e->tmp);
	rc = sync_directory(e->target, d);
	release(e);
	return rc;
}

void store_edit_abort(struct store_edit *e)
{
	if (!e->target)
		return;
	/* close_v2: a caller on its error path may still hold statements. */
	sqlite3_close_v2(e->db);
	if (e->lock >= 0) {
		unlink(e->tmp);
		doomed_remove(e->tmp);
	}
	release(e);
}
