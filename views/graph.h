/* SPDX-License-Identifier: Apache-2.0 */
/* A picture before it is drawn: nodes in clusters, weighted edges, and the words around them.
 *
 * The four views (graph_view_*.c) fill a graph from a census; graph_dot.c writes it as Graphviz
 * source, graph_draw.c lays it out and renders SVG, graph_page.c wraps that in a page. Text given
 * in is copied into mem and is plain: escaping belongs to the writers. Nodes and edges are drawn in
 * the order they were added. */
#ifndef CM_VIEWS_GRAPH_H
#define CM_VIEWS_GRAPH_H

#include "base/vec.h"
#include "views/census.h"

#include <stdio.h>

enum graph_shape {
	GRAPH_FUNCTIONS, /* a group of functions */
	GRAPH_FUNCTION,  /* one */
	GRAPH_FOCUS,     /* the one the picture is about */
	GRAPH_REGION,
	GRAPH_KEY,
	GRAPH_DATA, /* a subsystem's regions together */
	GRAPH_MORE, /* stands for what was left out */
	GRAPH_SHAPE_COUNT
};

enum graph_line {
	GRAPH_WRITES,   /* may write, by an access */
	GRAPH_SHARES,   /* may write only because a key is shared */
	GRAPH_OPENS,    /* a key opens a region */
	GRAPH_DIRECT,   /* calls */
	GRAPH_INDIRECT, /* calls through a pointer */
	GRAPH_LINE_COUNT
};

struct graph_node {
	enum graph_shape shape;
	uint32_t cluster;  /* 0: none */
	int key;           /* colours regions, keys and data; CENSUS_NOT_SET else */
	const char *title; /* bold */
	const char *detail;       /* below it, "" for none */
	VEC(const char *) rows;   /* regions and data: what is inside, most written first */
	VEC(const char *) lists;  /* what the node stands for: all of it, for tooltip and page */
	const char *lists_title;
};

struct graph_edge {
	uint32_t from, to;
	enum graph_line line;
	uint64_t weight;
	const char *tip;
};

struct graph {
	struct arena mem;
	const char *title, *subtitle;
	VEC(const char *) notes;
	VEC(const char *) clusters;    /* entry 0 unused */
	VEC(struct graph_node) nodes;  /* entry 0 unused */
	VEC(struct graph_edge) edges;
	uint32_t max_nodes;
	bool left_to_right;
};

void graph_init(struct graph *g, uint32_t max_nodes);
void graph_release(struct graph *g);

uint32_t graph_cluster(struct graph *g, const char *title);
uint32_t graph_node(struct graph *g, enum graph_shape shape, uint32_t cluster, int key,
		    const char *title, const char *detail);
void graph_row(struct graph *g, uint32_t node, const char *text);
void graph_list(struct graph *g, uint32_t node, const char *text);
void graph_edge(struct graph *g, uint32_t from, uint32_t to, enum graph_line line, uint64_t weight,
		const char *tip);
/* A line under the title: what the picture leaves out, or how to read it. */
void graph_note(struct graph *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Keeps the `most` heaviest edges, and every node's heaviest; says so in a note. */
void graph_thin(struct graph *g, uint32_t most);

/* The views. A name the store does not know is -CM_ENOTFOUND with the nearest names in d. */
int graph_view_kernel(struct graph *g, const struct census *c, struct diag *d);
int graph_view_subsystem(struct graph *g, struct census *c, sqlite3 *db, const char *const *names,
			 uint32_t n, struct diag *d);
int graph_view_function(struct graph *g, struct census *c, sqlite3 *db, const char *name,
			unsigned hops, struct diag *d);
int graph_view_key(struct graph *g, const struct census *c, int key, struct diag *d);

enum graph_layout { LAYOUT_AUTO, LAYOUT_DOT, LAYOUT_SFDP };
/* What auto means for g: dot for small pictures, whose layers it shows best; it takes minutes at a
 * few hundred nodes, where sfdp takes seconds. */
enum graph_layout graph_choose_layout(const struct graph *g, enum graph_layout asked);

/* Graphviz source, the attributes chosen for layout. */
void graph_write_dot(const struct graph *g, enum graph_layout layout, FILE *out);
/* The picture as SVG (malloc'd, *n bytes). */
int graph_draw(const struct graph *g, enum graph_layout layout, char **svg, size_t *n,
	       struct diag *d);
/* A page that works offline, around that SVG. */
void graph_write_page(const struct graph *g, const char *svg, size_t n, FILE *out);

#endif
