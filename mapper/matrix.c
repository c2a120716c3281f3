/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/matrix.h"
#include "base/hash.h"
#include "mapper/edges.h"

#include <string.h>

static const char *text(struct matrix *m, sqlite3_stmt *st, int column)
{
	const unsigned char *s = sqlite3_column_text(st, column);

	return arena_strdup(&m->arena, s ? (const char *)s : "");
}

static int load_regions(struct matrix *m, struct map *index, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(
	    db, "SELECT r.id, r.name, s.name, count(*) FROM region r"
		" JOIN object o ON o.region = r.id JOIN subsystem s ON s.id = r.subsystem"
		" JOIN temp.guard g ON g.object = o.id WHERE g.why IS NULL"
		" GROUP BY r.id ORDER BY r.name");
	int rc;

	while ((rc = store_step(db, st, d)) == 1) {
		struct matrix_region r = {
		    .id = sqlite3_column_int64(st, 0),
		    .name = text(m, st, 1),
		    .subsystem = text(m, st, 2),
		    .objects = (uint32_t)sqlite3_column_int64(st, 3),
		};

		if (m->regions.n == EDGES_MAX_VERTICES) {
			rc = diag_set(d, CM_ELIMIT, sqlite3_db_filename(db, "main"),
				      "more than %u regions; analyse with fewer per subsystem",
				      EDGES_MAX_VERTICES);
			break;
		}
		vec_push(&m->regions, r);
		*map_at(index, (uint64_t)r.id) = m->regions.n;
	}
	sqlite3_finalize(st);
	return rc;
}

static int load_functions(struct matrix *m, struct map *index, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st =
	    store_prepare(db, "SELECT id, name FROM function WHERE id IN"
			      " (SELECT function FROM temp.guard_write) ORDER BY name");
	int rc;

	while ((rc = store_step(db, st, d)) == 1) {
		struct matrix_function f = {
		    .id = sqlite3_column_int64(st, 0),
		    .name = text(m, st, 1),
		};

		vec_push(&m->functions, f);
		*map_at(index, (uint64_t)f.id) = m->functions.n;
	}
	sqlite3_finalize(st);
	return rc;
}

static int by_function(const void *pa, const void *pb)
{
	const struct matrix_write *a = pa, *b = pb;

	if (a->function != b->function)
		return a->function < b->function ? -1 : 1;
	return a->region < b->region ? -1 : a->region > b->region;
}

static int load_writes(struct matrix *m, const struct map *function, const struct map *region,
		       sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, "SELECT function, region FROM temp.guard_write");
	int rc;

	while ((rc = store_step(db, st, d)) == 1) {
		uint32_t f = map_get(function, (uint64_t)sqlite3_column_int64(st, 0));
		uint32_t r = map_get(region, (uint64_t)sqlite3_column_int64(st, 1));
		struct matrix_write w = {f - 1, r - 1};

		if (!f) {
			rc = diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
				      "a capability names function %lld, which the store does not "
				      "have: run capmap-analyze again",
				      (long long)sqlite3_column_int64(st, 0));
			break;
		}
		BUG_ON(!r);
		vec_push(&m->writes, w);
		m->regions.v[r - 1].writers++;
	}
	sqlite3_finalize(st);
	if (m->writes.n)
		qsort(m->writes.v, m->writes.n, sizeof(*m->writes.v), by_function);
	return rc;
}

int matrix_load(struct matrix *m, sqlite3 *db, const struct guard_rules *rules, struct diag *d)
{
	struct map region, function;
	int rc = guard_mark(db, rules, d);

	memset(m, 0, sizeof(*m));
	arena_init(&m->arena);
	map_init(&region);
	map_init(&function);
	if (!rc)
		rc = load_regions(m, &region, db, d);
	if (!rc)
		rc = load_functions(m, &function, db, d);
	if (!rc)
		rc = load_writes(m, &function, &region, db, d);
	m->defined = (uint64_t)store_int(db, "SELECT count(*) FROM function WHERE defined", 0);
	map_release(&region);
	map_release(&function);
	if (rc)
		matrix_release(m);
	return rc;
}

void matrix_release(struct matrix *m)
{
	arena_release(&m->arena);
	vec_free(&m->regions);
	vec_free(&m->functions);
	vec_free(&m->writes);
}
