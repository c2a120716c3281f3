/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/placement.h"
#include "passes/placement_loop.h"
#include "base/diag.h"

#include <string.h>

/* Points are the places between steps: block b with n steps has n + 1 of them, number 0 where it is
 * entered and n where it is left. A point is open when a window goes through it. */
struct solving {
	const struct flow *f;
	struct placement *p;
	uint32_t *loop;	  /* [block]: the hoisted loop it is in, 0 none */
	uint8_t *open;	  /* [point] */
	uint32_t *parent; /* [point + step + loop]: union-find over what is one window */
	uint16_t *keys;	  /* [the same], of roots */
	uint32_t npoints, nloops;
};

static uint32_t point(const struct solving *s, uint32_t b, uint32_t i)
{
	return s->f->blocks.v[b].first_step + b + i;
}

static uint16_t step_keys(const struct solving *s, uint32_t b, uint32_t i)
{
	return s->f->steps.v[s->f->blocks.v[b].first_step + i].keys;
}

static uint32_t succ(const struct solving *s, uint32_t b, uint32_t i)
{
	return s->f->succs.v[s->f->blocks.v[b].first_succ + i];
}

/* ---- which points are open ------------------------------------------------------------------ */

/* Whether windows may go through point i of block b as far as the next step or blocks tell. */
static bool goes_on(const struct solving *s, uint32_t b, uint32_t i)
{
	const struct flow_block *block = &s->f->blocks.v[b];

	if (i < block->nsteps)
		return step_keys(s, b, i) != 0;
	for (uint32_t k = 0; k < block->nsuccs; k++)
		if (!s->open[point(s, succ(s, b, k), 0)])
			return false;
	return !block->leaves;
}

static bool narrow_ways_on(struct solving *s)
{
	bool changed = false;

	for (uint32_t b = s->f->blocks.n; b-- > 0;)
		for (uint32_t i = s->f->blocks.v[b].nsteps + 1; i-- > 0;) {
			uint8_t *open = &s->open[point(s, b, i)];

			if (*open && !s->loop[b] && !goes_on(s, b, i)) {
				*open = 0;
				changed = true;
			}
		}
	return changed;
}

static bool narrow_ways_back(struct solving *s)
{
	bool changed = false;

	vec_each (&s->f->blocks, b) {
		uint32_t n = s->f->blocks.v[b].nsteps;

		for (uint32_t i = 0; i < n && !s->loop[b]; i++)
			if (!step_keys(s, b, i) && s->open[point(s, b, i + 1)]) {
				s->open[point(s, b, i + 1)] = 0;
				changed = true;
			}
		if (s->open[point(s, b, n)])
			continue;
		for (uint32_t k = 0; k < s->f->blocks.v[b].nsuccs; k++) {
			uint32_t to = succ(s, b, k);

			if (s->open[point(s, to, 0)] && !s->loop[to]) {
				s->open[point(s, to, 0)] = 0;
				changed = true;
			}
		}
	}
	return changed;
}

/* Largest set of points such that every way on and every way back from each ends at a write. */
static void find_open(struct solving *s)
{
	bool changed = true;

	memset(s->open, 1, s->npoints);
	if (!s->loop[0])
		s->open[0] = 0;
	while (changed) {
		changed = narrow_ways_on(s);
		changed |= narrow_ways_back(s);
	}
}

/* ---- which of them are one window ----------------------------------------------------------- */

static uint32_t root(struct solving *s, uint32_t a)
{
	while (s->parent[a] != a)
		a = s->parent[a] = s->parent[s->parent[a]];
	return a;
}

static void join(struct solving *s, uint32_t a, uint32_t b)
{
	a = root(s, a);
	b = root(s, b);
	if (a == b)
		return;
	s->parent[b] = a;
	s->keys[a] |= s->keys[b];
}

static uint32_t step_node(const struct solving *s, uint32_t b, uint32_t i)
{
	return s->npoints + s->f->blocks.v[b].first_step + i;
}

