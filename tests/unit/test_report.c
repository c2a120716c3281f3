/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/views_fixture.h"
#include "views/report.h"

#include <jansson.h>

static const struct report_options options = {.top = 5};

static void make(struct report *r, sqlite3 *db)
{
	struct diag d = {0};

	if (report_make(r, db, &options, &d))
		fail_msg("%s: %s", d.where, d.text);
}

static char *written(const struct report *r, int (*write)(const struct report *, FILE *))
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	assert_int_equal(write(r, f), 0);
	fclose(f);
	return text;
}

static void check_rate(const struct report *r, enum report_scope s, enum report_mapping m,
		       uint64_t pairs, uint64_t blocked)
{
	assert_int_equal(r->block.rate[s][m].pairs, pairs);
	assert_int_equal(r->block.rate[s][m].blocked, blocked);
}

static void figures_worked_out_by_hand(void **state)
{
	sqlite3 *db = fixture_small(true);
	struct report r;

	(void)state;
	make(&r, db);
	check_rate(&r, SCOPE_ALL, MAP_FINE, 12, 8);
	check_rate(&r, SCOPE_ALL, MAP_FINE_KEYS, 12, 5);
	check_rate(&r, SCOPE_ALL, MAP_COARSE, 12, 7);
	check_rate(&r, SCOPE_ALL, MAP_COARSE_KEYS, 12, 7);
	check_rate(&r, SCOPE_WRITERS, MAP_FINE, 9, 5);
	check_rate(&r, SCOPE_WRITERS, MAP_FINE_KEYS, 9, 2);
	check_rate(&r, SCOPE_INSIDE, MAP_FINE, 5, 1);
	check_rate(&r, SCOPE_INSIDE, MAP_COARSE, 5, 0);
	assert_int_equal(r.keys_used, 2);
	assert_int_equal(r.regions, 3);
	assert_int_equal(r.key[1].holders, 3);
	assert_int_equal(r.key[1].needed, 3);
	assert_int_equal(r.key[1].granted, 3);
	assert_int_equal(r.key[1].granted_objects, 1 * 2 + 2 * 1);
	assert_int_equal(r.granted_pairs, 3);
	assert_int_equal(r.region[1].granted, 1);
	assert_int_equal(r.region[1].merge_cost, 2);
	assert_false(r.merge_differs);
	assert_int_equal(r.needed_objects, 4);
	assert_int_equal(r.declared, 1);
	assert_int_equal(r.writers, 3);
	assert_int_equal(r.sites, 4);
	assert_int_equal(r.calls_direct, 1);
	assert_int_equal(r.calls_indirect, 3);
	assert_int_equal(r.call_targets.count, 2);
	assert_int_equal(r.call_targets.sum, 3);
	assert_int_equal(r.call_targets.median2, 3);
	assert_int_equal(r.write_targets.sum, 1 + 1 + 2 + 2);
	assert_int_equal(r.write_targets.median2, 3);
	assert_int_equal(r.nunknowns, 2);
	assert_string_equal(r.unknowns[0].name, "inttoptr");
	assert_int_equal(r.unknowns[0].count, 2);
	/* f2 reaches everything and needs o2 and o3; f1 reaches o1, o2 and o4. */
	assert_int_equal(r.top_function[0].id, 1);
	assert_int_equal(r.top_function[0].reachable, 3);
	assert_int_equal(r.top_function[0].needed, 1);
	assert_int_equal(r.ntop_object, 4);
	report_release(&r);
	sqlite3_close(db);
}

/* May f write g, by the definition of each mapping, one pair at a time? */
static bool allowed(const struct report *r, enum report_mapping m, uint32_t f, uint32_t g)
{
	const struct census *c = &r->c;

	if (c->region[g].key == 0 && (m == MAP_FINE_KEYS || m == MAP_COARSE_KEYS))
		return true;
	for (uint32_t o = 1; o <= c->nregions; o++) {
		uint32_t a = c->region[o].subsystem, b = c->region[g].subsystem;

		if (!bits_get(census_writers(c, o), f))
			continue;
		if (m == MAP_FINE && o == g)
			return true;
		if (m == MAP_FINE_KEYS && c->region[o].key == c->region[g].key)
			return true;
		if (m == MAP_COARSE && a == b)
			return true;
		if (m == MAP_COARSE_KEYS && c->region[o].key &&
		    r->subsystem[a].coarse_group == r->subsystem[b].coarse_group)
			return true;
	}
	return false;
}

