/* SPDX-License-Identifier: Apache-2.0 */
/* Colouring with a fixed number of colours, by whatever works: DSATUR, then TabuCol and PartialCol
 * in turns, because each finds at once what the other does not (le450_15a and le450_15d). */
#ifndef CM_MAPPER_KCOLOUR_H
#define CM_MAPPER_KCOLOUR_H

#include "mapper/edges.h"

#define KCOLOUR_EFFORT 500000u /* moves to a unit of --effort */

/* colour: out, [n], values 1..ncolours. Returns the number of conflicting edges left, 0 for a
 * proper colouring. moves: the searches' limit in all. Deterministic for a seed. */
uint64_t kcolour(const struct edges *g, uint32_t ncolours, uint64_t seed, uint64_t moves,
		 uint32_t *colour);

#endif