static void find_windows(struct solving *s)
{
	uint32_t first_loop = s->npoints + s->f->steps.n;

	for (uint32_t a = 0; a < first_loop + s->nloops + 1; a++)
		s->parent[a] = a;
	vec_each (&s->f->steps, i)
		s->keys[s->npoints + i] = s->f->steps.v[i].keys;
	vec_each (&s->f->blocks, b) {
		const struct flow_block *block = &s->f->blocks.v[b];

		for (uint32_t i = 0; i < block->nsteps; i++) {
			if (!step_keys(s, b, i))
				continue;
			if (s->open[point(s, b, i)])
				join(s, point(s, b, i), step_node(s, b, i));
			if (s->open[point(s, b, i + 1)])
				join(s, point(s, b, i + 1), step_node(s, b, i));
		}
		for (uint32_t i = 0; s->loop[b] && i <= block->nsteps; i++)
			join(s, first_loop + s->loop[b], point(s, b, i));
		for (uint32_t k = 0; k < block->nsuccs; k++)
			if (s->open[point(s, b, block->nsteps)] &&
			    s->open[point(s, succ(s, b, k), 0)])
				join(s, point(s, b, block->nsteps), point(s, succ(s, b, k), 0));
	}
}

/* ---- gates ---------------------------------------------------------------------------------- */

static void gate(struct solving *s, uint32_t block, enum gate_place place, uint32_t at,
		 uint16_t keys)
{
	struct placed_gate g = {.block = block, .at = at, .place = (uint8_t)place, .keys = keys};

	vec_push(&s->p->gates, g);
}

static void gate_edges(struct solving *s, uint32_t b)
{
	const struct flow_block *block = &s->f->blocks.v[b];
	uint32_t from = point(s, b, block->nsteps);

	for (uint32_t k = 0; k < block->nsuccs; k++) {
		uint32_t to = succ(s, b, k), there = point(s, to, 0);
		bool again = false;

		for (uint32_t i = 0; i < k; i++)
			again |= succ(s, b, i) == to;
		if (!again && s->open[from] != s->open[there])
			gate(s, b, GATE_EDGE, to, s->open[there] ? s->keys[root(s, there)] : 0);
	}
}

static void place_gates(struct solving *s)
{
	vec_each (&s->f->blocks, b) {
		for (uint32_t i = 0; i < s->f->blocks.v[b].nsteps; i++) {
			if (!step_keys(s, b, i))
				continue;
			if (!s->open[point(s, b, i)])
				gate(s, b, GATE_BEFORE, i, s->keys[root(s, step_node(s, b, i))]);
			if (!s->open[point(s, b, i + 1)])
				gate(s, b, GATE_AFTER, i, 0);
		}
		gate_edges(s, b);
	}
}

/* Takes the keys away: a window is counted at its first write. */
static void count(struct solving *s)
{
	vec_each (&s->f->steps, i) {
		if (!s->f->steps.v[i].keys)
			continue;
		uint16_t *keys = &s->keys[root(s, s->npoints + i)];

		s->p->windows += *keys != 0;
		s->p->merged += *keys == 0;
		*keys = 0;
	}
	s->p->hoisted = s->nloops;
}

void placement_solve(const struct flow *f, struct placement *p)
{
	struct solving s = {.f = f, .p = p, .npoints = f->steps.n + f->blocks.n};

	memset(p, 0, sizeof(*p));
	s.loop = placement_loops(f, &s.nloops);
	uint32_t nodes = s.npoints + f->steps.n + s.nloops + 1;

	s.open = malloc(s.npoints);
	s.parent = malloc(nodes * sizeof(*s.parent));
	s.keys = calloc(nodes, sizeof(*s.keys));
	if (!s.open || !s.parent || !s.keys)
		diag_oom(nodes * sizeof(*s.parent));
	find_open(&s);
	find_windows(&s);
	place_gates(&s);
	count(&s);
	free(s.loop);
	free(s.open);
	free(s.parent);
	free(s.keys);
}

void placement_release(struct placement *p)
{
	vec_free(&p->gates);
}

void flow_release(struct flow *f)
{
	vec_free(&f->blocks);
	vec_free(&f->steps);
	vec_free(&f->succs);
}