static bool counted(const struct report *r, enum report_scope s, uint32_t f, uint32_t g)
{
	const struct census *c = &r->c;
	bool writes = c->first[f + 1] > c->first[f] && !c->function[f].init;

	if (s == SCOPE_ALL)
		return c->function[f].defined;
	return writes && (s == SCOPE_WRITERS || c->function[f].subsystem == c->region[g].subsystem);
}

static void rates_agree_with_every_pair_looked_at(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 3; seed++) {
		sqlite3 *db = fixture_random(20, 150, seed);
		struct report r;

		make(&r, db);
		assert_int_equal(r.coarse_groups, CENSUS_KEYS);
		for (int s = 0; s < SCOPE_COUNT; s++)
			for (int m = 0; m < MAP_COUNT; m++) {
				uint64_t pairs = 0, blocked = 0;

				for (uint32_t f = 1; f <= r.c.nfunctions; f++)
					for (uint32_t g = 1; g <= r.c.nregions; g++) {
						if (!counted(&r, s, f, g))
							continue;
						pairs++;
						blocked += !allowed(&r, m, f, g);
					}
				check_rate(&r, s, m, pairs, blocked);
			}
		report_release(&r);
		sqlite3_close(db);
	}
}

/* What joining the groups a and b of the control newly grants, pair by pair. */
static uint64_t joining_grants(const struct census *c, const uint32_t *group, uint32_t a,
			       uint32_t b)
{
	uint64_t n = 0;

	for (uint32_t f = 1; f <= c->nfunctions; f++) {
		bool holds[2] = {false, false};

		for (uint32_t i = c->first[f]; i < c->first[f + 1]; i++) {
			const struct census_region *r = &c->region[c->may_write[i]];

			holds[0] |= r->key && group[r->subsystem] == a;
			holds[1] |= r->key && group[r->subsystem] == b;
		}
		for (uint32_t g = 1; g <= c->nregions; g++)
			if (c->region[g].key && holds[0] != holds[1])
				n += group[c->region[g].subsystem] == (holds[0] ? b : a);
	}
	return n;
}

static void control_joins_the_cheapest(void **state)
{
	sqlite3 *db = fixture_random(18, 120, 2);
	uint32_t group[19];
	struct report r;

	(void)state;
	make(&r, db);
	for (uint32_t s = 1; s <= 18; s++)
		group[s] = r.subsystem[s].coarse_group ? s : 0;
	for (uint32_t left = r.coarse_regions; left > CENSUS_KEYS; left--) {
		uint64_t least = UINT64_MAX;
		uint32_t into = 0, from = 0;

		for (uint32_t a = 1; a <= 18; a++)
			for (uint32_t b = a + 1; b <= 18; b++) {
				uint64_t n;

				if (group[a] != a || group[b] != b)
					continue;
				n = joining_grants(&r.c, group, a, b);
				if (n < least) {
					least = n;
					into = a;
					from = b;
				}
			}
		for (uint32_t s = 1; s <= 18; s++)
			group[s] = group[s] == from ? into : group[s];
	}
	for (uint32_t a = 1; a <= 18; a++)
		for (uint32_t b = 1; b <= 18; b++)
			assert_int_equal(group[a] == group[b], r.subsystem[a].coarse_group ==
								   r.subsystem[b].coarse_group);
	report_release(&r);
	sqlite3_close(db);
}

