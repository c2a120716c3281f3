/* SPDX-License-Identifier: Apache-2.0 */
/* Colouring with a fixed number of colours, and the reader of its graphs. */
#include "mapper/colour.h"
#include "mapper/colour_check.h"
#include "mapper/kcolour.h"
#include "mapper/partialcol.h"
#include "mapper/random.h"
#include "mapper/tabucol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define MAX_N 600

static void load(struct edges *g, const char *name)
{
	struct diag d = {0};
	char path[128];

	snprintf(path, sizeof(path), "data/dimacs/%s.col", name);
	if (edges_read(g, path, &d))
		fail_msg("%s: %s", d.where, d.text);
	assert_true(g->n <= MAX_N);
}

static void random_graph(struct edges *g, uint32_t n, uint32_t percent, uint64_t seed)
{
	struct random rnd = {.state = seed};

	edges_init(g, n);
	for (uint32_t a = 0; a < n; a++)
		for (uint32_t b = 0; b < a; b++)
			if (random_below(&rnd, 100) < percent)
				edges_add(g, a, b);
}

static void dsatur_is_proper(void **state)
{
	uint32_t colour[MAX_N], used;
	struct edges g;

	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		random_graph(&g, 60, (uint32_t)seed * 5, seed);
		uint32_t n = colour_dsatur(&g, colour);

		assert_int_equal(colour_check_edges(&g, colour, n, &used), 0);
		assert_int_equal(used, n);
		assert_true(n >= edges_clique(&g, colour));
		edges_release(&g);
	}
}

/* Brélaz: DSATUR is exact on bipartite graphs. */
static void dsatur_is_exact_on_bipartite_graphs(void **state)
{
	struct random rnd = {.state = 3};
	uint32_t colour[40];
	struct edges g;

	(void)state;
	edges_init(&g, 40);
	for (uint32_t a = 0; a < 20; a++)
		for (uint32_t b = 20; b < 40; b++)
			if (a + 20 == b || random_below(&rnd, 4) == 0)
				edges_add(&g, a, b);
	assert_int_equal(colour_dsatur(&g, colour), 2);
	edges_release(&g);
}

static void searches_tell_the_truth(void **state)
{
	uint32_t colour[MAX_N], used;
	struct edges g;

	(void)state;
	for (uint32_t k = 3; k <= 9; k++) {
		random_graph(&g, 50, 40, k);
		memset(colour, 0, sizeof(colour));
		uint64_t bad = tabucol(&g, k, 1, 2000, colour);

		assert_int_equal(colour_check_edges(&g, colour, k, &used), bad);
		memset(colour, 0, sizeof(colour));
		uint32_t left = partialcol(&g, k, 1, 2000, colour), bare = 0;

		for (uint32_t v = 0; v < g.n; v++)
			if (!colour[v]) {
				colour[v] = k + 1 + bare++;
			}
		assert_int_equal(bare, left);
		assert_int_equal(colour_check_edges(&g, colour, k + bare, &used), 0);
		bad = kcolour(&g, k, 1, 5000, colour);
		assert_int_equal(colour_check_edges(&g, colour, k, &used), bad);
		edges_release(&g);
	}
}

static void reaches_the_best_known(void **state)
{
	static const struct {
		const char *name;
		uint32_t colours;
	} instance[] = {
	    {"DSJC125.1", 5},  {"DSJC125.5", 17},  {"DSJC250.1", 8},  {"anna", 11},
	    {"homer", 13},     {"le450_5a", 5},	   {"le450_15a", 15}, {"le450_15b", 15},
	    {"le450_15c", 15}, {"le450_15d", 15},  {"miles500", 20},  {"mulsol.i.1", 49},
	    {"myciel6", 7},    {"queen10_10", 11}, {"school1", 14},
	};
	uint32_t colour[MAX_N], used;
	struct edges g;

	(void)state;
	for (size_t i = 0; i < sizeof(instance) / sizeof(instance[0]); i++) {
		load(&g, instance[i].name);
		if (kcolour(&g, instance[i].colours, 1, 3000000, colour))
			fail_msg("%s: not with %u", instance[i].name, instance[i].colours);
		assert_int_equal(colour_check_edges(&g, colour, instance[i].colours, &used), 0);
		edges_release(&g);
	}
}

