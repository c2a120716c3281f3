/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/audit.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/vec.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

/* A function of the store; next: another of the same name in the source, counted from 1. */
struct function {
	int64_t id;
	const char *name;
	bool defined, helper;
	uint32_t next;
};

/* file: id of path, 0: the store has none of that name. line 0: the compiler made one instruction
 * of several lines'. */
struct frame {
	const char *function, *path;
	int64_t file, line;
	bool called; /* the frame in front of it, which is a function's, and not inlined here */
};

struct audit {
	sqlite3 *db;
	FILE *out, *needed;
	struct diag *d;
	struct arena mem;
	VEC(struct function) functions;
	struct map by_name, by_file; /* hash of the text -> 1 + index; id */
	VEC(struct frame) frames;    /* of the line at hand */
	const char *object;	     /* likewise */
	sqlite3_stmt *has_row, *has_call, *is_indirect, *why, *is_name, *named, *variables, *handed,
	    *typed, *has_object, *lends, *add_file, *add_set, *add_site, *add_right;
	uint64_t added, known, lost;
};

static uint64_t hash_text(const char *s)
{
	return hash_bytes(s, strlen(s), 0);
}

/* ---- the store ------------------------------------------------------------------------------ */

static int load_functions(struct audit *a)
{
	sqlite3_stmt *st =
	    store_prepare(a->db, "SELECT id, name, defined, helper FROM function ORDER BY id");
	int rc;

	while ((rc = store_step(a->db, st, a->d)) == 1) {
		const char *name = arena_strdup(&a->mem, (const char *)sqlite3_column_text(st, 1));
		const char *colon = strrchr(name, ':');
		uint32_t *at = map_at(&a->by_name, hash_text(colon ? colon + 1 : name));
		struct function f = {
		    .id = sqlite3_column_int64(st, 0),
		    .name = name,
		    .defined = sqlite3_column_int(st, 2),
		    .helper = sqlite3_column_int(st, 3),
		    .next = *at,
		};

		vec_push(&a->functions, f);
		*at = a->functions.n;
	}
	sqlite3_finalize(st);
	return rc;
}

static int load_files(struct audit *a)
{
	sqlite3_stmt *st = store_prepare(a->db, "SELECT id, path FROM file");
	int rc;

	while ((rc = store_step(a->db, st, a->d)) == 1)
		*map_at(&a->by_file, hash_text((const char *)sqlite3_column_text(st, 1))) =
		    (uint32_t)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return rc;
}

/* A set of more objects is no answer to what a function was handed. */
#define WIDEST "16"

static const char add_set[] = "INSERT INTO pset SELECT coalesce(max(id), 0) + 1, ?1 FROM pset";

