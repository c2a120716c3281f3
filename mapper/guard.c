/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/guard.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define META "map.unguarded"

bool guard_section_is_free(const char *section)
{
	static const char *const wishes[] = {
	    "",
	    ".data",
	    ".bss",
	    ".data..read_mostly",
	    ".data..cacheline_aligned",
	    ".data..shared_aligned",
	};

	for (size_t i = 0; i < sizeof(wishes) / sizeof(*wishes); i++)
		if (!strcmp(section, wishes[i]))
			return true;
	return false;
}

/* ---- rules ---------------------------------------------------------------------------------- */

void guard_rules_init(struct guard_rules *r)
{
	memset(r, 0, sizeof(*r));
}

void guard_rules_release(struct guard_rules *r)
{
	vec_each (&r->v, i) {
		free(r->v.v[i].pattern);
		free(r->v.v[i].reason);
	}
	vec_free(&r->v);
}

static int add_line(struct guard_rules *r, const char *text, const char *path, unsigned line,
		    struct diag *d)
{
	const char *tab = strchr(text, '\t'), *reason = tab ? tab + strspn(tab, "\t ") : "";
	struct guard_rule rule;

	if (!tab || tab == text || !*reason)
		return diag_set_line(d, CM_EFORMAT, path, line,
				     "no reason; a line is \"pattern<TAB>reason\"");
	rule.pattern = strndup(text, (size_t)(tab - text));
	rule.reason = strdup(reason);
	if (!rule.pattern || !rule.reason)
		diag_oom(strlen(text));
	vec_push(&r->v, rule);
	return 0;
}

static int read_lines(struct guard_rules *r, FILE *in, const char *path, struct diag *d)
{
	char *text = NULL;
	size_t cap = 0;
	unsigned line = 0;
	ssize_t n;
	int rc = 0;

	while (!rc && (n = getline(&text, &cap, in)) >= 0) {
		line++;
		while (n && strchr("\r\n\t ", text[n - 1]))
			text[--n] = 0;
		if (*text && *text != '#')
			rc = add_line(r, text, path, line, d);
	}
	if (!rc && ferror(in))
		rc = diag_set(d, CM_EIO, path, "cannot read it: %s", strerror(errno));
	free(text);
	return rc;
}

int guard_rules_read(struct guard_rules *r, const char *path, struct diag *d)
{
	FILE *in = fopen(path, "re");
	int rc;

	if (!in)
		return diag_set(d, CM_EIO, path, "cannot open it: %s", strerror(errno));
	rc = read_lines(r, in, path, d);
	fclose(in);
	return rc;
}

char *guard_rules_text(const struct guard_rules *r)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		diag_oom(0);
	vec_each (&r->v, i)
		fprintf(out, "%s\t%s\n", r->v.v[i].pattern, r->v.v[i].reason);
	if (fclose(out))
		diag_oom(n);
	return text;
}

int guard_rules_restore(struct guard_rules *r, sqlite3 *db, struct diag *d)
{
	char *text = store_text(db, "SELECT value FROM meta_row WHERE name = '" META "'");
	FILE *in = text && *text ? fmemopen(text, strlen(text), "r") : NULL;
	int rc = 0;

	if (text && *text && !in)
		diag_oom(strlen(text));
	if (in) {
		rc = read_lines(r, in, META, d);
		fclose(in);
	}
	free(text);
	return rc;
}

/* ---- objects -------------------------------------------------------------------------------- */

static bool begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

static bool ends(const char *s, const char *with)
{
	size_t n = strlen(s), m = strlen(with);

	return n >= m && !strcmp(s + n - m, with);
}

/* Memory is put under a key where it is allocated, by the type that the allocation itself has. One
 * without may be a wrapper's, which serves many. */
static const char *why_not_memory(const char *name, const char *region)
{
	if (begins(name, "alloc@"))
		return "memory without a type of its own";
	if (begins(name, "pages@"))
		return "whole pages, which are not the slab allocator's";
	if (begins(name, "kmem_cache:") || begins(name, "kmem_cache@"))
		return "the slab allocator's own";
	if (ends(region, "/never-written"))
		return "memory that nobody is known to write";
	return NULL;
}

static const char *why_not_variable(const char *section)
{
	if (guard_section_is_free(section))
		return NULL;
	if (!strcmp(section, ".data..ro_after_init") || begins(section, ".rodata"))
		return "read-only after boot";
	if (begins(section, ".init.") || begins(section, ".meminit.") ||
	    begins(section, ".discard."))
		return "gone after boot";
	return "in a section where something looks for it";
}

