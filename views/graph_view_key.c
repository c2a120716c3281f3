/* SPDX-License-Identifier: Apache-2.0 */
/* One key: the regions under it, and whose functions hold it for which of them. */
#include "views/graph_flow.h"
#include "views/graph_region.h"
#include "views/number.h"

#define MOST_EDGES 300
#define ROWS	   2 /* lines for objects inside a region */

static uint32_t draw_regions(struct flow *f, struct picture *g, struct census *c,
			     const struct region_contents *rc, int key)
{
	const uint32_t *granted = region_granted(c, &g->mem);
	uint32_t most = g->max_nodes * 2 / 3, t = 0, last = 0, cluster = 0, hidden = 0;

	for (uint32_t r = 1; r <= c->nregions; r++) {
		uint32_t s = c->region[r].subsystem;

		if (c->region[r].key != key)
			continue;
		if (t == most) {
			f->target_of[r] = most + 1;
			hidden++;
			continue;
		}
		if (s != last)
			f->group[s].cluster = cluster = picture_cluster(g, c->subsystem[s]);
		last = s;
		f->target_of[r] = ++t;
		f->target_node[t] = region_node(g, c, rc, r, cluster, granted[r], ROWS);
	}
	if (hidden) {
		struct number n;

		f->target_node[most + 1] = picture_node(
		    g, PICTURE_MORE, 0, CENSUS_NOT_SET,
		    arena_printf(&g->mem, "(+%s)", number_of(&n, hidden, "more region")), "");
		picture_heading(g, f->target_node[most + 1], "Regions not shown");
		for (uint32_t r = 1; r <= c->nregions; r++)
			if (f->target_of[r] == most + 1)
				picture_item(g, f->target_node[most + 1], c->region[r].name);
	}
	return t + hidden;
}

static void describe(struct picture *g, const struct census *c, int key, uint32_t regions)
{
	uint64_t *holders = arena_array(&g->mem, uint64_t, c->words), needed = 0, all;
	struct number a, b, n, m;

	for (uint32_t r = 1; r <= c->nregions; r++)
		if (c->region[r].key == key) {
			bits_or(holders, census_writers(c, r), c->words);
			needed += c->region[r].nwriters;
		}
	all = bits_count(holders, c->words);
	if (key)
		picture_title(g, arena_printf(&g->mem, "Key %d", key),
			      arena_printf(&g->mem,
					   "%s under it, %s: %s function-region pairs needed, %s "
					   "more granted only by sharing",
					   number_of(&a, regions, "region"),
					   number_of(&b, all, "holder"), number_text(&n, needed),
					   number_text(&m, all * regions - needed)));
	else
		picture_title(g, "The default key",
			      arena_printf(&g->mem,
					   "%s keep it and are open to every function; %s write "
					   "there",
					   number_of(&a, regions, "region"),
					   number_of(&b, all, "function")));
}

int picture_view_key(struct picture *g, struct census *c, sqlite3 *db, int key, struct diag *d)
{
	struct region_contents rc;
	uint32_t regions, under = 0;
	struct flow f;
	int err;

	for (uint32_t r = 1; r <= c->nregions; r++)
		under += c->region[r].key == key;
	if (!c->keyed)
		return diag_set(d, CM_ENOTFOUND, "--key",
				"this store has no keys yet; run capmap-map first");
	if (!under)
		return diag_set(d, CM_ENOTFOUND, "--key", "no region of this store has key %d",
				key);
	err = region_contents_read(&rc, c, db, d);
	if (err)
		return err;
	flow_init(&f, c, &g->mem, c->nsubsystems, under + 1);
	for (uint32_t fn = 1; fn <= c->nfunctions; fn++)
		f.group_of[fn] = c->function[fn].subsystem;
	for (uint32_t s = 1; s <= c->nsubsystems; s++)
		f.group[s].name = c->subsystem[s];
	regions = draw_regions(&f, g, c, &rc, key);
	flow_count(&f);
	flow_merge(&f, 0, g->max_nodes / 3, "subsystems");
	flow_draw_groups(&f, g);
	flow_draw_edges(&f, g);
	describe(g, c, key, regions);
	picture_thin(g, MOST_EDGES);
	return 0;
}