static void prepare(struct audit *a)
{
	a->has_row = store_prepare(
	    a->db, "SELECT 1 FROM site WHERE function = ?1 AND file = ?2 AND (line = ?3 OR ?3 = 0)"
		   " UNION ALL SELECT 1 FROM unknown WHERE function = ?1 AND file = ?2 AND (line = "
		   "?3 OR ?3 = 0)"
		   " UNION ALL SELECT 1 FROM call WHERE caller = ?1 AND file = ?2 AND (line = ?3 "
		   "OR ?3 = 0)"
		   " LIMIT 1");
	a->has_call = store_prepare(
	    a->db, "SELECT 1 FROM call WHERE caller = ?1 AND +callee = ?4 AND file = ?2"
		   " AND (line = ?3 OR ?3 = 0) LIMIT 1");
	a->is_indirect = store_prepare(
	    a->db, "SELECT 1 FROM call WHERE caller = ?1 AND file = ?2 AND line = ?3"
		   " AND kind = 'indirect' UNION ALL SELECT 1 FROM unknown WHERE function = ?1"
		   " AND file = ?2 AND line = ?3 AND reason = 'indirect-call' LIMIT 1");
	a->why = store_prepare(a->db, "SELECT reason FROM unknown WHERE function = ?1 AND file = ?2"
				      " AND line = ?3 ORDER BY reason LIMIT 1");
	a->is_name = store_prepare(a->db, "SELECT 1 FROM object WHERE name = ?1");
	a->named = store_prepare(
	    a->db, "SELECT id, region FROM object WHERE region IS NOT NULL AND name = ?1");
	a->variables = store_prepare(
	    a->db, "SELECT id, region FROM object WHERE region IS NOT NULL AND kind = 'global'"
		   " AND name LIKE '%:' || ?1 ORDER BY id");
	a->has_object = store_prepare(
	    a->db, "SELECT max((SELECT count(*) FROM pset t WHERE t.id = s.pset AND t.object = ?5)"
		   " * (1 + (s.via = 'audit'))) FROM site s"
		   " WHERE s.function = ?1 AND s.file = ?2 AND (s.line = ?3 OR ?3 = 0)"
		   " AND s.caller IS ?4");
	a->typed = store_prepare(a->db, "SELECT id, region FROM object WHERE region IS NOT NULL"
					" AND type = ?1 ORDER BY id");
	a->handed = store_prepare(
	    a->db,
	    "SELECT DISTINCT o.id, o.region FROM call c JOIN function f ON f.id = c.callee"
	    " JOIN site s ON s.function = c.caller AND s.file = c.file AND s.line = c.line"
	    " JOIN pset t ON t.id = s.pset JOIN object o ON o.id = t.object"
	    " WHERE f.name = ?1 AND c.kind = 'direct' AND s.via IN ('copy', 'helper')"
	    " AND o.region IS NOT NULL"
	    " AND (SELECT count(*) FROM pset n WHERE n.id = s.pset) <= " WIDEST " ORDER BY o.id");
	/* ?5 is what was called there; or, second, by what was called there and is not among the
	 * frames, having passed the call on with a jump. */
	a->lends = store_prepare(
	    a->db, "SELECT 1 FROM call c JOIN function f ON f.id = +c.callee"
		   " JOIN site s ON s.function = c.caller AND s.file = c.file AND s.line = c.line"
		   " JOIN pset t ON t.id = s.pset"
		   " WHERE c.caller = ?1 AND c.file = ?2 AND c.line = ?3 AND c.kind = 'direct'"
		   " AND f.name = ?5 AND s.via IN ('copy', 'helper') AND t.object = ?4"
		   " UNION ALL SELECT 1 FROM call b JOIN call c ON c.caller = b.callee"
		   " JOIN function f ON f.id = c.callee"
		   " JOIN site s ON s.function = c.caller AND s.file = c.file AND s.line = c.line"
		   " JOIN pset t ON t.id = s.pset"
		   " WHERE b.caller = ?1 AND b.file = ?2 AND b.line = ?3 AND b.kind = 'direct'"
		   " AND c.kind = 'direct' AND f.name = ?5 AND t.object = ?4"
		   " AND (s.caller = ?1 OR s.via = 'copy') LIMIT 1");
	a->add_file = store_prepare(a->db, "INSERT INTO file SELECT max(id) + 1, ?1 FROM file");
	a->add_set = store_prepare(a->db, add_set);
	a->add_site = store_prepare(
	    a->db, "INSERT INTO site SELECT max(id) + 1, ?1, 'w', 'audit', ?2, ?3, ?4,"
		   " (SELECT max(id) FROM pset) FROM site");
	a->add_right =
	    store_prepare(a->db, "INSERT OR IGNORE INTO func_region VALUES (?1, ?2, 'w')");
}

static void release(struct audit *a)
{
	sqlite3_stmt *const all[] = {a->typed,	     a->handed,	    a->has_row,	 a->has_call,
				     a->is_indirect, a->why,	    a->is_name,	 a->named,
				     a->variables,   a->has_object, a->lends,	 a->add_file,
				     a->add_set,     a->add_site,   a->add_right};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		sqlite3_finalize(all[i]);
	vec_free(&a->functions);
	vec_free(&a->frames);
	map_release(&a->by_name);
	map_release(&a->by_file);
	arena_release(&a->mem);
}

/* The statement's row for what function f does at the place of frame at: 1 there is one. */
static int ask(struct audit *a, sqlite3_stmt *st, const struct function *f, const struct frame *at)
{
	sqlite3_reset(st);
	sqlite3_bind_int64(st, 1, f->id);
	sqlite3_bind_int64(st, 2, at->file);
	sqlite3_bind_int64(st, 3, at->line);
	return store_step(a->db, st, a->d);
}

/* ---- one access ----------------------------------------------------------------------------- */

struct access {
	const struct function *function, *caller; /* caller: NULL none */
	const struct frame *at;
	uint32_t frame; /* of function */
	int64_t object, region;
};

