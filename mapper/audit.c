/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/audit_int.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* ---- one line ------------------------------------------------------------------------------- */

static sqlite3_stmt *bind_name(sqlite3_stmt *st, const char *name)
{
	sqlite3_reset(st);
	sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
	return st;
}

/* Gives the ids and regions of what a line has for its object. A name that is none of an object may
 * be the plain one of several variables, in different files. */
static sqlite3_stmt *objects_of_line(struct audit *a, int *rc)
{
	const char *name = a->object;

	*rc = 0;
	if (*name == '@')
		return bind_name(strchr(name, ' ') ? a->typed : a->handed, name + 1);
	*rc = store_step(a->db, bind_name(a->is_name, name), a->d);
	return bind_name(*rc == 1 ? a->named : a->variables, name);
}

static int import_access(struct audit *a, struct access *x)
{
	int rc, n = 0;
	sqlite3_stmt *st = objects_of_line(a, &rc);

	while (rc >= 0 && (rc = store_step(a->db, st, a->d)) == 1) {
		x->object = sqlite3_column_int64(st, 0);
		x->region = sqlite3_column_int64(st, 1);
		rc = audit_admit(a, x);
		if (rc)
			return rc;
		n++;
	}
	a->lost += !n;
	return rc;
}

static bool is_assembly(const struct frame *f)
{
	size_t n = strlen(f->path);

	return !*f->function || (n > 2 && !strcmp(f->path + n - 2, ".S"));
}

/* The frame that says where it was: the extractor sees of assembly no more than that its caller
 * calls it there. */
static uint32_t first_in_c(const struct audit *a)
{
	uint32_t i = 0;

	while (i < a->frames.n && is_assembly(&a->frames.v[i]))
		i++;
	return i;
}

/* A header of which the store has no row is news to it. */
static int name_file(struct audit *a, struct frame *at)
{
	int rc;

	if (at->file)
		return 0;
	sqlite3_reset(a->add_file);
	sqlite3_bind_text(a->add_file, 1, at->path, -1, SQLITE_STATIC);
	rc = store_step(a->db, a->add_file, a->d);
	if (rc)
		return rc;
	at->file = sqlite3_last_insert_rowid(a->db);
	*map_at(&a->by_file, audit_hash(at->path)) = (uint32_t)at->file;
	return 0;
}

static int import_line(struct audit *a)
{
	uint32_t i = first_in_c(a), at_i = i;
	const struct function *f;
	int rc;

	if (i == a->frames.n) {
		a->lost++;
		return 0;
	}
	struct frame *at = &a->frames.v[i];

	rc = name_file(a, at);
	if (rc)
		return rc;
	f = audit_find_there(a, i, at, &at_i, &rc);
	/* Nothing of a function that nobody is known to call, or that is only known to write its
	 * caller's stack, is in the store but itself. */
	if (!f && !rc)
		f = audit_find_there(a, i, NULL, &at_i, &rc);
	if (rc)
		return rc;
	if (!f) {
		fprintf(a->out, "%s %s %s: not in the store\n", at->function, at->path, a->object);
		a->lost++;
		return 0;
	}
	struct access x = {.function = f, .at = at, .frame = at_i};

	if (f->helper)
		x.caller = audit_find_caller(a, f, at_i, &rc);
	return rc ? rc : import_access(a, &x);
}

/* ---- the file ------------------------------------------------------------------------------- */

/* "[|]FUNCTION@FILE:LINE" */
static bool parse_frame(struct audit *a, char *text)
{
	char *at = strchr(text, '@'), *colon = at ? strrchr(at, ':') : NULL, *end;
	struct frame f = {.called = *text == '|', .function = text + (*text == '|')};

	if (!colon)
		return false;
	*at = *colon = 0;
	f.path = at + 1;
	f.file = map_get(&a->by_file, audit_hash(f.path));
	f.line = strtol(colon + 1, &end, 10);
	vec_push(&a->frames, f);
	return end != colon + 1 && !*end;
}

static int read_line(struct audit *a, char *text, const char *path, unsigned line)
{
	char *rest = text, *object = strsep(&rest, "\t"),
	     *offset = rest ? strsep(&rest, "\t") : NULL;
	bool good = offset && rest;

	a->frames.n = 0;
	while (good && rest)
		good = parse_frame(a, strsep(&rest, "\t"));
	if (!good)
		return diag_set_line(a->d, CM_EFORMAT, path, line,
				     "no evidence; a line is "
				     "\"object<TAB>offset<TAB>function@file:line...\", as "
				     "audit-evidence prints it");
	a->object = object;
	return import_line(a);
}

/* Reading takes the line apart. */
static int take_line(struct audit *a, const char *text, const char *path, unsigned line)
{
	uint64_t before = a->added;
	char *copy = strdup(text);
	int rc;

	if (!copy)
		diag_oom(strlen(text));
	rc = read_line(a, copy, path, line);
	free(copy);
	if (!rc && a->needed && a->added != before)
		fprintf(a->needed, "%s\n", text);
	return rc;
}

int audit_import(sqlite3 *db, const char *path, FILE *out, FILE *needed, struct diag *d)
{
	struct audit a = {.db = db, .out = out, .needed = needed, .d = d};
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t cap = 0;
	unsigned line = 0;
	ssize_t n;
	int rc;

	if (!in)
		return diag_set(d, CM_EIO, path, "cannot open it: %s", strerror(errno));
	rc = audit_open(&a);
	while (!rc && (n = getline(&text, &cap, in)) >= 0) {
		line++;
		while (n && strchr("\r\n", text[n - 1]))
			text[--n] = 0;
		if (*text && *text != '#')
			rc = take_line(&a, text, path, line);
	}
	if (!rc && ferror(in))
		rc = diag_set(d, CM_EIO, path, "cannot read it: %s", strerror(errno));
	if (!rc)
		fprintf(out,
			"%" PRIu64 " accesses added, %" PRIu64 " known to the store, %" PRIu64
			" not placed\n",
			a.added, a.known, a.lost);
	free(text);
	fclose(in);
	audit_close(&a);
	return rc;
}
