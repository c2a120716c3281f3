/* SPDX-License-Identifier: Apache-2.0 */
#include "views/census.h"

#include <string.h>

static const char *text(struct census *c, sqlite3_stmt *st, int col)
{
	const char *s = (const char *)sqlite3_column_text(st, col);

	return s ? arena_strdup(&c->mem, s) : "";
}

/* Rows come in the order of their ids: row's is the one after the last, and one of the n counted.
 */
static int dense(sqlite3 *db, const char *table, uint32_t id, uint32_t n, int64_t row,
		 struct diag *d)
{
	if (row == (int64_t)id + 1 && id < n)
		return 0;
	return diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
			"table %s: id %lld where %u was due; make the store again", table,
			(long long)row, id + 1);
}

static uint32_t rows(sqlite3 *db, const char *sql)
{
	return (uint32_t)store_int(db, sql, 0);
}

static int in_range(sqlite3 *db, const char *what, int64_t id, uint32_t n, struct diag *d)
{
	if (id >= 1 && id <= (int64_t)n)
		return 0;
	return diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
			"%s: id %lld is not in 1..%u; make the store again", what, (long long)id,
			n);
}

static int read_subsystems(struct census *c, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, "SELECT id, name FROM subsystem ORDER BY id");
	uint32_t n = 0;
	int err;

	c->nsubsystems = rows(db, "SELECT count(*) FROM subsystem");
	c->subsystem = arena_array(&c->mem, const char *, c->nsubsystems + 1);
	while ((err = store_step(db, st, d)) > 0) {
		err = dense(db, "subsystem", n, c->nsubsystems, sqlite3_column_int64(st, 0), d);
		if (err)
			break;
		c->subsystem[++n] = text(c, st, 1);
	}
	sqlite3_finalize(st);
	return err;
}

static int read_functions(struct census *c, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(
	    db, "SELECT f.id, f.name, p.path, f.line, f.subsystem, f.defined, f.helper, f.init,"
		" f.address_taken FROM function f LEFT JOIN file p ON p.id = f.file"
		" ORDER BY f.id");
	uint32_t n = 0;
	int err;

	c->nfunctions = rows(db, "SELECT count(*) FROM function");
	c->function = arena_array(&c->mem, struct census_function, c->nfunctions + 1);
	while ((err = store_step(db, st, d)) > 0) {
		struct census_function *f = &c->function[n + 1];

		err = dense(db, "function", n++, c->nfunctions, sqlite3_column_int64(st, 0), d);
		if (!err)
			err = in_range(db, "function.subsystem", sqlite3_column_int64(st, 4),
				       c->nsubsystems, d);
		if (err)
			break;
		f->name = text(c, st, 1);
		f->file = text(c, st, 2);
		f->line = (uint32_t)sqlite3_column_int64(st, 3);
		f->subsystem = (uint32_t)sqlite3_column_int64(st, 4);
		f->defined = sqlite3_column_int(st, 5);
		f->helper = sqlite3_column_int(st, 6);
		f->init = sqlite3_column_int(st, 7);
		f->address_taken = sqlite3_column_int(st, 8);
	}
	sqlite3_finalize(st);
	return err;
}

static int read_key(struct census *c, sqlite3 *db, sqlite3_stmt *st, int col, uint32_t id,
		    struct diag *d)
{
	struct census_region *r = &c->region[id];
	bool set = sqlite3_column_type(st, col) != SQLITE_NULL;

	r->key = set ? sqlite3_column_int(st, col) : CENSUS_NOT_SET;
	if (id == 1)
		c->keyed = set;
	if (set == c->keyed && (!set || (r->key >= 0 && r->key <= CENSUS_KEYS)))
		return 0;
	return diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
			"region %s has key %d, and a key is 0..%d for all regions or set for none;"
			" run capmap-map again",
			r->name, r->key, CENSUS_KEYS);
}

