/* SPDX-License-Identifier: Apache-2.0 */
/* The comparison against a dull judge: the stores' own views, set against each other in SQL. */
#include "analyzer/region.h"
#include "analyzer/store_write.h"
#include "views/diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char dir[64], path[2][128];

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/capmap-diff-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path[0], sizeof(path[0]), "%s/old.db", dir);
	snprintf(path[1], sizeof(path[1]), "%s/new.db", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path[0]);
	unlink(path[1]);
	return rmdir(dir);
}

static uint32_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

enum { FUNCS = 12, OBJECTS = 24, SITES = 30 };

static uint32_t add_pset(struct model *m, uint64_t *seed)
{
	struct model_pset p = {.first = m->pset_members.n};

	for (uint32_t o = 1; o < m->objects.n; o++)
		if (next(seed) % 6 == 0) {
			vec_push(&m->pset_members, o);
			p.n++;
		}
	vec_push(&m->psets, p);
	return m->psets.n - 1;
}

/* Some of a fixed set of names, some sites; seeds that differ little give models that do. */
static void random_model(struct model *m, uint64_t seed, uint64_t twist)
{
	static const struct region_options opt = {1, 3};
	char name[32];

	model_init(m);
	vec_push(&m->subsystems, strtab_add(&m->str, "s"));
	vec_push(&m->subsystems, strtab_add(&m->str, "t"));
	for (uint32_t i = 0; i < FUNCS; i++) {
		snprintf(name, sizeof(name), "f%02u", i);
		if (next(&twist) % 8)
			vec_push(&m->functions,
				 ((struct model_function){.name = strtab_add(&m->str, name),
							  .symbol = strtab_add(&m->str, name),
							  .subsystem = 1,
							  .defined = true}));
	}
	for (uint32_t i = 0; i < OBJECTS; i++) {
		snprintf(name, sizeof(name), "o%02u", i);
		if (next(&twist) % 8)
			vec_push(&m->objects,
				 ((struct model_object){.name = strtab_add(&m->str, name),
							.size = 8,
							.kind = i % 7 ? OBJ_GLOBAL : OBJ_STACK,
							.subsystem = 1 + i % 2}));
	}
	for (uint32_t i = 0; i < SITES; i++) {
		bool own = next(&twist) % 3 == 0;
		uint64_t *from = own ? &twist : &seed;
		uint32_t f = 1 + next(from) % (m->functions.n - 1);

		vec_push(&m->sites, ((struct model_site){.function = f,
							 .caller = next(from) % 4 ? 0 : 1,
							 .pset = add_pset(m, from),
							 .line = i + 1,
							 .via = VIA_STORE}));
		vec_push(&m->unknowns,
			 ((struct model_unknown){.function = next(from) % 3 ? f : 0,
						 .reason = strtab_add(&m->str, own ? "x" : "y")}));
	}
	region_form(m, &opt);
}

static void save(const char *to, const struct model *m, int keys)
{
	struct diag d = {0};
	struct store_edit e;
	char sql[96];

	assert_int_equal(store_edit_begin(&e, NULL, to, &d), 0);
	assert_int_equal(store_write(&e, m, &d), 0);
	if (keys) {
		snprintf(sql, sizeof(sql), "UPDATE region SET key = (id * 7) %% %d", keys);
		assert_int_equal(sqlite3_exec(e.db, sql, NULL, NULL, NULL), SQLITE_OK);
	}
	assert_int_equal(store_edit_commit(&e, &d), 0);
}

static sqlite3 *judge;

static void run(const char *sql)
{
	char *says = NULL;

	if (sqlite3_exec(judge, sql, NULL, NULL, &says))
		fail_msg("%s: %s", sql, says);
}

static int64_t count(const char *sql)
{
	return store_int(judge, sql, -1);
}

