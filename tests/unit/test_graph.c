/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/views_fixture.h"
#include "views/graph.h"
#include "views/graph_flow.h"
#include "views/palette.h"

#include <math.h>

struct fixture {
	sqlite3 *db;
	struct census c;
	struct picture g;
};

static void setup(struct fixture *f, sqlite3 *db, uint32_t max_nodes)
{
	struct diag d = {0};

	f->db = db;
	if (census_read(&f->c, db, &d))
		fail_msg("%s: %s", d.where, d.text);
	picture_init(&f->g, max_nodes);
}

static void teardown(struct fixture *f)
{
	picture_release(&f->g);
	census_release(&f->c);
	sqlite3_close(f->db);
}

static uint32_t node_named(const struct picture *g, const char *name)
{
	for (uint32_t i = 1; i < g->nodes.n; i++)
		if (!strcmp(g->nodes.v[i].name, name))
			return i;
	fail_msg("no node '%s'", name);
	return 0;
}

static const struct picture_edge *edge_between(const struct picture *g, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < g->edges.n; i++)
		if (g->edges.v[i].from == from && g->edges.v[i].to == to)
			return &g->edges.v[i];
	return NULL;
}

static void edges_join_nodes(const struct picture *g)
{
	for (uint32_t i = 0; i < g->edges.n; i++) {
		assert_in_range(g->edges.v[i].from, 1, g->nodes.n - 1);
		assert_in_range(g->edges.v[i].to, 1, g->nodes.n - 1);
	}
}

static void draw_all(struct picture *g)
{
	struct diag d = {0};
	size_t n = 0;
	char *svg;

	if (picture_draw(g, picture_choose_layout(g, LAYOUT_AUTO), &svg, &n, &d))
		fail_msg("%s: %s", d.where, d.text);
	assert_non_null(memmem(svg, n, "</svg>", 6));
	free(svg);
}

static void flow_counts_each_function_once(void **state)
{
	struct fixture f;
	struct flow flow;

	(void)state;
	setup(&f, fixture_random(6, 200, 3), 200);
	flow_init(&flow, &f.c, &f.g.mem, 6, 6);
	for (uint32_t fn = 1; fn <= f.c.nfunctions; fn++)
		flow.group_of[fn] = f.c.function[fn].subsystem;
	for (uint32_t r = 1; r <= f.c.nregions; r++)
		flow.target_of[r] = f.c.region[r].subsystem;
	flow_count(&flow);
	for (uint32_t s = 1; s <= 6; s++)
		for (uint32_t t = 1; t <= 6; t++) {
			uint32_t n = 0;

			for (uint32_t fn = 1; fn <= f.c.nfunctions; fn++) {
				bool any = false;

				for (uint32_t r = 1; r <= f.c.nregions; r++)
					any |= f.c.region[r].subsystem == t &&
					       bits_get(census_writers(&f.c, r), fn);
				n += any && f.c.function[fn].subsystem == s;
			}
			assert_int_equal(flow.count[s * 7 + t], n);
		}
	teardown(&f);
}

static void merged_groups_keep_their_functions(void **state)
{
	struct fixture f;
	struct flow flow;
	uint32_t before = 0, after = 0, named = 0;

	(void)state;
	setup(&f, fixture_random(6, 200, 3), 200);
	flow_init(&flow, &f.c, &f.g.mem, 6, 1);
	for (uint32_t fn = 1; fn <= f.c.nfunctions; fn++)
		flow.group_of[fn] = f.c.function[fn].subsystem;
	for (uint32_t s = 1; s <= 6; s++)
		flow.group[s].name = f.c.subsystem[s];
	for (uint32_t r = 1; r <= f.c.nregions; r++)
		flow.target_of[r] = 1;
	flow_count(&flow);
	for (uint32_t s = 1; s <= 6; s++)
		before += flow.group[s].functions;
	flow_merge(&flow, 0, 2, "subsystems");
	for (uint32_t s = 1; s <= 6; s++) {
		after += flow.group[s].functions;
		named += flow.group[s].functions != 0;
		if (flow.group[s].merged)
			assert_string_equal(flow.group[s].name, "(+4 more subsystems)");
	}
	assert_int_equal(before, after);
	assert_int_equal(named, 3);
	teardown(&f);
}

