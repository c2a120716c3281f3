/* SPDX-License-Identifier: Apache-2.0 */
/* Colouring with a fixed number of colours by tabu search over partial colourings: a vertex without
 * a colour takes one, and its neighbours of that colour lose theirs and may not take it back soon.
 * Source: Blöchliger & Zufferey 2008, Computers & OR 35(3), PartialCol with the FOO tenure; the
 * scheme is Hertz & de Werra's TabuCol of 1987. */
#ifndef CM_MAPPER_TABUCOL_H
#define CM_MAPPER_TABUCOL_H

#include "mapper/edges.h"

/* colour: in, a start (values 1..ncolours, anything else is no colour); out, [n], 1..ncolours.
 * Returns the number of conflicting edges left, 0 for a proper colouring. Stops after iterations
 * moves without one. Deterministic for a seed. */
uint64_t tabucol(const struct edges *g, uint32_t ncolours, uint64_t seed, uint64_t iterations,
		 uint32_t *colour);

#endif