/* a and b are the stores. need: what functions write; reach: what the mapping lets them write. */
static void open_judge(bool keyed)
{
	char *sql;

	assert_int_equal(sqlite3_open(":memory:", &judge), SQLITE_OK);
	sql = sqlite3_mprintf("ATTACH %Q AS a; ATTACH %Q AS b", path[0], path[1]);
	run(sql);
	sqlite3_free(sql);
	for (int i = 0; i < 2; i++) {
		char s = "ab"[i];

		sql = sqlite3_mprintf(
		    "CREATE TEMP VIEW need_%c AS SELECT DISTINCT"
		    " coalesce(caller, function) AS function, object FROM %c.accesses"
		    " WHERE region IS NOT NULL;"
		    "CREATE TEMP TABLE reach_%c AS SELECT c.function AS function, o.object"
		    " FROM %c.capabilities c JOIN %c.objects o ON o.region = c.region"
		    " WHERE %d OR c.granted_by = 'access' UNION"
		    " SELECT f.function, o.object FROM %c.functions f, %c.objects o"
		    " JOIN %c.regions r ON r.region = o.region WHERE %d AND r.key = 0",
		    s, s, s, s, s, keyed, s, s, s, keyed);
		run(sql);
		sqlite3_free(sql);
	}
	run("CREATE TEMP TABLE gained(function, object);"
	    "CREATE TEMP TABLE lost(function, object);"
	    "CREATE TEMP TABLE mapped(function, object);"
	    "CREATE TEMP TABLE opened(function, object);"
	    "CREATE TEMP TABLE risen(function, reason, before, after);"
	    /* Only what both stores know can be reached by a change of the mapping. */
	    "CREATE TEMP VIEW want_mapped AS SELECT * FROM reach_b WHERE function IN"
	    " (SELECT function FROM a.functions) AND object IN"
	    " (SELECT object FROM a.objects WHERE region IS NOT NULL)"
	    " EXCEPT SELECT * FROM reach_a");
}

static void put_pair(const char *table, const char *function, const char *object)
{
	char *sql = sqlite3_mprintf("INSERT INTO %s VALUES(%Q, %Q)", table, function, object);

	run(sql);
	sqlite3_free(sql);
}

static void put_answer(const struct diff *d)
{
	const struct census *a = &d->after.c, *b = &d->before.c;
	char *sql;

	run("BEGIN");
	vec_each (&d->gained.pairs, i)
		put_pair("gained", a->function[d->gained.pairs.v[i].function].name,
			 a->object[d->gained.pairs.v[i].object].name);
	vec_each (&d->lost.pairs, i)
		put_pair("lost", b->function[d->lost.pairs.v[i].function].name,
			 b->object[d->lost.pairs.v[i].object].name);
	vec_each (&d->mapping, i) {
		const struct diff_mapping *m = &d->mapping.v[i];

		for (uint32_t o = m->first_object; o < m->first_object + m->nobjects; o++) {
			const char *object = a->object[d->mapping_objects.v[o]].name;

			for (uint32_t f = m->first; f < m->first + m->n; f++)
				put_pair("mapped", a->function[d->mapping_functions.v[f]].name,
					 object);
			for (uint32_t f = 1; m->how == DIFF_OPEN && f <= a->nfunctions; f++)
				if (d->function.before_of[f])
					put_pair("opened", a->function[f].name, object);
		}
	}
	vec_each (&d->unknowns, i) {
		const struct diff_unknown *u = &d->unknowns.v[i];

		sql = sqlite3_mprintf("INSERT INTO risen VALUES(%Q, %Q, %u, %u)", u->function,
				      u->reason, u->before, u->after);
		run(sql);
		sqlite3_free(sql);
	}
	run("COMMIT");
}

static void expect_same(const char *got, const char *want)
{
	char *sql =
	    sqlite3_mprintf("SELECT count(*) FROM"
			    " (SELECT * FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s))"
			    " UNION ALL"
			    " SELECT * FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s)))",
			    got, want, want, got);

	assert_int_equal(count(sql), 0);
	sqlite3_free(sql);
}

