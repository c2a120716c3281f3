/* SPDX-License-Identifier: Apache-2.0 */
#include "views/diff_side.h"

#include <string.h>

/* Row id -> path, so that each is kept once. */
typedef VEC(const char *) path_vec;

static const char *text(struct diff_side *s, sqlite3_stmt *st, int col)
{
	const char *t = (const char *)sqlite3_column_text(st, col);

	return t ? arena_strdup(&s->c.mem, t) : "";
}

static int bad_row(sqlite3 *db, const char *what, int64_t id, struct diag *d)
{
	return diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
			"%s %lld does not exist; make the store again", what, (long long)id);
}

static bool in_range(int64_t id, int64_t least, uint64_t most)
{
	return id >= least && (uint64_t)id <= most;
}

static int read_paths(struct diff_side *s, path_vec *paths, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(s->db, "SELECT id, path FROM file ORDER BY id");
	int err;

	while ((err = store_step(s->db, st, d)) > 0) {
		int64_t id = sqlite3_column_int64(st, 0);

		if (!in_range(id, 1, INT32_MAX)) {
			err = bad_row(s->db, "file", id, d);
			break;
		}
		while (paths->n < id)
			vec_push(paths, "");
		vec_push(paths, text(s, st, 1));
	}
	sqlite3_finalize(st);
	return err;
}

/* NULL and files that do not exist give "". */
static const char *path_of(const path_vec *paths, sqlite3_stmt *st, int col)
{
	int64_t id = sqlite3_column_int64(st, col);

	return in_range(id, 1, paths->n) && id < paths->n ? paths->v[id] : "";
}

static int read_object_files(struct diff_side *s, const path_vec *paths, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(s->db, "SELECT id, file FROM object ORDER BY id");
	int err;

	s->object_file = arena_array(&s->c.mem, const char *, s->c.nobjects + 1);
	for (uint32_t o = 0; o <= s->c.nobjects; o++)
		s->object_file[o] = "";
	while ((err = store_step(s->db, st, d)) > 0) {
		int64_t id = sqlite3_column_int64(st, 0);

		if (!in_range(id, 1, s->c.nobjects)) {
			err = bad_row(s->db, "object", id, d);
			break;
		}
		s->object_file[id] = path_of(paths, st, 1);
	}
	sqlite3_finalize(st);
	return err;
}

static int read_targets(struct diff_side *s, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(s->db, "SELECT id, object FROM pset ORDER BY id, object");
	int err;

	vec_push(&s->first_target, 0);
	while ((err = store_step(s->db, st, d)) > 0) {
		int64_t id = sqlite3_column_int64(st, 0), object = sqlite3_column_int64(st, 1);

		if (!in_range(object, 1, s->c.nobjects) || !in_range(id, 1, INT32_MAX - 1)) {
			err = bad_row(s->db, "pset.object", object, d);
			break;
		}
		while (s->first_target.n <= id)
			vec_push(&s->first_target, s->target.n);
		if (s->c.object[object].region)
			vec_push(&s->target, (uint32_t)object);
	}
	sqlite3_finalize(st);
	vec_push(&s->first_target, s->target.n);
	return err;
}

static const char *known_via(const unsigned char *name)
{
	static const char *const words[] = {"store", "atomic", "copy", "asm", "helper", "audit"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (name && !strcmp((const char *)name, words[i]))
			return words[i];
	return "write";
}

static int by_place(const void *a, const void *b)
{
	const struct diff_site *x = a, *y = b;
	int c;

	if (x->writer != y->writer)
		return x->writer < y->writer ? -1 : 1;
	if ((c = strcmp(x->file, y->file)))
		return c;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if ((c = strcmp(x->via, y->via)))
		return c;
	if (x->function != y->function)
		return x->function < y->function ? -1 : 1;
	return (x->pset > y->pset) - (x->pset < y->pset);
}

static int read_sites(struct diff_side *s, const path_vec *paths, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(
	    s->db, "SELECT coalesce(caller, function), function, pset, line, file, via"
		   " FROM site WHERE right = 'w'");
	int err;

	while ((err = store_step(s->db, st, d)) > 0) {
		int64_t writer = sqlite3_column_int64(st, 0), f = sqlite3_column_int64(st, 1);
		int64_t pset = sqlite3_column_int64(st, 2);

		if (!in_range(writer, 1, s->c.nfunctions) || !in_range(f, 1, s->c.nfunctions)) {
			err = bad_row(s->db, "site.function", f, d);
			break;
		}
		struct diff_site site = {
		    .writer = (uint32_t)writer,
		    .function = (uint32_t)f,
		    /* A set without members has no rows. */
		    .pset = in_range(pset, 0, s->first_target.n - 2) ? (uint32_t)pset : 0,
		    .line = (uint32_t)sqlite3_column_int64(st, 3),
		    .file = path_of(paths, st, 4),
		    .via = known_via(sqlite3_column_text(st, 5)),
		};

		vec_push(&s->sites, site);
	}
	sqlite3_finalize(st);
	if (s->sites.n)
		qsort(s->sites.v, s->sites.n, sizeof(*s->sites.v), by_place);
	s->first_site = arena_array(&s->c.mem, uint32_t, s->c.nfunctions + 2);
	vec_each (&s->sites, i)
		s->first_site[s->sites.v[i].writer + 1]++;
	for (uint32_t f = 1; f <= s->c.nfunctions + 1; f++)
		s->first_site[f] += s->first_site[f - 1];
	return err;
}

static int read_unknowns(struct diff_side *s, struct diag *d)
{
	sqlite3_stmt *st =
	    store_prepare(s->db, "SELECT f.name, u.reason, u.detail, p.path, u.line FROM unknown u"
				 " LEFT JOIN function f ON f.id = u.function"
				 " LEFT JOIN file p ON p.id = u.file ORDER BY 1, 2, 4, 5, 3");
	int err;

	while ((err = store_step(s->db, st, d)) > 0) {
		struct diff_unknown_row u = {
		    .function = text(s, st, 0),
		    .reason = text(s, st, 1),
		    .detail = text(s, st, 2),
		    .place = {text(s, st, 3), (uint32_t)sqlite3_column_int64(st, 4)},
		};

		vec_push(&s->unknowns, u);
	}
	sqlite3_finalize(st);
	return err;
}

static int read_meta(struct diff_side *s, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(s->db, "SELECT name, value FROM meta_row ORDER BY name");
	int err;

	while ((err = store_step(s->db, st, d)) > 0) {
		vec_push(&s->meta, text(s, st, 0));
		vec_push(&s->meta, text(s, st, 1));
	}
	sqlite3_finalize(st);
	return err;
}

int diff_side_read(struct diff_side *s, sqlite3 *db, struct diag *d)
{
	path_vec paths = {0};
	int err;

	memset(s, 0, sizeof(*s));
	s->db = db;
	err = census_read(&s->c, db, d);
	if (err)
		return err;
	err = read_paths(s, &paths, d);
	if (!err)
		err = read_object_files(s, &paths, d);
	if (!err)
		err = read_targets(s, d);
	if (!err)
		err = read_sites(s, &paths, d);
	if (!err)
		err = read_unknowns(s, d);
	if (!err)
		err = read_meta(s, d);
	vec_free(&paths);
	if (err)
		diff_side_release(s);
	return err;
}

void diff_side_release(struct diff_side *s)
{
	census_release(&s->c);
	vec_free(&s->sites);
	vec_free(&s->first_target);
	vec_free(&s->target);
	vec_free(&s->unknowns);
	vec_free(&s->meta);
}
