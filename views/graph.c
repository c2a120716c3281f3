/* SPDX-License-Identifier: Apache-2.0 */
#include "views/graph.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define DOT_NODES 120 /* beyond this dot takes too long */
#define DOT_EDGES 700

void graph_init(struct graph *g, uint32_t max_nodes)
{
	static const struct graph_node none;

	memset(g, 0, sizeof(*g));
	arena_init(&g->mem);
	g->title = g->subtitle = "";
	g->max_nodes = max_nodes;
	g->left_to_right = true;
	vec_push(&g->clusters, "");
	vec_push(&g->nodes, none);
}

void graph_release(struct graph *g)
{
	vec_each(&g->nodes, i) {
		vec_free(&g->nodes.v[i].rows);
		vec_free(&g->nodes.v[i].lists);
	}
	vec_free(&g->notes);
	vec_free(&g->clusters);
	vec_free(&g->nodes);
	vec_free(&g->edges);
	arena_release(&g->mem);
}

uint32_t graph_cluster(struct graph *g, const char *title)
{
	vec_push(&g->clusters, arena_strdup(&g->mem, title));
	return g->clusters.n - 1;
}

uint32_t graph_node(struct graph *g, enum graph_shape shape, uint32_t cluster, int key,
		    const char *title, const char *detail)
{
	struct graph_node n = {
		.shape = shape,
		.cluster = cluster,
		.key = key,
		.title = arena_strdup(&g->mem, title),
		.detail = arena_strdup(&g->mem, detail),
		.lists_title = "",
	};

	vec_push(&g->nodes, n);
	return g->nodes.n - 1;
}

void graph_row(struct graph *g, uint32_t node, const char *text)
{
	vec_push(&g->nodes.v[node].rows, arena_strdup(&g->mem, text));
}

void graph_list(struct graph *g, uint32_t node, const char *text)
{
	vec_push(&g->nodes.v[node].lists, arena_strdup(&g->mem, text));
}

void graph_edge(struct graph *g, uint32_t from, uint32_t to, enum graph_line line, uint64_t weight,
		const char *tip)
{
	struct graph_edge e = {from, to, line, weight, arena_strdup(&g->mem, tip)};

	vec_push(&g->edges, e);
}

void graph_note(struct graph *g, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	vec_push(&g->notes, arena_strdup(&g->mem, text));
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

void graph_thin(struct graph *g, uint32_t most)
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
		const struct graph_edge *e = &g->edges.v[rank[i].at];

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
	graph_note(g, "(+%u lighter lines left out: %.1f%% of the weight)", n - at,
		   all ? 100.0 * (double)dropped / (double)all : 0.0);
}

enum graph_layout graph_choose_layout(const struct graph *g, enum graph_layout asked)
{
	if (asked != LAYOUT_AUTO)
		return asked;
	return g->nodes.n - 1 <= DOT_NODES && g->edges.n <= DOT_EDGES ? LAYOUT_DOT : LAYOUT_SFDP;
}
