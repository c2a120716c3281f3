/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/tabucol.h"
#include "base/arena.h"
#include "mapper/random.h"

#include <string.h>

struct search {
	struct arena mem;
	struct neighbours nb;
	uint32_t ncolours;
	uint32_t *colour;   /* [n], 1..ncolours */
	uint32_t *near;	    /* [n * ncolours]: neighbours of v that have colour c + 1 */
	uint64_t *until;    /* [n * ncolours]: (v, c) is tabu before this iteration */
	uint32_t *clashing; /* the vertices with a neighbour of their colour */
	uint32_t *place;    /* [n]: 1 + where in clashing, 0 when not there */
	uint32_t nclashing;
	uint64_t bad; /* conflicting edges */
};

static uint32_t *near(const struct search *s, uint32_t v, uint32_t c)
{
	return &s->near[(size_t)v * s->ncolours + c - 1];
}

/* Puts v into clashing or takes it out, as its neighbours say. */
static void review(struct search *s, uint32_t v)
{
	bool clashes = *near(s, v, s->colour[v]) > 0;

	if (clashes && !s->place[v]) {
		s->clashing[s->nclashing++] = v;
		s->place[v] = s->nclashing;
	} else if (!clashes && s->place[v]) {
		uint32_t last = s->clashing[--s->nclashing];

		s->clashing[s->place[v] - 1] = last;
		s->place[last] = s->place[v];
		s->place[v] = 0;
	}
}

static void start(struct search *s, const struct edges *g, uint32_t ncolours, struct random *rnd,
		  const uint32_t *colour)
{
	size_t cells = (size_t)g->n * ncolours;

	memset(s, 0, sizeof(*s));
	arena_init(&s->mem);
	s->ncolours = ncolours;
	neighbours_init(&s->nb, g);
	s->colour = arena_memdup(&s->mem, colour, g->n * sizeof(*colour));
	s->near = arena_array(&s->mem, uint32_t, cells);
	s->until = arena_array(&s->mem, uint64_t, cells);
	s->clashing = arena_array(&s->mem, uint32_t, g->n);
	s->place = arena_array(&s->mem, uint32_t, g->n);
	for (uint32_t v = 0; v < g->n; v++)
		if (colour[v] < 1 || colour[v] > ncolours)
			s->colour[v] = 1 + random_below(rnd, ncolours);
	for (uint32_t v = 0; v < g->n; v++)
		for (uint32_t i = s->nb.first[v]; i < s->nb.first[v + 1]; i++)
			++*near(s, v, s->colour[s->nb.list[i]]);
	for (uint32_t v = 0; v < g->n; v++) {
		review(s, v);
		s->bad += *near(s, v, s->colour[v]);
	}
	s->bad /= 2;
}

static void finish(struct search *s)
{
	neighbours_release(&s->nb);
	arena_release(&s->mem);
}

/* The allowed change of colour that leaves fewest conflicts; ties at random. False when all are
 * tabu. */
static bool choose(const struct search *s, uint64_t now, uint64_t best, struct random *rnd,
		   uint32_t *vertex, uint32_t *colour)
{
	int64_t least = INT64_MAX;
	uint32_t ties = 0;

	for (uint32_t i = 0; i < s->nclashing; i++) {
		uint32_t v = s->clashing[i];
		const uint32_t *row = near(s, v, 1);
		const uint64_t *until = s->until + (size_t)v * s->ncolours;
		int64_t here = row[s->colour[v] - 1];

		for (uint32_t c = 0; c < s->ncolours; c++) {
			int64_t change = (int64_t)row[c] - here;

			if (change > least || c + 1 == s->colour[v])
				continue;
			/* A tabu move is still good when it beats everything seen so far. */
			if (until[c] > now && (int64_t)s->bad + change >= (int64_t)best)
				continue;
			if (change < least) {
				least = change;
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
	uint32_t old = s->colour[v];

	s->bad += *near(s, v, c);
	s->bad -= *near(s, v, old);
	s->until[(size_t)v * s->ncolours + old - 1] = until;
	s->colour[v] = c;
	review(s, v);
	for (uint32_t i = s->nb.first[v]; i < s->nb.first[v + 1]; i++) {
		uint32_t u = s->nb.list[i];

		--*near(s, u, old);
		++*near(s, u, c);
		review(s, u);
	}
}

uint64_t tabucol(const struct edges *g, uint32_t ncolours, uint64_t seed, uint64_t iterations,
		 uint32_t *colour)
{
	struct random rnd = {.state = seed};
	struct search s;
	uint32_t v, c;
	uint64_t best;

	start(&s, g, ncolours, &rnd, colour);
	best = s.bad;
	memcpy(colour, s.colour, g->n * sizeof(*colour));
	for (uint64_t now = 1; now <= iterations && s.bad; now++) {
		if (!choose(&s, now, best, &rnd, &v, &c))
			continue;
		move(&s, v, c, now + 1 + s.nclashing * 6ul / 10 + random_below(&rnd, 10));
		if (s.bad < best) {
			best = s.bad;
			memcpy(colour, s.colour, g->n * sizeof(*colour));
		}
	}
	finish(&s);
	return best;
}
