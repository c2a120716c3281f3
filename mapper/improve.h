/* SPDX-License-Identifier: Apache-2.0 */
/* Tabu search over whole assignments: the best move of one vertex to another key that is not a move
 * back, restarted from the best with a few random moves when it stalls; at the end, exchanges of
 * two vertices until none helps. Source: Hertz & de Werra 1987, Computing 39(4), for tabu search in
 * colouring; the cost here is sharing.h's, exact at every step. */
#ifndef CM_MAPPER_IMPROVE_H
#define CM_MAPPER_IMPROVE_H

#include "mapper/sharing.h"

struct improve_options {
	uint64_t seed;
	uint64_t work; /* the search ends when s->work has reached it; 2 * 10^8 is a second or so */
	int64_t enough; /* stop at this cost: nothing can be below it */
};

/* s: in, a complete assignment without blocked pairs; out, the best one found, likewise.
 * Deterministic for a seed. */
void improve_sharing(struct sharing *s, const struct improve_options *opt);

#endif
