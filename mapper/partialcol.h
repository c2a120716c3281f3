/* SPDX-License-Identifier: Apache-2.0 */
/* Colouring with a fixed number of colours by tabu search over partial colourings: a vertex without
 * a colour takes one, and its neighbours of that colour lose theirs and may not take it back soon.
 * Source: Blöchliger & Zufferey 2008, Computers & OR 35(3). */
#ifndef CM_MAPPER_PARTIALCOL_H
#define CM_MAPPER_PARTIALCOL_H

#include "mapper/edges.h"

/* colour: in, a start (values 1..ncolours, anything else is no colour); out, [n], a proper
 * colouring with 0 for the vertices left out. Returns how many those are. Stops after iterations
 * moves. Deterministic for a seed. */
uint32_t partialcol(const struct edges *g, uint32_t ncolours, uint64_t seed, uint64_t iterations,
		    uint32_t *colour);

#endif
