/* SPDX-License-Identifier: Apache-2.0 */
/* The dull judge of colourings and assignments: counts again from the raw input, sharing no code
 * with the searches. */
#ifndef CM_MAPPER_COLOUR_CHECK_H
#define CM_MAPPER_COLOUR_CHECK_H

#include "mapper/edges.h"
#include "mapper/matrix.h"

/* Edges whose two ends have one colour; a vertex with a colour outside 1..ncolours counts as one
 * more. used: out, how many different colours occur. */
uint64_t colour_check_edges(const struct edges *g, const uint32_t *colour, uint32_t ncolours,
			    uint32_t *used);

/* Pairs (function, region), or (function, object) when per_object, that are granted only because
 * the region shares its key. key: [m->regions.n], 1..nkeys each, or the program ends in BUG(). */
uint64_t colour_check_sharing(const struct matrix *m, const uint32_t *key, uint32_t nkeys,
			      bool per_object);

#endif
