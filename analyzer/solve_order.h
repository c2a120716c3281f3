/* SPDX-License-Identifier: Apache-2.0 */
/* In which order nodes are looked at, and which of them are one because copy edges go round. */
#ifndef CM_ANALYZER_SOLVE_ORDER_H
#define CM_ANALYZER_SOLVE_ORDER_H

#include "analyzer/solve_int.h"

struct search_frame {
	node_id node;
	uint32_t next, low;
};

/* Both searches of the graph work on it, one at a time. */
struct search {
	VEC(struct search_frame) frames;
	VEC(node_id) stack;
	VEC(uint32_t) index; /* [node] -> number in this search, 0 none */
	VEC(uint8_t) on_stack;
	uint32_t counter;
	uint64_t edges; /* in the graph when it was last searched whole */
};

/* Ranks: a node's is higher than those of all it leads to by copy edges and arithmetic, but where
 * these go round or came later. They stay while no edge is new, and till then new nodes are ranked
 * above the others. */
struct order {
	struct search search; /* index: a node's rank + 1 */
	VEC(node_id) node;    /* [rank] */
	VEC(uint64_t) due;    /* bit per rank */
};

/* Merges the cycles of copy edges that can be reached from dirty nodes, if edges are new. */
void order_merge_cycles(struct solution *s, struct search *d);

/* Moves all dirty nodes to those that are due. */
void order_begin(struct solution *s, struct order *o);
/* Takes the due node of the highest rank that is below *rank, and sets that; false when none is. */
bool order_next(struct order *o, uint32_t *rank, node_id *n);
/* Moves dirty nodes from index kept on to those that are due, where their ranks are below rank. */
void order_add(struct solution *s, struct order *o, uint32_t rank, uint32_t kept);

void order_release(struct order *o);
void search_release(struct search *d);

#endif
