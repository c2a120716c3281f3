/* SPDX-License-Identifier: Apache-2.0 */
#include "views/graph.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define DOT_NODES 120 /* beyond this dot takes too long */
#define DOT_EDGES 700

void picture_init(struct picture *g, uint32_t max_nodes)
{
	static const struct picture_node none;

	memset(g, 0, sizeof(*g));
	arena_init(&g->mem);
	g->title = g->subtitle = "";
	g->max_nodes = max_nodes;
	vec_push(&g->clusters, "");
	vec_push(&g->nodes, none);
}

void picture_release(struct picture *g)
{
	vec_each (&g->nodes, i) {
		vec_free(&g->nodes.v[i].rows);
		vec_free(&g->nodes.v[i].items);
	}
	vec_free(&g->notes);
	vec_free(&g->clusters);
	vec_free(&g->nodes);
	vec_free(&g->edges);
	arena_release(&g->mem);
}

/* Names come from object files and may hold anything. Graphviz gives backslashes a meaning of its
 * own, and needs UTF-8: what is not plain ASCII text becomes %XX here, once for every writer. */
static const char *plain(struct picture *g, const char *text)
{
	char *copy = arena_alloc(&g->mem, 3 * strlen(text) + 1), *at = copy;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c >= 0x7f || c == '\\')
			at += sprintf(at, "%%%02X", c);
		else
			*at++ = (char)c;
	}
	*at = 0;
	return copy;
}

void picture_title(struct picture *g, const char *title, const char *subtitle)
{
	g->title = plain(g, title);
	g->subtitle = plain(g, subtitle);
}

uint32_t picture_cluster(struct picture *g, const char *title)
{
	vec_push(&g->clusters, plain(g, title));
	return g->clusters.n - 1;
}

uint32_t picture_node(struct picture *g, enum picture_shape shape, uint32_t cluster, int key,
		      const char *title, const char *detail)
{
	struct picture_node n = {
	    .shape = shape,
	    .cluster = cluster,
	    .key = key,
	    .name = plain(g, title),
	    .title = plain(g, title),
	    .detail = plain(g, detail),
	};

	vec_push(&g->nodes, n);
	return g->nodes.n - 1;
}

uint32_t picture_cell(struct picture *g, enum picture_shape shape, uint32_t row, uint32_t column,
		      int key, const char *title, const char *detail)
{
	uint32_t node = picture_node(g, shape, 0, key, title, detail);

	g->nodes.v[node].row = row;
	g->nodes.v[node].column = column;
	g->table_rows = row > g->table_rows ? row : g->table_rows;
	g->table_columns = column > g->table_columns ? column : g->table_columns;
	return node;
}

void picture_row(struct picture *g, uint32_t node, const char *text)
{
	vec_push(&g->nodes.v[node].rows, plain(g, text));
}

static void add_item(struct picture *g, uint32_t node, const char *text, bool heading)
{
	struct picture_item item = {plain(g, text), heading};

	vec_push(&g->nodes.v[node].items, item);
}

void picture_heading(struct picture *g, uint32_t node, const char *text)
{
	add_item(g, node, text, true);
}

void picture_item(struct picture *g, uint32_t node, const char *text)
{
	add_item(g, node, text, false);
}

void picture_edge(struct picture *g, uint32_t from, uint32_t to, enum picture_line line,
		  uint64_t weight, const char *tip)
{
	struct picture_edge e = {from, to, line, weight, plain(g, tip)};

	vec_push(&g->edges, e);
}

void picture_note(struct picture *g, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	vec_push(&g->notes, plain(g, text));
}

struct ranked_edge {
	uint64_t weight;
	uint32_t at;
};

static int heavier_first(const void *pa, const void *pb)
{
	const struct ranked_edge *a = pa, *b = pb;

	if (a->weight != b->weight)
		return a->weight < b->weight ? 1 : -1;
	return a->at < b->at ? -1 : a->at > b->at;
}

void picture_thin(struct picture *g, uint32_t most)
{
	uint32_t n = g->edges.n, kept = 0, at = 0;
	uint64_t dropped = 0, all = 0;
	struct ranked_edge *rank;
	bool *keep, *seen;

	if (n <= most)
		return;
	rank = arena_array(&g->mem, struct ranked_edge, n);
	keep = arena_array(&g->mem, bool, n);
	seen = arena_array(&g->mem, bool, g->nodes.n);
	for (uint32_t i = 0; i < n; i++)
		rank[i] = (struct ranked_edge){g->edges.v[i].weight, i};
	qsort(rank, n, sizeof(*rank), heavier_first);
	for (uint32_t i = 0; i < n; i++) {
		const struct picture_edge *e = &g->edges.v[rank[i].at];

		keep[rank[i].at] = kept < most || !seen[e->from] || !seen[e->to];
		kept += keep[rank[i].at];
		seen[e->from] = seen[e->to] = true;
	}
	for (uint32_t i = 0; i < n; i++) {
		all += g->edges.v[i].weight;
		if (keep[i])
			g->edges.v[at++] = g->edges.v[i];
		else
			dropped += g->edges.v[i].weight;
	}
	g->edges.n = at;
	picture_note(g, "(+%u lighter lines left out: %.1f%% of the weight)", n - at,
		     all ? 100.0 * (double)dropped / (double)all : 0.0);
}

enum picture_layout picture_choose_layout(const struct picture *g, enum picture_layout asked)
{
	if (g->table_rows) /* a table is laid out already */
		return LAYOUT_DOT;
	if (asked != LAYOUT_AUTO)
		return asked;
	return g->nodes.n - 1 <= DOT_NODES && g->edges.n <= DOT_EDGES ? LAYOUT_DOT : LAYOUT_SFDP;
}
