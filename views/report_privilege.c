/* SPDX-License-Identifier: Apache-2.0 */
/* What keys cost: rights granted by sharing, by merging and by the default key. */
#include "views/report.h"

#include <stdlib.h>
#include <string.h>

static void count_subsystems(struct report *r)
{
	const struct census *c = &r->c;

	for (uint32_t f = 1; f <= c->nfunctions; f++) {
		struct report_subsystem *s = &r->subsystem[c->function[f].subsystem];

		s->functions++;
		s->writers += c->first[f + 1] > c->first[f];
	}
	for (uint32_t g = 1; g <= c->nregions; g++) {
		struct report_subsystem *s = &r->subsystem[c->region[g].subsystem];

		s->regions += c->region[g].nobjects != 0;
		s->objects += c->region[g].nobjects;
		if (c->region[g].key >= 0 && c->region[g].nobjects)
			s->keys |= 1u << c->region[g].key;
	}
}

static void count_merging(struct report *r, const struct census_objects *written)
{
	const struct census *c = &r->c;
	uint64_t *needed = calloc(c->nregions + 1, sizeof(*needed));

	if (!needed)
		diag_oom((c->nregions + 1) * sizeof(*needed));
	for (uint32_t o = 1; o <= c->nobjects; o++)
		needed[c->object[o].region] += written->writers[o];
	for (uint32_t g = 1; g <= c->nregions; g++) {
		const struct census_region *region = &c->region[g];
		uint64_t all = (uint64_t)region->nwriters * region->nobjects;

		r->region[g].merge_cost = all - needed[g];
		r->needed_objects += needed[g];
		r->merge_objects += r->region[g].merge_cost;
		r->merge_differs |= r->region[g].merge_cost != region->merge_cost;
	}
	free(needed);
}

static void count_key(struct report *r, int key, uint64_t *holders)
{
	const struct census *c = &r->c;
	struct report_key *k = &r->key[key];

	for (uint32_t s = 1; s <= c->nsubsystems; s++)
		k->subsystems += r->subsystem[s].keys >> key & 1;
	memset(holders, 0, c->words * sizeof(*holders));
	for (uint32_t g = 1; g <= c->nregions; g++) {
		const struct census_region *region = &c->region[g];

		if (region->key != key || !region->nobjects)
			continue;
		k->regions++;
		k->objects += region->nobjects;
		k->needed += region->nwriters;
		bits_or(holders, census_writers(c, g), c->words);
	}
	k->holders = (uint32_t)bits_count(holders, c->words);
	if (!key) {
		r->open_pairs = report_outsiders(r, k->needed, k->regions);
		return;
	}
	r->keys_used += k->regions != 0;
	for (uint32_t g = 1; g <= c->nregions; g++) {
		const struct census_region *region = &c->region[g];

		if (region->key != key)
			continue;
		r->region[g].granted = k->holders - region->nwriters;
		k->granted += r->region[g].granted;
		k->granted_objects += (uint64_t)r->region[g].granted * region->nobjects;
	}
	r->granted_pairs += k->granted;
	r->granted_objects += k->granted_objects;
}

void report_privilege(struct report *r, const struct census_objects *written)
{
	struct census *c = &r->c;
	uint64_t *holders = arena_array(&c->mem, uint64_t, c->words);

	count_subsystems(r);
	count_merging(r, written);
	r->needed_pairs = c->npairs;
	for (int key = 0; c->keyed && key <= CENSUS_KEYS; key++)
		count_key(r, key, holders);
}
