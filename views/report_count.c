/* SPDX-License-Identifier: Apache-2.0 */
/* The plain counts: what the store holds before any key or region enters. */
#include "base/vec.h"
#include "views/report.h"

static void count_functions(struct report *r)
{
	for (uint32_t f = 1; f <= r->c.nfunctions; f++) {
		const struct census_function *fn = &r->c.function[f];

		r->defined += fn->defined;
		r->declared += !fn->defined;
		r->helpers += fn->helper;
		r->init += fn->init;
		r->address_taken += fn->address_taken;
		r->writers += r->c.first[f + 1] > r->c.first[f];
	}
	for (uint32_t o = 1; o <= r->c.nobjects; o++)
		r->objects_regioned += r->c.object[o].region != 0;
	for (uint32_t g = 1; g <= r->c.nregions; g++) {
		r->regions += r->c.region[g].nobjects != 0;
		r->regions_written += r->c.region[g].nwriters != 0;
	}
}

/* sql gives (name, count, functions), one row a name. */
static int tally(struct report *r, sqlite3 *db, const char *sql, struct report_tally **out,
		 uint32_t *n, struct diag *d)
{
	VEC(struct report_tally) rows = {0};
	sqlite3_stmt *st = store_prepare(db, sql);
	int err;

	while ((err = store_step(db, st, d)) > 0) {
		const char *name = (const char *)sqlite3_column_text(st, 0);
		struct report_tally t = {
		    .name = arena_strdup(&r->c.mem, name ? name : ""),
		    .count = (uint64_t)sqlite3_column_int64(st, 1),
		    .functions = (uint64_t)sqlite3_column_int64(st, 2),
		};

		vec_push(&rows, t);
	}
	sqlite3_finalize(st);
	*n = rows.n;
	*out = arena_memdup(&r->c.mem, rows.v, rows.n * sizeof(*rows.v));
	vec_free(&rows);
	return err;
}

static int read_meta(struct report *r, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, "SELECT value FROM meta ORDER BY name");
	int err = tally(r, db, "SELECT name, 0, 0 FROM meta ORDER BY name", &r->meta, &r->nmeta, d);

	r->meta_value = arena_array(&r->c.mem, const char *, r->nmeta);
	for (uint32_t i = 0; !err && i < r->nmeta; i++) {
		err = store_step(db, st, d);
		if (err <= 0)
			break;
		r->meta_value[i] =
		    arena_strdup(&r->c.mem, (const char *)sqlite3_column_text(st, 0));
		err = 0;
	}
	sqlite3_finalize(st);
	return err;
}

typedef VEC(uint64_t) size_vec;

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* sizes: pairs of (size, how many sets have it). */
static void spread_of(struct report_spread *s, size_vec *sizes)
{
	uint64_t below = 0;

	for (uint32_t i = 0; i < sizes->n; i += 2) {
		s->count += sizes->v[i + 1];
		s->sum += sizes->v[i] * sizes->v[i + 1];
	}
	if (!s->count)
		return;
	qsort(sizes->v, sizes->n / 2, 2 * sizeof(*sizes->v), by_size);
	s->max = sizes->v[sizes->n - 2];
	for (uint32_t i = 0; i < sizes->n; i += 2) {
		uint64_t low = (s->count - 1) / 2, high = s->count / 2;
		uint64_t end = below + sizes->v[i + 1];

		if (low >= below && low < end)
			s->median2 += sizes->v[i];
		if (high >= below && high < end)
			s->median2 += sizes->v[i];
		below = end;
	}
}

static int count_call_targets(struct report *r, sqlite3 *db, struct diag *d)
{
	size_vec sizes = {0};
	sqlite3_stmt *st = store_prepare(
	    db, "SELECT n, count(*) FROM (SELECT count(*) AS n FROM call"
		" WHERE kind = 'indirect' GROUP BY caller, file, line) GROUP BY n ORDER BY n");
	int err;

	while ((err = store_step(db, st, d)) > 0) {
		vec_push(&sizes, (uint64_t)sqlite3_column_int64(st, 0));
		vec_push(&sizes, (uint64_t)sqlite3_column_int64(st, 1));
	}
	sqlite3_finalize(st);
	spread_of(&r->call_targets, &sizes);
	vec_free(&sizes);
	return err;
}

void report_write_targets(struct report *r, const struct census_objects *written)
{
	size_vec sizes = {0};

	for (uint32_t set = 1; set < written->nsets; set++) {
		if (!written->set_sites[set])
			continue;
		vec_push(&sizes, written->set_size[set]);
		vec_push(&sizes, written->set_sites[set]);
	}
	spread_of(&r->write_targets, &sizes);
	vec_free(&sizes);
}

int report_count(struct report *r, sqlite3 *db, struct diag *d)
{
	int err = read_meta(r, db, d);

	count_functions(r);
	if (!err)
		err = tally(r, db,
			    "SELECT kind, count(*), count(region) FROM object GROUP BY kind"
			    " ORDER BY kind",
			    &r->kinds, &r->nkinds, d);
	if (!err)
		err = tally(r, db,
			    "SELECT via, count(*), count(DISTINCT function) FROM site"
			    " WHERE right = 'w' GROUP BY via ORDER BY via",
			    &r->vias, &r->nvias, d);
	if (!err)
		err = tally(r, db,
			    "SELECT reason, count(*) AS n, count(DISTINCT function) FROM unknown"
			    " GROUP BY reason ORDER BY n DESC, reason",
			    &r->unknowns, &r->nunknowns, d);
	if (!err)
		err = count_call_targets(r, db, d);
	for (uint32_t i = 0; i < r->nvias; i++)
		r->sites += r->vias[i].count;
	for (uint32_t i = 0; i < r->nunknowns; i++)
		r->unknown_total += r->unknowns[i].count;
	r->calls_direct =
	    (uint64_t)store_int(db, "SELECT count(*) FROM call WHERE kind = 'direct'", 0);
	r->calls_indirect =
	    (uint64_t)store_int(db, "SELECT count(*) FROM call WHERE kind = 'indirect'", 0);
	return err;
}
