/* SPDX-License-Identifier: Apache-2.0 */
/* Colouring with a fixed number of colours by tabu search over complete colourings: the best change
 * of one conflicting vertex's colour, which may not be changed back soon.
 * Source: Hertz & de Werra 1987, Computing 39(4); the tenure is Galinier & Hao's of 1999. */
#ifndef CM_MAPPER_TABUCOL_H
#define CM_MAPPER_TABUCOL_H

#include "mapper/edges.h"

/* colour: in, a start (values 1..ncolours, any other vertex starts at random); out, [n], the best
 * seen. Returns its conflicting edges, 0 for a proper colouring. Stops after iterations moves.
 * Deterministic for a seed. */
uint64_t tabucol(const struct edges *g, uint32_t ncolours, uint64_t seed, uint64_t iterations,
		 uint32_t *colour);

#endif