static void kernel_table_holds_the_counts(void **state)
{
	struct fixture f;
	const struct picture_node *n;

	(void)state;
	setup(&f, fixture_small(true), 200);
	picture_view_kernel(&f.g, &f.c);
	assert_int_equal(f.g.table_rows, 2);
	n = &f.g.nodes.v[node_named(&f.g, "a, key 1")];
	assert_string_equal(n->title, "1");  /* region a/01 */
	assert_string_equal(n->detail, "2"); /* f1 and f2 hold the key */
	assert_int_equal(n->key, 1);
	n = &f.g.nodes.v[node_named(&f.g, "b, key 1")];
	assert_string_equal(n->detail, "1");
	edges_join_nodes(&f.g);
	draw_all(&f.g);
	teardown(&f);

	setup(&f, fixture_small(false), 200);
	picture_view_kernel(&f.g, &f.c);
	n = &f.g.nodes.v[node_named(&f.g, "a, a")];
	assert_string_equal(n->detail, "2");
	draw_all(&f.g);
	teardown(&f);
}

/* An edge that is drawn backwards starts outside of every cluster, and every such edge is. */
static void others_write_from_the_right(const struct picture *g)
{
	char *dot = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&dot, &n);
	unsigned turned = 0;

	picture_write_dot(g, LAYOUT_DOT, out);
	fclose(out);
	vec_each (&g->edges, i) {
		const struct picture_edge *e = &g->edges.v[i];
		bool outside = !g->nodes.v[e->from].cluster;
		char line[64], *found;

		snprintf(line, sizeof(line), "n%u -> n%u [id=\"e%u\"", outside ? e->to : e->from,
			 outside ? e->from : e->to, i + 1);
		found = strstr(dot, line);
		assert_non_null(found);
		found[strcspn(found, "\n")] = 0;
		assert_int_equal(strstr(found, "dir=back") != NULL, outside);
		found[strlen(found)] = '\n';
		turned += outside;
	}
	assert_int_not_equal(turned, 0);
	free(dot);
}

static void subsystem_shows_files_and_regions(void **state)
{
	const char *names[] = {"a"};
	const struct picture_edge *e;
	struct diag d = {0};
	struct fixture f;

	(void)state;
	setup(&f, fixture_small(true), 200);
	assert_int_equal(picture_view_subsystem(&f.g, &f.c, f.db, names, 1, &d), 0);
	e = edge_between(&f.g, node_named(&f.g, "a/x.c"), node_named(&f.g, "a/01"));
	assert_non_null(e);
	assert_int_equal(e->weight, 2);
	assert_int_equal(f.g.nodes.v[node_named(&f.g, "a/01")].key, 1);
	assert_string_equal(f.g.nodes.v[node_named(&f.g, "a/01")].rows.v[0], "o1");
	edges_join_nodes(&f.g);
	draw_all(&f.g);
	teardown(&f);
}

static void other_subsystems_stand_on_the_right(void **state)
{
	const char *names[] = {"a"};
	sqlite3 *db = fixture_small(true);
	struct diag d = {0};
	struct fixture f;

	(void)state;
	fixture_sql(db, "INSERT INTO func_region VALUES (3,1,'w')");
	setup(&f, db, 200);
	assert_int_equal(picture_view_subsystem(&f.g, &f.c, f.db, names, 1, &d), 0);
	assert_non_null(edge_between(&f.g, node_named(&f.g, "b"), node_named(&f.g, "a/01")));
	others_write_from_the_right(&f.g);
	draw_all(&f.g);
	teardown(&f);
}

static void key_shows_who_shares_it(void **state)
{
	struct diag d = {0};
	struct fixture f;

	(void)state;
	setup(&f, fixture_small(true), 200);
	assert_int_equal(picture_view_key(&f.g, &f.c, f.db, 1, &d), 0);
	assert_non_null(strstr(f.g.subtitle, "3 function-region pairs needed, 3 more"));
	assert_non_null(edge_between(&f.g, node_named(&f.g, "b"), node_named(&f.g, "b/01")));
	assert_null(edge_between(&f.g, node_named(&f.g, "b"), node_named(&f.g, "a/01")));
	draw_all(&f.g);
	assert_int_equal(picture_view_key(&f.g, &f.c, f.db, 9, &d), -CM_ENOTFOUND);
	teardown(&f);
	memset(&d, 0, sizeof(d));
	setup(&f, fixture_small(false), 200);
	assert_int_equal(picture_view_key(&f.g, &f.c, f.db, 1, &d), -CM_ENOTFOUND);
	assert_non_null(strstr(d.text, "capmap-map"));
	teardown(&f);
}