static const struct function *first_named(const struct audit *a, const char *name)
{
	uint32_t i = map_get(&a->by_name, hash_text(name));

	return i ? &a->functions.v[i - 1] : NULL;
}

static const struct function *next_named(const struct audit *a, const struct function *f)
{
	return f->next ? &a->functions.v[f->next - 1] : NULL;
}

static int insert(struct audit *a, const struct access *x)
{
	const struct function *owner = x->caller ? x->caller : x->function;
	int rc;

	sqlite3_reset(a->add_set);
	sqlite3_bind_int64(a->add_set, 1, x->object);
	rc = store_step(a->db, a->add_set, a->d);
	if (rc)
		return rc;
	sqlite3_reset(a->add_site);
	sqlite3_bind_int64(a->add_site, 1, x->function->id);
	sqlite3_bind_int64(a->add_site, 2, x->at->file);
	sqlite3_bind_int64(a->add_site, 3, x->at->line);
	if (x->caller)
		sqlite3_bind_int64(a->add_site, 4, x->caller->id);
	else
		sqlite3_bind_null(a->add_site, 4);
	rc = store_step(a->db, a->add_site, a->d);
	if (rc)
		return rc;
	sqlite3_reset(a->add_right);
	sqlite3_bind_int64(a->add_right, 1, owner->id);
	sqlite3_bind_int64(a->add_right, 2, x->region);
	return store_step(a->db, a->add_right, a->d);
}

/* known: 0 the store has no write there, 1 of other objects, 2 of this one too, 3 by evidence. */
static int look_up(struct audit *a, const struct access *x, int *known)
{
	sqlite3_stmt *st = a->has_object;

	sqlite3_reset(st);
	sqlite3_bind_null(st, 4);
	if (x->caller)
		sqlite3_bind_int64(st, 4, x->caller->id);
	sqlite3_bind_int64(st, 5, x->object);
	int rc = ask(a, st, x->function, x->at);

	if (rc < 0)
		return rc;
	*known = sqlite3_column_type(st, 0) == SQLITE_NULL ? 0 : 1 + sqlite3_column_int(st, 0);
	return 0;
}

static const struct function *find_there(struct audit *a, uint32_t i, const struct frame *at,
					 uint32_t *at_i, int *rc);

/* Whether a function that called, for which the store has the write: the extractor takes some calls
 * for a write (models.def). *lender: that function. */
static int is_lent(struct audit *a, const struct access *x, const struct function **lender)
{
	uint32_t at_i;
	int rc = 0;

	for (uint32_t i = x->frame + 1; i < a->frames.n && !rc; i++) {
		const struct frame *at = &a->frames.v[i];
		const struct function *f =
		    at->called && at->line ? find_there(a, i, at, &at_i, &rc) : NULL;

		if (!f)
			continue;
		*lender = f;
		sqlite3_reset(a->lends);
		sqlite3_bind_int64(a->lends, 4, x->object);
		sqlite3_bind_text(a->lends, 5, a->frames.v[i - 1].function, -1, SQLITE_STATIC);
		rc = ask(a, a->lends, f, at);
	}
	return rc;
}

static int admit(struct audit *a, const struct access *x)
{
	const struct function *lender = x->caller;
	const char *why = "no-write";
	int known = 0, rc = look_up(a, x, &known);

	if (!rc && known < 2) {
		rc = is_lent(a, x, &lender);
		known = rc > 0 ? 2 : known;
	}
	if (rc < 0)
		return rc;
	if (known != 2)
		lender = x->caller;
	rc = ask(a, a->why, x->function, x->at);
	if (rc < 0)
		return rc;
	if (rc)
		why = (const char *)sqlite3_column_text(a->why, 0);
	if (known == 3)
		return 0;
	if (known)
		why = known == 2 ? "known" : "other-objects";
	fprintf(a->out, "%s%s%s %s:%" PRId64 " %s: %s\n", x->function->name, lender ? " for " : "",
		lender ? lender->name : "", x->at->path, x->at->line, a->object, why);
	a->known += known == 2;
	a->added += known != 2;
	return known == 2 ? 0 : insert(a, x);
}

/* ---- one line ------------------------------------------------------------------------------- */