static void expect_answer(const struct diff *d)
{
	expect_same("SELECT * FROM gained", "SELECT * FROM need_b EXCEPT SELECT * FROM need_a");
	expect_same("SELECT * FROM lost", "SELECT * FROM need_a EXCEPT SELECT * FROM need_b");
	assert_int_equal(count("SELECT count(*) FROM gained"), d->gained.pairs.n);
	/* What the mapping adds is named, but where an access already says so. Nothing is named
	 * that was in reach before, but that "every function" holds those that always could. */
	expect_same("SELECT * FROM (SELECT * FROM mapped UNION SELECT * FROM opened UNION"
		    " SELECT * FROM gained) INTERSECT SELECT * FROM want_mapped",
		    "SELECT * FROM want_mapped");
	expect_same("SELECT * FROM mapped EXCEPT SELECT * FROM want_mapped", "SELECT 0, 0 WHERE 0");
	expect_same("SELECT * FROM (SELECT * FROM opened EXCEPT SELECT * FROM want_mapped)"
		    " EXCEPT SELECT * FROM reach_a",
		    "SELECT 0, 0 WHERE 0");
	expect_same("SELECT * FROM risen",
		    "SELECT * FROM (WITH"
		    " o AS (SELECT coalesce(function, '') f, reason r, count(*) n FROM a.unknowns"
		    "  GROUP BY 1, 2),"
		    " w AS (SELECT coalesce(function, '') f, reason r, count(*) n FROM b.unknowns"
		    "  GROUP BY 1, 2)"
		    " SELECT coalesce(w.f, o.f) AS f, coalesce(w.r, o.r) AS r,"
		    "  coalesce(o.n, 0) AS x, coalesce(w.n, 0) AS y"
		    " FROM o FULL JOIN w ON w.f = o.f AND w.r = o.r WHERE x <> y)");
}

static void make(struct diff *d, sqlite3 **db)
{
	const struct diff_options opt = {.explain = true};
	struct diag diag = {0};

	for (int i = 0; i < 2; i++)
		if (store_open(&db[i], path[i], &diag))
			fail_msg("%s: %s", diag.where, diag.text);
	assert_int_equal(diff_make(d, db[0], db[1], NULL, &opt, &diag), CM_OK);
}

static void unmake(struct diff *d, sqlite3 **db)
{
	diff_release(d);
	sqlite3_close(db[0]);
	sqlite3_close(db[1]);
}

static void random_stores(void **state)
{
	static const int keys[][2] = {{0, 0}, {3, 3}, {16, 16}, {4, 3}, {0, 3}, {3, 0}};

	(void)state;
	for (uint64_t round = 0; round < 48; round++) {
		const int *k = keys[round % 6];
		struct model m;
		struct diff d;
		sqlite3 *db[2];

		for (int i = 0; i < 2; i++) {
			random_model(&m, round, round * 2 + (unsigned)i);
			save(path[i], &m, k[i]);
			model_release(&m);
		}
		make(&d, db);
		open_judge(k[0] && k[1]);
		put_answer(&d);
		expect_answer(&d);
		assert_int_equal(d.keys_compared, k[0] && k[1]);
		assert_int_equal((diff_status(&d) & DIFF_WIDENED) != 0,
				 count("SELECT EXISTS (SELECT * FROM gained)"));
		assert_int_equal((diff_status(&d) & DIFF_LESS_COMPLETE) != 0,
				 count("SELECT EXISTS (SELECT * FROM risen WHERE after > before)"));
		sqlite3_close(judge);
		unmake(&d, db);
	}
}

/* Every group has its pairs, the sites that cause them, and a chain that ends at one of them. */
static void groups_are_explained(void **state)
{
	struct model m;
	struct diff d;
	sqlite3 *db[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		random_model(&m, 1, 2u + (unsigned)i);
		save(path[i], &m, 0);
		model_release(&m);
	}
	make(&d, db);
	assert_true(d.gained.groups.n > 5);
	uint32_t pairs = 0;

	vec_each (&d.gained.groups, i) {
		const struct diff_group *g = &d.gained.groups.v[i];

		assert_int_equal(g->first, pairs);
		pairs += g->n;
		assert_true(g->nsites > 0 && g->nsteps > 0);
		for (uint32_t k = g->first_site; k < g->first_site + g->nsites; k++)
			assert_int_equal(d.after.sites.v[d.gained.sites.v[k]].writer, g->function);
		for (uint32_t k = g->first; k < g->first + g->n; k++) {
			assert_int_equal(d.gained.pairs.v[k].function, g->function);
			assert_int_equal(d.gained.pairs.v[k].region, g->region);
		}
	}
	assert_int_equal(pairs, d.gained.pairs.n);
	unmake(&d, db);
}

static void a_store_does_not_differ_from_itself(void **state)
{
	struct model m;
	struct diff d;
	sqlite3 *db[2];

	(void)state;
	random_model(&m, 5, 5);
	save(path[0], &m, 3);
	save(path[1], &m, 3);
	model_release(&m);
	make(&d, db);
	assert_int_equal(diff_status(&d), 0);
	unmake(&d, db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(random_stores),
	    cmocka_unit_test(groups_are_explained),
	    cmocka_unit_test(a_store_does_not_differ_from_itself),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
