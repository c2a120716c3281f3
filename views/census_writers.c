/* SPDX-License-Identifier: Apache-2.0 */
#include "base/vec.h"
#include "views/census.h"

/* The target sets, members with a region only: member[first[p] .. first[p + 1]). */
struct target_sets {
	VEC(uint32_t) first, member;
	VEC(uint32_t) size; /* [set]: members with and without a region */
};

typedef VEC(uint64_t) pair_vec; /* function << 32 | set */

static int read_sets(const struct census *c, sqlite3 *db, struct target_sets *t, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, "SELECT id, object FROM pset ORDER BY id, object");
	int err;

	vec_push(&t->first, 0);
	vec_push(&t->size, 0);
	while ((err = store_step(db, st, d)) > 0) {
		int64_t id = sqlite3_column_int64(st, 0), object = sqlite3_column_int64(st, 1);

		if (id < 1 || id >= INT32_MAX || object < 1 || object > (int64_t)c->nobjects) {
			err = diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
				       "table pset: set %lld names object %lld of %u; make the"
				       " store again",
				       (long long)id, (long long)object, c->nobjects);
			break;
		}
		while (t->first.n <= (uint64_t)id)
			vec_push(&t->first, t->member.n);
		while (t->size.n <= (uint64_t)id)
			vec_push(&t->size, 0);
		t->size.v[id]++;
		if (c->object[object].region)
			vec_push(&t->member, (uint32_t)object);
	}
	sqlite3_finalize(st);
	vec_push(&t->first, t->member.n);
	return err;
}

static int read_sites(const struct census *c, sqlite3 *db, pair_vec *sites, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(
	    db, "SELECT coalesce(caller, function), pset FROM site WHERE right = 'w'");
	int err;

	while ((err = store_step(db, st, d)) > 0) {
		int64_t function = sqlite3_column_int64(st, 0), set = sqlite3_column_int64(st, 1);

		if (function < 1 || function > (int64_t)c->nfunctions || set < 0 ||
		    set > INT32_MAX) {
			err = diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
				       "table site: function %lld or set %lld does not exist; make"
				       " the store again",
				       (long long)function, (long long)set);
			break;
		}
		vec_push(sites, (uint64_t)function << 32 | (uint64_t)set);
	}
	sqlite3_finalize(st);
	return err;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Counts each (function, object) once however many of the function's sets hold the object. */
static void count(const struct census *c, const struct target_sets *t, const pair_vec *sites,
		  struct census_objects *out)
{
	uint32_t *seen = calloc(c->nobjects + 1, sizeof(*seen)); /* last function that wrote it */

	if (!seen)
		diag_oom((c->nobjects + 1) * sizeof(*seen));
	vec_each (sites, i) {
		uint32_t function = (uint32_t)(sites->v[i] >> 32), set = (uint32_t)sites->v[i];

		if (set + 1 >= t->first.n)
			continue;
		out->set_sites[set]++;
		if (i && sites->v[i] == sites->v[i - 1])
			continue;
		for (uint32_t k = t->first.v[set]; k < t->first.v[set + 1]; k++) {
			uint32_t object = t->member.v[k];

			if (seen[object] == function)
				continue;
			seen[object] = function;
			out->writers[object]++;
			bits_set(out->subsystems + object * out->words,
				 c->function[function].subsystem);
			out->needed[function] += c->region[c->object[object].region].key != 0;
		}
	}
	free(seen);
}

int census_read_objects(struct census *c, struct census_objects *out, sqlite3 *db, struct diag *d)
{
	struct target_sets t = {0};
	pair_vec sites = {0};
	int err = read_sets(c, db, &t, d);

	if (!err)
		err = read_sites(c, db, &sites, d);
	if (!err) {
		if (sites.n)
			qsort(sites.v, sites.n, sizeof(*sites.v), by_value);
		out->words = bits_words(c->nsubsystems + 1);
		out->writers = arena_array(&c->mem, uint32_t, c->nobjects + 1);
		out->subsystems = arena_array(&c->mem, uint64_t, (c->nobjects + 1) * out->words);
		out->needed = arena_array(&c->mem, uint32_t, c->nfunctions + 1);
		out->nsets = t.size.n;
		out->set_size = arena_memdup(&c->mem, t.size.v, t.size.n * sizeof(*t.size.v));
		out->set_sites = arena_array(&c->mem, uint32_t, t.size.n);
		count(c, &t, &sites, out);
	}
	vec_free(&t.first);
	vec_free(&t.member);
	vec_free(&t.size);
	vec_free(&sites);
	return err;
}