static void object_writers_agree_with_sql(void **state)
{
	sqlite3 *db = fixture_random(6, 200, 4);
	struct census_objects objects;
	struct diag d = {0};
	struct census c;
	sqlite3_stmt *st;

	(void)state;
	assert_int_equal(census_read(&c, db, &d), 0);
	assert_int_equal(census_read_objects(&c, &objects, db, &d), 0);
	st = store_prepare(db, "SELECT o.id, count(DISTINCT s.function),"
			       " count(DISTINCT f.subsystem) FROM object o"
			       " LEFT JOIN pset t ON t.object = o.id"
			       " LEFT JOIN site s ON s.pset = t.id"
			       " LEFT JOIN function f ON f.id = s.function GROUP BY o.id");
	while (store_step(db, st, &d) > 0) {
		uint32_t o = (uint32_t)sqlite3_column_int64(st, 0);

		assert_int_equal(objects.writers[o], sqlite3_column_int64(st, 1));
		assert_int_equal(bits_count(objects.subsystems + o * objects.words, objects.words),
				 sqlite3_column_int64(st, 2));
	}
	sqlite3_finalize(st);
	st = store_prepare(db, "SELECT s.function, count(DISTINCT t.object) FROM site s"
			       " JOIN pset t ON t.id = s.pset JOIN object o ON o.id = t.object"
			       " JOIN region r ON r.id = o.region WHERE r.key > 0 GROUP BY 1");
	while (store_step(db, st, &d) > 0)
		assert_int_equal(objects.needed[sqlite3_column_int64(st, 0)],
				 sqlite3_column_int64(st, 1));
	sqlite3_finalize(st);
	census_release(&c);
	sqlite3_close(db);
}

static void subsystems_add_up_to_the_whole(void **state)
{
	sqlite3 *db = fixture_random(20, 150, 7);
	struct report r;
	uint64_t pairs = 0, blocked = 0, granted = 0;

	(void)state;
	make(&r, db);
	for (uint32_t s = 1; s <= r.c.nsubsystems; s++) {
		pairs += r.subsystem[s].block.rate[SCOPE_ALL][MAP_FINE_KEYS].pairs;
		blocked += r.subsystem[s].block.rate[SCOPE_ALL][MAP_FINE_KEYS].blocked;
	}
	check_rate(&r, SCOPE_ALL, MAP_FINE_KEYS, pairs, blocked);
	for (uint32_t g = 1; g <= r.c.nregions; g++)
		granted += r.region[g].granted;
	assert_int_equal(granted, r.granted_pairs);
	report_release(&r);
	sqlite3_close(db);
}

static void text_fits_and_says_what_it_says(void **state)
{
	sqlite3 *db = fixture_random(20, 150, 1);
	struct report r;
	char *text;

	(void)state;
	make(&r, db);
	text = written(&r, report_text);
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		if (strcspn(line, "\n") > 100)
			fail_msg("wider than 100: %.*s", (int)strcspn(line, "\n"), line);
	for (int t = TERM_SCOPE_ALL; t <= TERM_MAP_COARSE_KEYS; t++)
		assert_non_null(strstr(text, report_terms[t].title));
	free(text);
	report_release(&r);
	sqlite3_close(db);
}

static void json_holds_the_figures(void **state)
{
	sqlite3 *db = fixture_small(true);
	struct report r;
	json_t *root, *v;
	char *text;

	(void)state;
	make(&r, db);
	text = written(&r, report_json);
	root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "schema")), REPORT_SCHEMA);
	v = json_object_get(json_object_get(root, "block_rate"), "all");
	v = json_object_get(v, "fine_keys");
	assert_int_equal(json_integer_value(json_object_get(v, "blocked")), 5);
	v = json_object_get(json_object_get(root, "efficiency"), "keys_used");
	assert_int_equal(json_integer_value(v), 2);
	assert_int_equal(json_array_size(json_object_get(root, "regions")), 3);
	assert_int_equal(json_object_size(json_object_get(root, "definitions")), TERM_COUNT);
	json_decref(root);
	free(text);
	report_release(&r);
	sqlite3_close(db);
}

static void without_keys_key_figures_are_left_out(void **state)
{
	sqlite3 *db = fixture_small(false);
	struct report r;
	char *text;
	json_t *root;

	(void)state;
	make(&r, db);
	check_rate(&r, SCOPE_ALL, MAP_FINE_KEYS, 0, 0);
	text = written(&r, report_text);
	assert_non_null(strstr(text, "no keys yet"));
	assert_null(strstr(text, "fine, keys"));
	free(text);
	text = written(&r, report_json);
	root = json_loads(text, 0, NULL);
	assert_null(json_object_get(root, "keys"));
	assert_null(json_object_get(root, "efficiency"));
	json_decref(root);
	free(text);
	text = written(&r, report_html);
	assert_non_null(strstr(text, "no keys yet"));
	free(text);
	report_release(&r);
	sqlite3_close(db);
}

