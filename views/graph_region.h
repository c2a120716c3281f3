/* SPDX-License-Identifier: Apache-2.0 */
/* Regions as nodes, with the objects in them. */
#ifndef CM_VIEWS_GRAPH_REGION_H
#define CM_VIEWS_GRAPH_REGION_H

#include "views/graph.h"

/* The objects of each region, those with most writers first: order[first[r] .. first[r + 1]). */
struct region_contents {
	uint32_t *order, *first;
	const uint32_t *writers; /* [object] */
};

/* In c's memory. */
int region_contents_read(struct region_contents *rc, struct census *c, sqlite3 *db, struct diag *d);

/* Functions that reach each region only because it shares a key: [region], in mem. */
uint32_t *region_granted(const struct census *c, struct arena *mem);

/* Adds region r as a node; rows: how many of its objects are written in it. */
uint32_t region_node(struct picture *g, const struct census *c, const struct region_contents *rc,
		     uint32_t r, uint32_t cluster, uint32_t granted, uint32_t rows);

#endif
