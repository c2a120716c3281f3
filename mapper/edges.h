/* SPDX-License-Identifier: Apache-2.0 */
/* Undirected graph of vertices 0..n-1 as symmetric bit rows: what must not share a colour. */
#ifndef CM_MAPPER_EDGES_H
#define CM_MAPPER_EDGES_H

#include "base/bitset.h"
#include "base/diag.h"

#define EDGES_MAX_VERTICES 20000u /* 50 MB of rows */

struct edges {
	uint32_t n;
	size_t words;  /* a row */
	uint64_t *row; /* [n * words] */
};

void edges_init(struct edges *g, uint32_t n);
void edges_release(struct edges *g);
/* Both directions; adding an edge again changes nothing. */
void edges_add(struct edges *g, uint32_t a, uint32_t b);

static inline const uint64_t *edges_row(const struct edges *g, uint32_t v)
{
	return g->row + (size_t)v * g->words;
}
static inline bool edges_has(const struct edges *g, uint32_t a, uint32_t b)
{
	return bits_get(edges_row(g, a), b);
}
uint32_t edges_degree(const struct edges *g, uint32_t v);
uint64_t edges_count(const struct edges *g);

/* A clique found greedily from every vertex in turn, ascending; out: [n]. Returns its size, a lower
 * bound on the colours needed. */
uint32_t edges_clique(const struct edges *g, uint32_t *out);

/* Reads a DIMACS .col file: "c" comments, one "p edge VERTICES EDGES", then "e A B" with vertices
 * from 1. EDGES may count lines or distinct edges. On error g is released and d says path:line. */
int edges_read(struct edges *g, const char *path, struct diag *d);

/* Neighbours as lists, for searches that walk them often. */
struct neighbours {
	uint32_t *first; /* [n + 1] */
	uint32_t *list;
};
void neighbours_init(struct neighbours *nb, const struct edges *g);
void neighbours_release(struct neighbours *nb);

#endif