static void same_seed_same_colours(void **state)
{
	uint32_t a[MAX_N], b[MAX_N];
	struct edges g;

	(void)state;
	load(&g, "queen9_9");
	assert_int_equal(kcolour(&g, 10, 5, 1000000, a), 0);
	assert_int_equal(kcolour(&g, 10, 5, 1000000, b), 0);
	assert_memory_equal(a, b, g.n * sizeof(*a));
	edges_release(&g);
}

static void neighbours_are_the_rows(void **state)
{
	struct neighbours nb;
	struct edges g;

	(void)state;
	random_graph(&g, 70, 30, 1);
	neighbours_init(&nb, &g);
	for (uint32_t v = 0; v < g.n; v++) {
		assert_int_equal(nb.first[v + 1] - nb.first[v], edges_degree(&g, v));
		for (uint32_t i = nb.first[v]; i < nb.first[v + 1]; i++)
			assert_true(edges_has(&g, v, nb.list[i]));
	}
	assert_int_equal(nb.first[g.n], 2 * edges_count(&g));
	neighbours_release(&nb);
	edges_release(&g);
}

static void bad_files_are_located(void **state)
{
	static const struct {
		const char *text, *where, *says;
	} bad[] = {
	    {"", "", "no \"p edge"},
	    {"c only\n", "", "no \"p edge"},
	    {"e 1 2\n", ":1", "an edge before"},
	    {"p edge 3\n", ":1", "two numbers"},
	    {"p edge 3 x\n", ":1", "two numbers"},
	    {"p clique 3 1\n", ":1", "not a colouring problem"},
	    {"p edge 3 1 7\n", ":1", "two numbers"},
	    {"p edge 99999999 1\n", ":1", "vertices"},
	    {"p edge 99999999999999999999 1\n", ":1", "two numbers"},
	    {"p edge 0 0\n", ":1", "vertices"},
	    {"p edge -3 0\n", ":1", "two numbers"},
	    {"c\np edge 3 1\np edge 3 1\n", ":3", "a second"},
	    {"p edge 3 1\ne 1 4\n", ":2", "vertex 4 is not one of 1 to 3"},
	    {"p edge 3 1\ne 0 1\n", ":2", "vertex 0"},
	    {"p edge 3 1\ne 1\n", ":2", "an edge is"},
	    {"p edge 3 1\ne 1 2 3\n", ":2", "an edge is"},
	    {"p edge 3 1\nn 1 2\n", ":2", "not a line"},
	    {"p edge 3 2\ne 1 2\n", "", "truncated?"},
	    {"p edge 3 1\ne 1 2\ne 2 3\n", "", "truncated?"},
	};
	char path[] = "/tmp/colXXXXXX", where[64];
	int fd = mkstemp(path);
	struct edges g;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct diag d = {0};

		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, bad[i].text, strlen(bad[i].text), 0),
				 (ssize_t)strlen(bad[i].text));
		assert_true(edges_read(&g, path, &d) < 0);
		assert_null(g.row);
		snprintf(where, sizeof(where), "%s%s", path, bad[i].where);
		assert_string_equal(d.where, where);
		if (!strstr(d.text, bad[i].says))
			fail_msg("%zu: \"%s\" does not say \"%s\"", i, d.text, bad[i].says);
	}
	close(fd);
	unlink(path);
}

static void edges_may_be_listed_twice(void **state)
{
	static const char text[] = "c x\n\np edge 3 2\r\ne 1 2\r\ne 2 1\ne 3 2\ne 2 3\n";
	char path[] = "/tmp/colXXXXXX";
	struct diag d = {0};
	struct edges g;
	int fd = mkstemp(path);

	(void)state;
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	assert_int_equal(edges_read(&g, path, &d), 0);
	assert_int_equal(edges_count(&g), 2);
	edges_release(&g);
	unlink(path);
	assert_int_equal(edges_read(&g, path, &d), -CM_EIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dsatur_is_proper),
	    cmocka_unit_test(dsatur_is_exact_on_bipartite_graphs),
	    cmocka_unit_test(searches_tell_the_truth),
	    cmocka_unit_test(reaches_the_best_known),
	    cmocka_unit_test(same_seed_same_colours),
	    cmocka_unit_test(neighbours_are_the_rows),
	    cmocka_unit_test(bad_files_are_located),
	    cmocka_unit_test(edges_may_be_listed_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