/* Nothing is fetched, and names are text whatever they hold. */
static void html_stands_alone(void **state)
{
	sqlite3 *db = fixture_small(true);
	struct report r;
	char *text;

	(void)state;
	fixture_sql(db, "UPDATE object SET name = '<script>&\"' || x'ff' WHERE id = 1");
	make(&r, db);
	text = written(&r, report_html);
	assert_null(strstr(text, "http://"));
	assert_null(strstr(text, "https://"));
	assert_null(strstr(text, " src="));
	assert_null(strstr(text, "<script>&"));
	assert_non_null(strstr(text, "&lt;script&gt;&amp;&quot;%FF"));
	free(text);
	text = written(&r, report_json);
	assert_non_null(strstr(text, "%FF"));
	free(text);
	report_release(&r);
	sqlite3_close(db);
}

static void formats_are_steady(void **state)
{
	static int (*const formats[])(const struct report *, FILE *) = {report_text, report_json,
									report_html};

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		char *text[2];

		for (int n = 0; n < 2; n++) {
			sqlite3 *db = fixture_random(20, 150, 5);
			struct report r;

			make(&r, db);
			text[n] = written(&r, formats[i]);
			report_release(&r);
			sqlite3_close(db);
		}
		assert_string_equal(text[0], text[1]);
		free(text[0]);
		free(text[1]);
	}
}

static void an_empty_store_has_a_report(void **state)
{
	sqlite3 *db = fixture_empty();
	struct report r;
	char *text;

	(void)state;
	make(&r, db);
	text = written(&r, report_text);
	assert_non_null(strstr(text, "n/a"));
	free(text);
	free(written(&r, report_json));
	free(written(&r, report_html));
	report_release(&r);
	sqlite3_close(db);
}

static void damage_is_named(void **state)
{
	static const struct {
		const char *sql, *words;
	} damage[] = {
	    {"UPDATE region SET key = 99 WHERE id = 1", "capmap-map"},
	    {"UPDATE region SET key = NULL WHERE id = 2", "capmap-map"},
	    {"UPDATE function SET id = 9 WHERE id = 5", "table function"},
	    {"UPDATE function SET subsystem = 7 WHERE id = 1", "function.subsystem"},
	    {"UPDATE object SET region = 40 WHERE id = 1", "object.region"},
	    {"INSERT INTO func_region VALUES (70, 1, 'w')", "func_region.function"},
	    {"INSERT INTO pset VALUES (4, 99)", "table pset"},
	    {"UPDATE site SET function = 99 WHERE id = 1", "table site"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		sqlite3 *db = fixture_small(true);
		struct diag d = {0};
		struct report r;

		fixture_sql(db, "PRAGMA foreign_keys = 0");
		fixture_sql(db, damage[i].sql);
		assert_int_equal(report_make(&r, db, &options, &d), -CM_EFORMAT);
		if (!strstr(d.text, damage[i].words))
			fail_msg("%s: %s", damage[i].sql, d.text);
		sqlite3_close(db);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(figures_worked_out_by_hand),
	    cmocka_unit_test(rates_agree_with_every_pair_looked_at),
	    cmocka_unit_test(control_joins_the_cheapest),
	    cmocka_unit_test(object_writers_agree_with_sql),
	    cmocka_unit_test(subsystems_add_up_to_the_whole),
	    cmocka_unit_test(text_fits_and_says_what_it_says),
	    cmocka_unit_test(json_holds_the_figures),
	    cmocka_unit_test(without_keys_key_figures_are_left_out),
	    cmocka_unit_test(html_stands_alone),
	    cmocka_unit_test(formats_are_steady),
	    cmocka_unit_test(an_empty_store_has_a_report),
	    cmocka_unit_test(damage_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
