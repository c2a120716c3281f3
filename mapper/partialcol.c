/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/partialcol.h"
#include "base/arena.h"
#include "mapper/random.h"

#include <string.h>

struct search {
	struct arena mem;
	struct neighbours nb;
	uint32_t ncolours;
	uint32_t *colour; /* [n], 1..ncolours, 0 uncoloured */
	uint32_t *near;	  /* [n * ncolours]: neighbours of v that have colour c + 1 */
	uint64_t *until;  /* [n * ncolours]: (v, c) is tabu before this iteration */
	uint32_t *bare;	  /* the uncoloured vertices */
	uint32_t *place;  /* [n]: where in bare */
	uint32_t nbare;
};

static void strip(struct search *s, uint32_t v)
{
	s->place[v] = s->nbare;
	s->bare[s->nbare++] = v;
	s->colour[v] = 0;
}

static void dress(struct search *s, uint32_t v, uint32_t c)
{
	uint32_t last = s->bare[--s->nbare];

	s->bare[s->place[v]] = last;
	s->place[last] = s->place[v];
	s->colour[v] = c;
}

static void count_near(struct search *s, uint32_t v, uint32_t c, int by)
{
	for (uint32_t i = s->nb.first[v]; i < s->nb.first[v + 1]; i++)
		s->near[(size_t)s->nb.list[i] * s->ncolours + c - 1] += (uint32_t)by;
}

static void give(struct search *s, uint32_t v, uint32_t c)
{
	dress(s, v, c);
	count_near(s, v, c, 1);
}

static void start(struct search *s, const struct edges *g, uint32_t ncolours, uint32_t *colour)
{
	size_t cells = (size_t)g->n * ncolours;

	arena_init(&s->mem);
	s->ncolours = ncolours;
	neighbours_init(&s->nb, g);
	s->colour = arena_array(&s->mem, uint32_t, g->n);
	s->near = arena_array(&s->mem, uint32_t, cells);
	s->until = arena_array(&s->mem, uint64_t, cells);
	s->bare = arena_array(&s->mem, uint32_t, g->n);
	s->place = arena_array(&s->mem, uint32_t, g->n);
	s->nbare = 0;
	for (uint32_t v = 0; v < g->n; v++)
		strip(s, v);
	for (uint32_t v = 0; v < g->n; v++) {
		uint32_t c = colour[v];

		if (c >= 1 && c <= ncolours && !s->near[(size_t)v * ncolours + c - 1])
			give(s, v, c);
	}
}

static void finish(struct search *s)
{
	neighbours_release(&s->nb);
	arena_release(&s->mem);
}

/* The allowed (vertex, colour) that uncolours fewest; ties at random. False when all are tabu. */
static bool choose(const struct search *s, uint64_t now, uint32_t best, struct random *rnd,
		   uint32_t *vertex, uint32_t *colour)
{
	uint32_t least = UINT32_MAX, ties = 0;

	for (uint32_t i = 0; i < s->nbare; i++) {
		uint32_t v = s->bare[i];
		const uint32_t *near = s->near + (size_t)v * s->ncolours;
		const uint64_t *until = s->until + (size_t)v * s->ncolours;

		for (uint32_t c = 0; c < s->ncolours; c++) {
			if (near[c] > least)
				continue;
			/* A tabu move is still good when it beats everything seen so far. */
			if (until[c] > now && s->nbare - 1 + near[c] >= best)
				continue;
			if (near[c] < least) {
				least = near[c];
				ties = 0;
			}
			if (random_below(rnd, ++ties) == 0) {
				*vertex = v;
				*colour = c + 1;
			}
		}
	}
	return ties > 0;
}

static void move(struct search *s, uint32_t v, uint32_t c, uint64_t until)
{
	for (uint32_t i = s->nb.first[v]; i < s->nb.first[v + 1]; i++) {
		uint32_t u = s->nb.list[i];

		if (s->colour[u] != c)
			continue;
		strip(s, u);
		count_near(s, u, c, -1);
		s->until[(size_t)u * s->ncolours + c - 1] = until;
	}
	give(s, v, c);
}

uint32_t partialcol(const struct edges *g, uint32_t ncolours, uint64_t seed, uint64_t iterations,
		    uint32_t *colour)
{
	struct random rnd = {.state = seed};
	struct search s;
	uint32_t best, v, c;

	start(&s, g, ncolours, colour);
	best = s.nbare;
	memcpy(colour, s.colour, g->n * sizeof(*colour));
	for (uint64_t now = 1; now <= iterations && s.nbare; now++) {
		if (!choose(&s, now, best, &rnd, &v, &c))
			continue;
		/* A long tenure: with 0.6 per uncoloured vertex, TabuCol's, le450_15c and 15d are
		 * found by one seed in three and none; with 1.2 by nearly all. */
		move(&s, v, c, now + 1 + s.nbare * 6 / 5 + random_below(&rnd, 10));
		if (s.nbare < best) {
			best = s.nbare;
			memcpy(colour, s.colour, g->n * sizeof(*colour));
		}
	}
	finish(&s);
	return best;
}