/* The source file of the module that the code of frame i is in: the first that is no header. */
static const char *unit_of(const struct audit *a, uint32_t i)
{
	for (; i < a->frames.n; i++) {
		const char *path = a->frames.v[i].path;
		size_t n = strlen(path);

		if (n > 2 && !strcmp(path + n - 2, ".c"))
			return path;
	}
	return "";
}

/* Static functions of one name are told apart by their module: "path/of/unit.c:name". */
static bool is_of_unit(const struct function *f, const char *unit)
{
	size_t n = strlen(unit);

	return n && !strncmp(f->name, unit, n) && f->name[n] == ':';
}

/* Whether f, of frame i, was a function of its own here when the store was made: nothing is inlined
 * after, or a function that it was inlined into calls it at this place. 1 it was. */
static int was_function(struct audit *a, uint32_t i, const struct function *f)
{
	int rc = i + 1 == a->frames.n || a->frames.v[i + 1].called;
	const struct function *c;

	for (uint32_t k = i + 1; k < a->frames.n && !a->frames.v[k].called && !rc; k++) {
		sqlite3_reset(a->has_call);
		sqlite3_bind_int64(a->has_call, 4, f->id);
		for (c = first_named(a, a->frames.v[k].function); c && !rc; c = next_named(a, c))
			rc = ask(a, a->has_call, c, &a->frames.v[i + 1]);
	}
	return rc;
}

/* The function of frame i that has a row at the place of frame at, anyone when at is NULL; NULL:
 * none. */
static const struct function *with_row(struct audit *a, uint32_t i, const struct frame *at, int *rc)
{
	const struct function *found = NULL;

	for (const struct function *f = first_named(a, a->frames.v[i].function); f && *rc >= 0;
	     f = next_named(a, f)) {
		if (!f->defined || (found && !is_of_unit(f, unit_of(a, i))))
			continue;
		*rc = was_function(a, i, f);
		if (*rc == 1 && at)
			*rc = ask(a, a->has_row, f, at);
		if (*rc == 1)
			found = f;
	}
	*rc = *rc < 0 ? *rc : 0;
	return found;
}

/* Among the functions from frame i on, until one is really called, the one that has a row at the
 * place of frame at. *at_i: its frame. NULL: none. */
static const struct function *find_there(struct audit *a, uint32_t i, const struct frame *at,
					 uint32_t *at_i, int *rc)
{
	for (; i < a->frames.n && *rc >= 0; i++) {
		const struct function *f = with_row(a, i, at, rc);

		if (f) {
			*at_i = i;
			return f;
		}
		if (i + 1 < a->frames.n && a->frames.v[i + 1].called)
			break;
	}
	return NULL;
}

/* The function on whose rights the helper of frame i wrote: the nearest caller that is no helper,
 * or the last that is one and was itself called by a pointer or from out of the store. NULL: the
 * helper is that one. */
static const struct function *find_caller(struct audit *a, uint32_t i, int *rc)
{
	const struct function *last = NULL;

	while (i + 1 < a->frames.n) {
		const struct frame *at = &a->frames.v[i + 1];
		const struct function *c = find_there(a, i + 1, at, &i, rc);

		if (!c)
			break;
		*rc = ask(a, a->is_indirect, c, at);
		if (*rc)
			break;
		last = c;
		if (!c->helper)
			break;
	}
	*rc = *rc < 0 ? *rc : 0;
	return last;
}

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
		rc = admit(a, x);
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
	*map_at(&a->by_file, hash_text(at->path)) = (uint32_t)at->file;
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
	f = find_there(a, i, at, &at_i, &rc);
	/* Nothing of a function that nobody is known to call, or that is only known to write its
	 * caller's stack, is in the store but itself. */
	if (!f && !rc)
		f = find_there(a, i, NULL, &at_i, &rc);
	if (rc)
		return rc;
	if (!f) {
		fprintf(a->out, "%s %s %s: not in the store\n", at->function, at->path, a->object);
		a->lost++;
		return 0;
	}
	struct access x = {.function = f, .at = at, .frame = at_i};

	if (f->helper)
		x.caller = find_caller(a, at_i, &rc);
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
	f.file = map_get(&a->by_file, hash_text(f.path));
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
	arena_init(&a.mem);
	prepare(&a);
	rc = load_functions(&a);
	if (!rc)
		rc = load_files(&a);
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
	release(&a);
	return rc;
}
