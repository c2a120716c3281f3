/* SPDX-License-Identifier: Apache-2.0 */
/* Predicted block rates, for the regions of the store and for the coarse control. */
#include "views/report.h"

#include <string.h>

/* Who may write what, one set of functions an entry, under one mapping. */
struct holders {
	uint64_t *key[CENSUS_KEYS + 1]; /* by key */
	uint64_t *subsystem;		/* [id * words]: any region of it */
	uint64_t *group;		/* [id * words]: any keyed region of its coarse group */
};

static void gather(struct report *r, struct holders *h)
{
	struct census *c = &r->c;

	h->subsystem = arena_array(&c->mem, uint64_t, (c->nsubsystems + 1) * c->words);
	h->group = arena_array(&c->mem, uint64_t, (c->nsubsystems + 1) * c->words);
	for (int k = 0; k <= CENSUS_KEYS; k++)
		h->key[k] = arena_array(&c->mem, uint64_t, c->words);
	for (uint32_t g = 1; g <= c->nregions; g++) {
		const struct census_region *region = &c->region[g];
		size_t at = region->subsystem * c->words;

		bits_or(h->subsystem + at, census_writers(c, g), c->words);
		if (region->key > 0) {
			bits_or(h->key[region->key], census_writers(c, g), c->words);
			bits_or(h->group + at, census_writers(c, g), c->words);
		}
	}
}

/* The coarse control's groups. A group stands at its lowest subsystem. */
struct control {
	uint32_t n;	   /* subsystems + 1 */
	uint32_t *into;	   /* [id] -> the group's subsystem, 0 when nothing of it is keyed */
	uint32_t *regions; /* [id]: keyed regions of the group */
	uint64_t *cost;	   /* [a * n + b], a < b: pairs newly granted by joining */
	uint32_t groups;
};

static uint64_t join_cost(const struct report *r, const struct holders *h, const struct control *t,
			  uint32_t a, uint32_t b)
{
	size_t words = r->c.words;
	const uint64_t *wa = h->group + a * words, *wb = h->group + b * words;

	return bits_count_minus(wa, wb, words) * t->regions[b] +
	       bits_count_minus(wb, wa, words) * t->regions[a];
}

static void join_cheapest(struct report *r, struct holders *h, struct control *t)
{
	uint64_t least = UINT64_MAX;
	uint32_t keep = 0, gone = 0;

	for (uint32_t a = 1; a < t->n; a++)
		for (uint32_t b = a + 1; b < t->n && t->into[a] == a; b++)
			if (t->into[b] == b && t->cost[a * t->n + b] < least) {
				least = t->cost[a * t->n + b];
				keep = a;
				gone = b;
			}
	for (uint32_t s = 1; s < t->n; s++)
		if (t->into[s] == gone)
			t->into[s] = keep;
	t->regions[keep] += t->regions[gone];
	bits_or(h->group + keep * r->c.words, h->group + gone * r->c.words, r->c.words);
	for (uint32_t s = 1; s < t->n; s++) {
		uint32_t a = s < keep ? s : keep, b = s < keep ? keep : s;

		if (s != keep && t->into[s] == s)
			t->cost[a * t->n + b] = join_cost(r, h, t, a, b);
	}
	t->groups--;
}

static void form_control(struct report *r, struct holders *h)
{
	struct census *c = &r->c;
	struct control t = {.n = c->nsubsystems + 1};
	uint32_t groups = 0;

	t.into = arena_array(&c->mem, uint32_t, t.n);
	t.regions = arena_array(&c->mem, uint32_t, t.n);
	t.cost = arena_array(&c->mem, uint64_t, (size_t)t.n *t.n);
	for (uint32_t g = 1; g <= c->nregions; g++)
		if (c->region[g].key > 0)
			t.regions[c->region[g].subsystem]++;
	for (uint32_t s = 1; s < t.n; s++) {
		t.into[s] = t.regions[s] ? s : 0;
		t.groups += t.regions[s] != 0;
	}
	for (uint32_t a = 1; a < t.n; a++)
		for (uint32_t b = a + 1; b < t.n; b++)
			t.cost[a * t.n + b] = join_cost(r, h, &t, a, b);
	r->coarse_regions = t.groups;
	while (t.groups > CENSUS_KEYS)
		join_cheapest(r, h, &t);
	r->coarse_groups = t.groups;
	for (uint32_t s = 1; s < t.n; s++) {
		uint32_t into = t.into[s];

		if (into == s)
			r->subsystem[s].coarse_group = ++groups;
		else if (into) {
			r->subsystem[s].coarse_group = r->subsystem[into].coarse_group;
			memcpy(h->group + s * c->words, h->group + into * c->words,
			       c->words * sizeof(uint64_t));
		}
	}
}

/* The functions a scope counts, for a region of subsystem s. */
static void population(const struct report *r, enum report_scope scope, uint32_t s, uint64_t *out)
{
	const struct census *c = &r->c;

	memset(out, 0, c->words * sizeof(*out));
	for (uint32_t f = 1; f <= c->nfunctions; f++) {
		bool writes = c->first[f + 1] > c->first[f] && !c->function[f].init;

		if ((scope == SCOPE_ALL && c->function[f].defined) ||
		    (scope == SCOPE_WRITERS && writes) ||
		    (scope == SCOPE_INSIDE && writes && c->function[f].subsystem == s))
			bits_set(out, f);
	}
}

static void add_region(struct report *r, const struct holders *h, uint32_t g,
		       enum report_scope scope, const uint64_t *functions)
{
	struct census *c = &r->c;
	const struct census_region *region = &c->region[g];
	const uint64_t *may[MAP_COUNT] = {
	    [MAP_FINE] = census_writers(c, g),
	    [MAP_FINE_KEYS] = region->key > 0 ? h->key[region->key] : functions,
	    [MAP_COARSE] = h->subsystem + region->subsystem * c->words,
	    [MAP_COARSE_KEYS] =
		region->key > 0 ? h->group + region->subsystem * c->words : functions,
	};

	for (int m = 0; m < MAP_COUNT; m++) {
		struct report_rate *total = &r->block.rate[scope][m];
		struct report_rate *own = &r->subsystem[region->subsystem].block.rate[scope][m];
		uint64_t pairs = bits_count(functions, c->words);
		uint64_t blocked = bits_count_minus(functions, may[m], c->words);

		if (!c->keyed && (m == MAP_FINE_KEYS || m == MAP_COARSE_KEYS))
			continue;
		total->pairs += pairs;
		total->blocked += blocked;
		own->pairs += pairs;
		own->blocked += blocked;
	}
}

void report_block_rates(struct report *r)
{
	struct census *c = &r->c;
	uint64_t *functions = arena_array(&c->mem, uint64_t, c->words);
	struct holders h;

	gather(r, &h);
	if (c->keyed)
		form_control(r, &h);
	for (int scope = 0; scope < SCOPE_COUNT; scope++) {
		uint32_t last = 0;

		/* Regions are named after their subsystem, so each subsystem is met once. */
		for (uint32_t g = 1; g <= c->nregions; g++) {
			uint32_t s = c->region[g].subsystem;

			if (!c->region[g].nobjects)
				continue;
			if (s != last)
				population(r, scope, s, functions);
			last = s;
			add_region(r, &h, g, scope, functions);
		}
	}
}
