/* SPDX-License-Identifier: Apache-2.0 */
/* A picture before it is drawn: nodes in clusters, weighted edges, and the words around them.
 *
 * The four views (graph_view_*.c) fill it from a census; graph_dot.c writes it as Graphviz
 * source, graph_draw.c lays it out and renders SVG, graph_page.c wraps that in a page. Text given
 * in is copied into mem and is plain: escaping belongs to the writers. Nodes and edges are drawn in
 * the order they were added. */
#ifndef CM_VIEWS_GRAPH_H
#define CM_VIEWS_GRAPH_H

#include "base/vec.h"
#include "views/census.h"

#include <stdio.h>

enum picture_shape {
	PICTURE_FUNCTIONS, /* a group of functions */
	PICTURE_FUNCTION,  /* one */
	PICTURE_FOCUS,	   /* the one the picture is about */
	PICTURE_REGION,
	PICTURE_KEY,
	PICTURE_ROW,	/* the head of a table's row */
	PICTURE_COLUMN, /* the head of a column */
	PICTURE_CELL,
	PICTURE_MORE, /* stands for what was left out */
	PICTURE_SHAPE_COUNT
};

enum picture_line {
	PICTURE_WRITES,	  /* may write, by an access */
	PICTURE_SHARES,	  /* may write only because a key is shared */
	PICTURE_DIRECT,	  /* calls */
	PICTURE_INDIRECT, /* calls through a pointer */
	PICTURE_BELONGS,  /* a cell to its row and column: not drawn, for the page */
	PICTURE_LINE_COUNT
};

/* For pictures of writers and what they write, without calls. */
enum picture_columns {
	PICTURE_FREE,
	PICTURE_TWO_COLUMNS,   /* writers, regions */
	PICTURE_THREE_COLUMNS, /* writers in a cluster, regions, other writers */
};

struct picture_item {
	const char *text;
	bool heading;
};

struct picture_node {
	enum picture_shape shape;
	uint32_t cluster;		/* 0: none */
	uint32_t row, column;		/* of the picture's table, from 1; a head has 0 across */
	int key;			/* colours regions, keys and cells; CENSUS_NOT_SET else */
	uint8_t shade;			/* cells without a key: 0..100 */
	const char *name;		/* in lists and tooltips */
	const char *title;		/* bold */
	const char *detail;		/* below it, "" for none */
	VEC(const char *) rows;		/* written inside the node */
	VEC(struct picture_item) items; /* what it stands for, for the tooltip and the page */
};

struct picture_edge {
	uint32_t from, to;
	enum picture_line line;
	uint64_t weight;
	const char *tip;
};

struct picture {
	struct arena mem;
	const char *title, *subtitle;
	VEC(const char *) notes;
	VEC(const char *) clusters;	/* entry 0 unused */
	VEC(struct picture_node) nodes; /* entry 0 unused */
	VEC(struct picture_edge) edges;
	uint32_t max_nodes;
	enum picture_columns columns;
	uint32_t table_rows, table_columns; /* 0: no table */
};

void picture_init(struct picture *g, uint32_t max_nodes);
void picture_release(struct picture *g);

void picture_title(struct picture *g, const char *title, const char *subtitle);
uint32_t picture_cluster(struct picture *g, const char *title);
uint32_t picture_node(struct picture *g, enum picture_shape shape, uint32_t cluster, int key,
		      const char *title, const char *detail);
/* Part of the picture's one table. */
uint32_t picture_cell(struct picture *g, enum picture_shape shape, uint32_t row, uint32_t column,
		      int key, const char *title, const char *detail);
void picture_row(struct picture *g, uint32_t node, const char *text);
void picture_heading(struct picture *g, uint32_t node, const char *text);
void picture_item(struct picture *g, uint32_t node, const char *text);
void picture_edge(struct picture *g, uint32_t from, uint32_t to, enum picture_line line,
		  uint64_t weight, const char *tip);
/* A line under the title: what the picture leaves out, or how to read it. */
void picture_note(struct picture *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Keeps the `most` heaviest edges, and every node's heaviest; says so in a note. */
void picture_thin(struct picture *g, uint32_t most);

/* The views. A name the store does not know is -CM_ENOTFOUND with the nearest names in d. */
void picture_view_kernel(struct picture *g, const struct census *c);
int picture_view_subsystem(struct picture *g, struct census *c, sqlite3 *db,
			   const char *const *names, uint32_t n, struct diag *d);
int picture_view_function(struct picture *g, struct census *c, sqlite3 *db, const char *name,
			  unsigned hops, struct diag *d);
int picture_view_key(struct picture *g, struct census *c, sqlite3 *db, int key, struct diag *d);

enum picture_layout { LAYOUT_AUTO, LAYOUT_DOT, LAYOUT_SFDP };
/* What auto means for g: dot for small pictures, whose layers it shows best; it takes minutes at a
 * few hundred nodes, where sfdp takes seconds. */
enum picture_layout picture_choose_layout(const struct picture *g, enum picture_layout asked);

/* Graphviz source, the attributes chosen for layout. */
void picture_write_dot(const struct picture *g, enum picture_layout layout, FILE *out);
/* The picture as SVG (malloc'd, *n bytes). */
int picture_draw(const struct picture *g, enum picture_layout layout, char **svg, size_t *n,
		 struct diag *d);
/* A page that works offline, around that SVG. */
void picture_write_page(const struct picture *g, const char *svg, size_t n, FILE *out);

#endif
