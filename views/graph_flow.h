/* SPDX-License-Identifier: Apache-2.0 */
/* Functions put in groups, regions put under targets, and how many functions of each group may
 * write each target: the arithmetic behind the pictures. */
#ifndef CM_VIEWS_GRAPH_FLOW_H
#define CM_VIEWS_GRAPH_FLOW_H

#include "views/graph.h"

struct flow_group {
	const char *name;
	uint32_t kind; /* the caller's; groups of one kind may be merged */
	uint32_t cluster;
	uint32_t functions; /* of it that may write a target */
	uint32_t merged;    /* groups that stand in this one; 0: it is itself */
	uint32_t node;	    /* once drawn */
};

struct flow {
	const struct census *c;
	struct arena *mem;
	uint32_t ngroups, ntargets; /* ids from 1 */
	struct flow_group *group;
	uint32_t *group_of;    /* [function], 0: none */
	uint32_t *target_of;   /* [region], 0: none */
	uint32_t *target_node; /* [target], the caller's */
	uint32_t *count;       /* [group * (ntargets + 1) + target]: functions */
};

/* group_of and target_of are zeroed for the caller to fill, as are names, kinds and clusters. */
void flow_init(struct flow *f, const struct census *c, struct arena *mem, uint32_t ngroups,
	       uint32_t ntargets);
void flow_count(struct flow *f);
/* Merges all but the `keep` groups of kind with the most functions into one named "+N more NOUN";
 * counts again. */
void flow_merge(struct flow *f, uint32_t kind, uint32_t keep, const char *noun);
/* A node for each group with functions, then its edges. */
void flow_draw_groups(struct flow *f, struct picture *g);
void flow_draw_edges(struct flow *f, struct picture *g);

#endif