static void function_shows_calls_both_ways(void **state)
{
	const struct picture_edge *e;
	struct diag d = {0};
	struct fixture f;

	(void)state;
	setup(&f, fixture_small(true), 200);
	assert_int_equal(picture_view_function(&f.g, &f.c, f.db, "f1", 1, &d), 0);
	e = edge_between(&f.g, node_named(&f.g, "f1"), node_named(&f.g, "f2"));
	assert_int_equal(e->line, PICTURE_DIRECT);
	e = edge_between(&f.g, node_named(&f.g, "f3"), node_named(&f.g, "f1"));
	assert_int_equal(e->line, PICTURE_INDIRECT);
	e = edge_between(&f.g, node_named(&f.g, "f1"), node_named(&f.g, "a/01"));
	assert_int_equal(e->line, PICTURE_WRITES);
	e = edge_between(&f.g, node_named(&f.g, "f1"), node_named(&f.g, "key 1"));
	assert_int_equal(e->line, PICTURE_SHARES);
	edges_join_nodes(&f.g);
	draw_all(&f.g);
	teardown(&f);
}

static void pictures_stay_small(void **state)
{
	static const char *const all[] = {"s01", "s02", "s03", "s04", "s05", "s06", "s07", "s08"};
	struct diag d = {0};

	(void)state;
	for (int view = 0; view < 4; view++) {
		struct fixture f;
		uint32_t shown = 0;

		setup(&f, fixture_random(40, 900, 11), 20);
		if (view == 0)
			picture_view_kernel(&f.g, &f.c);
		else if (view == 1)
			picture_view_subsystem(&f.g, &f.c, f.db, all, 8, &d);
		else if (view == 2)
			picture_view_function(&f.g, &f.c, f.db, "fn0001", 3, &d);
		else
			picture_view_key(&f.g, &f.c, f.db, 1, &d);
		for (uint32_t i = 1; i < f.g.nodes.n; i++)
			shown += f.g.nodes.v[i].shape != PICTURE_CELL &&
				 f.g.nodes.v[i].shape != PICTURE_COLUMN;
		assert_in_range(shown, 1, 26);
		edges_join_nodes(&f.g);
		teardown(&f);
	}
}

static void thinning_keeps_every_node_tied(void **state)
{
	struct picture g;
	uint32_t a, b, far;

	(void)state;
	picture_init(&g, 10);
	a = picture_node(&g, PICTURE_FUNCTIONS, 0, CENSUS_NOT_SET, "a", "");
	b = picture_node(&g, PICTURE_REGION, 0, 1, "b", "");
	far = picture_node(&g, PICTURE_REGION, 0, 2, "far", "");
	for (uint64_t w = 10; w < 20; w++)
		picture_edge(&g, a, b, PICTURE_WRITES, w, "");
	picture_edge(&g, a, far, PICTURE_WRITES, 1, "");
	picture_thin(&g, 3);
	assert_int_equal(g.edges.n, 4);
	assert_non_null(edge_between(&g, a, far));
	assert_int_equal(g.edges.v[0].weight, 17);
	assert_non_null(strstr(g.notes.v[0], "+7 lighter lines"));
	picture_release(&g);
}

static void unknown_names_get_suggestions(void **state)
{
	const char *names[] = {"S01"};
	struct diag d = {0};
	struct fixture f;

	(void)state;
	setup(&f, fixture_random(6, 40, 1), 200);
	assert_int_equal(picture_view_subsystem(&f.g, &f.c, f.db, names, 1, &d), -CM_ENOTFOUND);
	assert_non_null(strstr(d.text, "did you mean s01"));
	memset(&d, 0, sizeof(d));
	assert_int_equal(picture_view_function(&f.g, &f.c, f.db, "fn0004x", 1, &d), -CM_ENOTFOUND);
	assert_non_null(strstr(d.text, "fn0004"));
	memset(&d, 0, sizeof(d));
	assert_int_equal(picture_view_function(&f.g, &f.c, f.db, "qqqqqqqq", 1, &d), -CM_ENOTFOUND);
	assert_null(strstr(d.text, "did you mean"));
	teardown(&f);
}

