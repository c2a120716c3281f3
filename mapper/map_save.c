/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/map_save.h"

#include <inttypes.h>
#include <stdlib.h>

#define STRING_(x) #x
#define STRING(x)  STRING_(x)

static int run(sqlite3 *db, const char *sql, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, sql);
	int rc = store_step(db, st, d);

	sqlite3_finalize(st);
	return rc;
}

/* Rows that stay as they are are left alone: mapping a mapped store again gives the same bytes. */
static int save_keys(sqlite3 *db, const struct matrix *m, const struct assignment *a,
		     struct diag *d)
{
	int rc = run(db,
		     "UPDATE region SET key = 0 WHERE key IS NOT 0 AND id NOT IN"
		     " (SELECT o.region FROM object o JOIN temp.guard g ON g.object = o.id"
		     "  WHERE g.why IS NULL)",
		     d);
	sqlite3_stmt *st =
	    store_prepare(db, "UPDATE region SET key = ?1 WHERE id = ?2 AND key IS NOT ?1");

	for (uint32_t r = 0; r < m->regions.n && !rc; r++) {
		sqlite3_bind_int64(st, 1, a->key[r]);
		sqlite3_bind_int64(st, 2, m->regions.v[r].id);
		rc = store_step(db, st, d);
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	return rc;
}

static int meta(sqlite3 *db, const char *name, const char *value, struct diag *d)
{
	sqlite3_stmt *st =
	    store_prepare(db, "INSERT INTO meta_row VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE"
			      " SET value = excluded.value WHERE value IS NOT excluded.value");

	sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 2, value, -1, SQLITE_STATIC);
	int rc = store_step(db, st, d);

	sqlite3_finalize(st);
	return rc;
}

static int save_meta(sqlite3 *db, const struct assignment *a, const struct assign_options *assign,
		     const struct map_options *opt, struct diag *d)
{
	char *rules = guard_rules_text(opt->rules);
	struct arena mem;

	arena_init(&mem);
	const char *requests = opt->coarse ? "--coarse" : "";

	for (size_t i = 0; i < opt->nrequests; i++)
		requests =
		    arena_printf(&mem, "%s%s%s", requests, *requests ? " " : "", opt->requests[i]);
	const struct {
		const char *name, *value;
	} row[] = {
	    {"map.cost", arena_printf(&mem, "%" PRId64, a->cost)},
	    {"map.cost_lower_bound", arena_printf(&mem, "%" PRId64, a->bound)},
	    {"map.cost_unit", assign->by == WEIGHT_OBJECTS ? "objects" : "regions"},
	    {"map.effort", arena_printf(&mem, "%" PRIu64, assign->effort)},
	    {"map.keys", arena_printf(&mem, "%u", assign->nkeys)},
	    {"map.keys_reserved", arena_printf(&mem, "%u", opt->reserved)},
	    {"map.keys_used", arena_printf(&mem, "%u", a->used)},
	    {"map.requests", requests},
	    {"map.seed", arena_printf(&mem, "%" PRIu64, assign->seed)},
	    {"map.unguarded", rules},
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]) && !rc; i++)
		rc = meta(db, row[i].name, row[i].value, d);
	arena_release(&mem);
	free(rules);
	return rc;
}

int map_save(sqlite3 *db, const struct matrix *m, const struct assignment *a,
	     const struct assign_options *assign, const struct map_options *opt, struct diag *d)
{
	int rc = run(db, "BEGIN", d);

	/* Counts as a change even if nothing else is one, as the file's change counter is in it. */
	if (!rc)
		rc = run(db, "PRAGMA user_version = " STRING(STORE_VERSION), d);
	if (!rc)
		rc = guard_mark(db, opt->rules, d);
	if (!rc)
		rc = save_keys(db, m, a, d);
	if (!rc)
		rc = save_meta(db, a, assign, opt, d);
	return rc ? rc : run(db, "COMMIT", d);
}