static const char *why_not(const struct guard_rules *r, const char *kind, const char *name,
			   const char *section, const char *region)
{
	vec_each (&r->v, i)
		if (!fnmatch(r->v.v[i].pattern, name, 0))
			return r->v.v[i].reason;
	if (!strcmp(kind, "percpu"))
		return "per-CPU, without pages of its own";
	if (!strcmp(kind, "global"))
		return why_not_variable(section);
	if (!strcmp(kind, "cache") &&
	    (!strcmp(name, "kmem_cache") || !strcmp(name, "kmem_cache_node")))
		return "the slab allocator's own";
	return strcmp(kind, "alloc") ? NULL : why_not_memory(name, region);
}

static int run(sqlite3 *db, const char *sql, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, sql);
	int rc = store_step(db, st, d);

	sqlite3_finalize(st);
	return rc;
}

static const char *text(sqlite3_stmt *st, int column)
{
	const char *s = (const char *)sqlite3_column_text(st, column);

	return s ? s : "";
}

static int mark_objects(sqlite3 *db, const struct guard_rules *r, struct diag *d)
{
	sqlite3_stmt *from =
	    store_prepare(db, "SELECT o.id, o.kind, o.name, o.section, g.name FROM object o"
			      " LEFT JOIN region g ON g.id = o.region WHERE o.region IS NOT NULL"
			      " ORDER BY o.id");
	sqlite3_stmt *to = store_prepare(db, "INSERT INTO temp.guard VALUES (?1, ?2)");
	int rc;

	while ((rc = store_step(db, from, d)) == 1) {
		const char *why =
		    why_not(r, text(from, 1), text(from, 2), text(from, 3), text(from, 4));

		sqlite3_bind_int64(to, 1, sqlite3_column_int64(from, 0));
		sqlite3_bind_text(to, 2, why, -1, SQLITE_TRANSIENT);
		rc = store_step(db, to, d);
		sqlite3_reset(to);
		if (rc)
			break;
	}
	sqlite3_finalize(from);
	sqlite3_finalize(to);
	return rc;
}

int guard_mark(sqlite3 *db, const struct guard_rules *r, struct diag *d)
{
	static const char *const before[] = {
	    "DROP TABLE IF EXISTS temp.guard",
	    "DROP TABLE IF EXISTS temp.guard_write",
	    "CREATE TEMP TABLE guard (object INTEGER PRIMARY KEY, why TEXT)",
	    ("CREATE TEMP TABLE guard_write (function INTEGER, region INTEGER,"
	     " PRIMARY KEY (function, region)) WITHOUT ROWID"),
	};
	static const char after[] =
	    "INSERT INTO temp.guard_write SELECT DISTINCT a.writer, p.region FROM"
	    " (SELECT DISTINCT coalesce(caller, function) AS writer, pset FROM site"
	    "  WHERE right = 'w') a JOIN"
	    " (SELECT DISTINCT t.id AS id, o.region AS region FROM pset t"
	    "  JOIN temp.guard g ON g.object = t.object JOIN object o ON o.id = t.object"
	    "  WHERE g.why IS NULL) p ON p.id = a.pset";
	int rc = 0;

	for (size_t i = 0; i < sizeof(before) / sizeof(*before) && !rc; i++)
		rc = run(db, before[i], d);
	if (!rc)
		rc = mark_objects(db, r, d);
	return rc ? rc : run(db, after, d);
}

int guard_count(struct guard_counts *c, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, "SELECT why, count(*) FROM temp.guard"
					     " WHERE why IS NOT NULL GROUP BY why"
					     " ORDER BY count(*) DESC, why");
	int rc;

	while ((rc = store_step(db, st, d)) == 1) {
		struct guard_count n = {
		    .why = strdup(text(st, 0)),
		    .objects = (uint64_t)sqlite3_column_int64(st, 1),
		};

		if (!n.why)
			diag_oom(0);
		vec_push(&c->v, n);
	}
	sqlite3_finalize(st);
	return rc;
}

int guard_list(FILE *out, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(
	    db,
	    "SELECT o.name, o.kind, r.name, CASE WHEN g.why IS NULL THEN r.key END, g.why"
	    " FROM temp.guard g JOIN object o ON o.id = g.object JOIN region r ON r.id = o.region"
	    " ORDER BY o.name");
	int rc;

	while ((rc = store_step(db, st, d)) == 1)
		fprintf(out, "%s\t%s\t%s\t%s\t%s\n", text(st, 0), text(st, 1), text(st, 2),
			text(st, 3), text(st, 4));
	sqlite3_finalize(st);
	return rc;
}

void guard_counts_release(struct guard_counts *c)
{
	vec_each (&c->v, i)
		free(c->v.v[i].why);
	vec_free(&c->v);
}