/* Whatever a name holds, Graphviz reads the source and shows it as text. */
static void names_are_text(void **state)
{
	const char *names[] = {"a"};
	struct diag d = {0};
	struct fixture f;
	size_t n = 0;
	char *svg;

	(void)state;
	setup(&f, fixture_small(true), 200);
	f.c.object[1].name = "</TD>\"\\N&\n\x01\xff";
	f.c.function[1].file = "<b>\"\\l.c";
	f.c.region[1].name = "a/\\G<>";
	assert_int_equal(picture_view_subsystem(&f.g, &f.c, f.db, names, 1, &d), 0);
	assert_int_equal(picture_draw(&f.g, LAYOUT_DOT, &svg, &n, &d), 0);
	assert_non_null(memmem(svg, n, "&lt;/TD&gt;&quot;%5CN&amp;%0A%01%FF", 35));
	assert_non_null(memmem(svg, n, "a/%5CG&lt;&gt;", 14));
	free(svg);
	teardown(&f);
}

static void drawings_are_steady(void **state)
{
	static const enum picture_layout layouts[] = {LAYOUT_DOT, LAYOUT_SFDP};
	const char *names[] = {"s01", "s02"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		char *svg[2];
		size_t n[2];

		for (int k = 0; k < 2; k++) {
			struct diag d = {0};
			struct fixture f;

			setup(&f, fixture_random(6, 200, 9), 200);
			picture_view_subsystem(&f.g, &f.c, f.db, names, 2, &d);
			assert_int_equal(picture_draw(&f.g, layouts[i], &svg[k], &n[k], &d), 0);
			teardown(&f);
		}
		assert_int_equal(n[0], n[1]);
		assert_memory_equal(svg[0], svg[1], n[0]);
		free(svg[0]);
		free(svg[1]);
	}
}

static void page_fetches_nothing(void **state)
{
	struct diag d = {0};
	struct fixture f;
	char *svg, *page = NULL;
	size_t n = 0, length = 0;
	FILE *out;

	(void)state;
	setup(&f, fixture_small(true), 200);
	f.c.function[2].name = "</script><b>";
	picture_view_kernel(&f.g, &f.c);
	assert_int_equal(picture_draw(&f.g, LAYOUT_DOT, &svg, &n, &d), 0);
	out = open_memstream(&page, &length);
	picture_write_page(&f.g, svg, n, out);
	fclose(out);
	assert_null(strstr(page, " src="));
	assert_null(strstr(page, "href=\"http"));
	assert_null(strstr(page, "</script><b>"));
	assert_non_null(strstr(page, "\\u003c/script\\u003e"));
	free(page);
	free(svg);
	teardown(&f);
}

static double luminance(const char *hex)
{
	static const double weight[3] = {0.2126, 0.7152, 0.0722};
	double y = 0;

	for (int i = 0; i < 3; i++) {
		char part[3] = {hex[1 + 2 * i], hex[2 + 2 * i], 0};
		double v = (double)strtoul(part, NULL, 16) / 255;

		y += weight[i] * (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
	}
	return y;
}

static double contrast(const char *a, const char *b)
{
	double x = luminance(a), y = luminance(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static void key_colours_can_be_read(void **state)
{
	(void)state;
	for (int key = -1; key <= CENSUS_KEYS; key++) {
		assert_true(contrast(palette_fill(key), palette_text(key)) >= 4.5);
		assert_true(contrast(palette_line(key), "#ffffff") >= 3);
		for (int other = -1; other < key; other++)
			assert_string_not_equal(palette_fill(key), palette_fill(other));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(flow_counts_each_function_once),
	    cmocka_unit_test(merged_groups_keep_their_functions),
	    cmocka_unit_test(kernel_table_holds_the_counts),
	    cmocka_unit_test(subsystem_shows_files_and_regions),
	    cmocka_unit_test(other_subsystems_stand_on_the_right),
	    cmocka_unit_test(key_shows_who_shares_it),
	    cmocka_unit_test(function_shows_calls_both_ways),
	    cmocka_unit_test(pictures_stay_small),
	    cmocka_unit_test(thinning_keeps_every_node_tied),
	    cmocka_unit_test(unknown_names_get_suggestions),
	    cmocka_unit_test(names_are_text),
	    cmocka_unit_test(drawings_are_steady),
	    cmocka_unit_test(page_fetches_nothing),
	    cmocka_unit_test(key_colours_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
