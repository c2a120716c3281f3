/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/kcolour.h"
#include "base/arena.h"
#include "mapper/colour.h"
#include "mapper/partialcol.h"
#include "mapper/tabucol.h"

#include <string.h>

/* Moves before the other search has a go. What TabuCol can do it does soon; PartialCol, whose
 * moves cost the same, finds le450_15c and 15d in most runs of this length. */
#define TABUCOL_TURN	200000u
#define PARTIALCOL_TURN 800000u

uint64_t kcolour(const struct edges *g, uint32_t ncolours, uint64_t seed, uint64_t moves,
		 uint32_t *colour)
{
	size_t bytes = g->n * sizeof(*colour);
	struct arena mem;
	uint64_t best, bad;

	arena_init(&mem);
	uint32_t *first = arena_alloc(&mem, bytes), *now = arena_alloc(&mem, bytes);

	colour_dsatur(g, first);
	memcpy(colour, first, bytes);
	/* No moves: only paints what DSATUR coloured beyond ncolours, and counts. */
	best = tabucol(g, ncolours, seed, 0, colour);
	for (uint64_t turn = 0; best && moves; turn++) {
		uint64_t length = turn % 2 ? PARTIALCOL_TURN : TABUCOL_TURN;
		uint64_t some = moves < length ? moves : length;

		moves -= some;
		memcpy(now, first, bytes);
		if (turn % 2 && partialcol(g, ncolours, seed + turn, some, now))
			some = 0; /* the rest is painted, not searched */
		bad = tabucol(g, ncolours, seed + turn, some, now);
		if (bad < best) {
			best = bad;
			memcpy(colour, now, bytes);
		}
	}
	arena_release(&mem);
	return best;
}
