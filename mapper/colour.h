/* SPDX-License-Identifier: Apache-2.0 */
/* Constructive colouring in the order of saturation. Source: Brélaz 1979, CACM 22(4). */
#ifndef CM_MAPPER_COLOUR_H
#define CM_MAPPER_COLOUR_H

#include "mapper/edges.h"

/* Gives every vertex the lowest colour none of its neighbours has; colour: out, [n], values from 1.
 * Next is the vertex that sees the most colours, then of highest degree, then the lowest.
 * Returns the number of colours used. */
uint32_t colour_dsatur(const struct edges *g, uint32_t *colour);

/* The same order, but ties in saturation go to the heaviest vertex, and each takes, of the
 * ncolours that its neighbours leave, the one cost likes best (lowest wins a tie; of unused
 * colours only the lowest is offered).
 * Returns the number of vertices that found no colour; theirs is 0. */
struct colour_costs {
	const uint64_t *weight;					       /* [n] */
	uint64_t (*cost)(void *ctx, uint32_t vertex, uint32_t colour); /* of joining colour */
	void (*take)(void *ctx, uint32_t vertex, uint32_t colour);
	void *ctx;
};
uint32_t colour_weighted(const struct edges *g, uint32_t ncolours, const struct colour_costs *costs,
			 uint32_t *colour);

#endif