static int read_regions(struct census *c, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(
	    db, "SELECT id, name, subsystem, merge_cost, key FROM region ORDER BY id");
	uint32_t n = 0;
	int err;

	c->nregions = rows(db, "SELECT count(*) FROM region");
	c->region = arena_array(&c->mem, struct census_region, c->nregions + 1);
	while ((err = store_step(db, st, d)) > 0) {
		struct census_region *r = &c->region[n + 1];

		err = dense(db, "region", n++, c->nregions, sqlite3_column_int64(st, 0), d);
		if (!err)
			err = in_range(db, "region.subsystem", sqlite3_column_int64(st, 2),
				       c->nsubsystems, d);
		if (err)
			break;
		r->name = text(c, st, 1);
		r->subsystem = (uint32_t)sqlite3_column_int64(st, 2);
		r->merge_cost = (uint64_t)sqlite3_column_int64(st, 3);
		err = read_key(c, db, st, 4, n, d);
		if (err)
			break;
	}
	sqlite3_finalize(st);
	return err;
}

static int read_objects(struct census *c, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, "SELECT id, name, kind, type, size, subsystem, region"
					     " FROM object ORDER BY id");
	uint32_t n = 0;
	int err;

	c->nobjects = rows(db, "SELECT count(*) FROM object");
	c->object = arena_array(&c->mem, struct census_object, c->nobjects + 1);
	while ((err = store_step(db, st, d)) > 0) {
		struct census_object *o = &c->object[n + 1];

		err = dense(db, "object", n++, c->nobjects, sqlite3_column_int64(st, 0), d);
		if (!err)
			err = in_range(db, "object.subsystem", sqlite3_column_int64(st, 5),
				       c->nsubsystems, d);
		if (!err && sqlite3_column_type(st, 6) != SQLITE_NULL)
			err = in_range(db, "object.region", sqlite3_column_int64(st, 6),
				       c->nregions, d);
		if (err)
			break;
		o->name = text(c, st, 1);
		o->kind = text(c, st, 2);
		o->type = text(c, st, 3);
		o->size = (uint64_t)sqlite3_column_int64(st, 4);
		o->subsystem = (uint32_t)sqlite3_column_int64(st, 5);
		o->region = (uint32_t)sqlite3_column_int64(st, 6);
		if (o->region)
			c->region[o->region].nobjects++;
	}
	sqlite3_finalize(st);
	return err;
}

static int read_pairs(struct census *c, sqlite3 *db, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, "SELECT function, region FROM func_region"
					     " WHERE right = 'w' ORDER BY function, region");
	uint32_t cap = rows(db, "SELECT count(*) FROM func_region");
	uint32_t f = 0;
	int err;

	c->words = bits_words(c->nfunctions + 1);
	c->writers = arena_array(&c->mem, uint64_t, (c->nregions + 1) * c->words);
	c->first = arena_array(&c->mem, uint32_t, c->nfunctions + 2);
	c->may_write = arena_array(&c->mem, uint32_t, cap);
	while ((err = store_step(db, st, d)) > 0) {
		int64_t function = sqlite3_column_int64(st, 0),
			region = sqlite3_column_int64(st, 1);

		err = in_range(db, "func_region.function", function, c->nfunctions, d);
		if (!err)
			err = in_range(db, "func_region.region", region, c->nregions, d);
		if (!err && c->npairs == cap)
			err = diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
				       "table func_region disagrees with its index; make the store"
				       " again");
		if (err)
			break;
		while (f < function)
			c->first[++f] = c->npairs;
		c->may_write[c->npairs++] = (uint32_t)region;
		c->region[region].nwriters++;
		bits_set(census_writers(c, (uint32_t)region), (size_t)function);
	}
	while (f <= c->nfunctions)
		c->first[++f] = c->npairs;
	sqlite3_finalize(st);
	return err;
}

int census_read(struct census *c, sqlite3 *db, struct diag *d)
{
	static int (*const step[])(struct census *, sqlite3 *, struct diag *) = {
	    read_subsystems, read_functions, read_regions, read_objects, read_pairs,
	};
	int err = 0;

	memset(c, 0, sizeof(*c));
	arena_init(&c->mem);
	for (size_t i = 0; i < sizeof(step) / sizeof(step[0]) && !err; i++)
		err = step[i](c, db, d);
	if (err)
		census_release(c);
	return err;
}

void census_release(struct census *c)
{
	arena_release(&c->mem);
}
