/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/audit_int.h"

#include <string.h>

uint64_t audit_hash(const char *s)
{
	return hash_bytes(s, strlen(s), 0);
}

static int load_functions(struct audit *a)
{
	sqlite3_stmt *st =
	    store_prepare(a->db, "SELECT id, name, defined, helper FROM function ORDER BY id");
	int rc;

	while ((rc = store_step(a->db, st, a->d)) == 1) {
		const char *name = arena_strdup(&a->mem, (const char *)sqlite3_column_text(st, 1));
		const char *colon = strrchr(name, ':');
		uint32_t *at = map_at(&a->by_name, audit_hash(colon ? colon + 1 : name));
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
		*map_at(&a->by_file, audit_hash((const char *)sqlite3_column_text(st, 1))) =
		    (uint32_t)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return rc;
}

/* A set of more objects is no answer to what a function was handed. */
#define WIDEST "16"

/* The store has NULL where the compiler made one instruction of several lines'. */
#define LINE "coalesce(line, 0) = ?3"
/* Calls in a row that a function ends with, and that leave nothing on the stack. */
#define JUMPS "3"

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
	/* What has no line may be in a header that was included there. */
	a->has_call = store_prepare(a->db, "SELECT 1 FROM call WHERE caller = ?1 AND +callee = ?4"
					   " AND ((file = ?2 AND line = ?3) OR ?3 = 0) LIMIT 1");
	a->has_jump = store_prepare(
	    a->db,
	    "WITH RECURSIVE reached(id, depth) AS (SELECT callee, 1 FROM call"
	    " WHERE caller = ?1 AND file = ?2 AND " LINE " AND kind = 'direct'"
	    " UNION SELECT c.callee, r.depth + 1 FROM reached r JOIN call c ON c.caller = r.id"
	    " WHERE c.kind = 'direct' AND r.depth < " JUMPS ")"
	    " SELECT r.id, c.kind = 'indirect' FROM reached r JOIN call c ON c.caller = r.id"
	    " WHERE c.callee = ?4 ORDER BY r.depth, 2, 1 LIMIT 1");
	/* A call by name on the same line is that of ?4. */
	a->is_indirect = store_prepare(
	    a->db, "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM call WHERE caller = ?1 AND file = ?2"
		   " AND " LINE " AND kind = 'direct' AND +callee = ?4) AND"
		   " (EXISTS (SELECT 1 FROM call WHERE caller = ?1 AND file = ?2 AND " LINE
		   " AND kind = 'indirect') OR EXISTS (SELECT 1 FROM unknown WHERE function = ?1"
		   " AND file = ?2 AND " LINE " AND reason = 'indirect-call'))");
	a->why = store_prepare(a->db, "SELECT reason FROM unknown WHERE function = ?1 AND file = ?2"
				      " AND " LINE " ORDER BY reason LIMIT 1");
	a->is_name = store_prepare(a->db, "SELECT 1 FROM object WHERE name = ?1");
	a->named = store_prepare(
	    a->db, "SELECT id, region FROM object WHERE region IS NOT NULL AND name = ?1");
	a->variables = store_prepare(
	    a->db, "SELECT id, region FROM object WHERE region IS NOT NULL AND kind = 'global'"
		   " AND name LIKE '%:' || ?1 ORDER BY id");
	/* What has no line may be any: known if all are. */
	a->has_object = store_prepare(
	    a->db,
	    "SELECT coalesce(max(known) FILTER (WHERE " LINE "), min(known)) FROM"
	    " (SELECT s.line, (SELECT count(*) FROM pset t WHERE t.id = s.pset AND t.object = ?5)"
	    " * (1 + (s.via = 'audit')) AS known FROM site s"
	    " WHERE s.function = ?1 AND s.file = ?2 AND (s.line = ?3 OR ?3 = 0)"
	    " AND s.caller IS ?4)");
	a->elsewhere = store_prepare(
	    a->db, "SELECT 1 FROM site s JOIN pset t ON t.id = s.pset WHERE t.object = ?2"
		   " AND s.via <> 'audit' AND ((s.function = ?1 AND s.caller IS NULL)"
		   " OR s.caller = ?1) LIMIT 1");
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
	a->alike = store_prepare(
	    a->db,
	    "SELECT s.file, s.line, f.path FROM site s JOIN file f ON f.id = s.file"
	    " WHERE s.function = ?1 AND s.caller IS ?4 AND s.right = 'w'"
	    " AND (s.file <> ?2 OR s.line <> ?3) AND s.pset IN"
	    " (SELECT o.pset FROM site o WHERE o.function = ?1 AND o.file = ?2 AND o.line = ?3"
	    " AND o.caller IS ?4 AND o.right = 'w' AND o.via <> 'audit')"
	    " UNION SELECT u.file, u.line, f.path FROM unknown u JOIN file f ON f.id = u.file"
	    " WHERE u.function = ?1 AND (u.file <> ?2 OR u.line <> ?3) AND u.reason IN"
	    " (SELECT o.reason FROM unknown o WHERE o.function = ?1 AND o.file = ?2 AND o.line = ?3"
	    " AND o.reason IN ('empty-set', 'unknown-pointer', 'inttoptr', 'opaque-copy'))"
	    " ORDER BY 3, 2");
	a->add_file = store_prepare(a->db, "INSERT INTO file SELECT max(id) + 1, ?1 FROM file");
	a->add_set = store_prepare(a->db, add_set);
	a->add_site = store_prepare(
	    a->db, "INSERT INTO site SELECT max(id) + 1, ?1, 'w', 'audit', ?2, ?3, ?4,"
		   " (SELECT max(id) FROM pset) FROM site");
	a->add_right =
	    store_prepare(a->db, "INSERT OR IGNORE INTO func_region VALUES (?1, ?2, 'w')");
}

int audit_open(struct audit *a)
{
	int rc;

	arena_init(&a->mem);
	prepare(a);
	rc = load_functions(a);
	return rc ? rc : load_files(a);
}

void audit_close(struct audit *a)
{
	sqlite3_stmt *const all[] = {
	    a->typed,	    a->handed, a->has_row,  a->has_call, a->has_jump,  a->elsewhere,
	    a->is_indirect, a->why,    a->is_name,  a->named,	 a->variables, a->has_object,
	    a->lends,	    a->alike,  a->add_file, a->add_set,	 a->add_site,  a->add_right};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		sqlite3_finalize(all[i]);
	vec_free(&a->functions);
	vec_free(&a->frames);
	map_release(&a->by_name);
	map_release(&a->by_file);
	arena_release(&a->mem);
}

int audit_ask(struct audit *a, sqlite3_stmt *st, const struct function *f, const struct frame *at)
{
	sqlite3_reset(st);
	sqlite3_bind_int64(st, 1, f->id);
	sqlite3_bind_int64(st, 2, at->file);
	sqlite3_bind_int64(st, 3, at->line);
	return store_step(a->db, st, a->d);
}

const struct function *audit_function(const struct audit *a, int64_t id)
{
	const struct function *f = a->functions.v;

	while (f->id != id)
		f++;
	return f;
}

const struct function *audit_first_named(const struct audit *a, const char *name)
{
	uint32_t i = map_get(&a->by_name, audit_hash(name));

	return i ? &a->functions.v[i - 1] : NULL;
}

const struct function *audit_next_named(const struct audit *a, const struct function *f)
{
	return f->next ? &a->functions.v[f->next - 1] : NULL;
}
