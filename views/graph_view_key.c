/* SPDX-License-Identifier: Apache-2.0 */
/* One key: the regions under it, and whose functions hold it for which of them. */
#include "views/graph_flow.h"
#include "views/graph_region.h"
#include "views/number.h"

#define MOST_EDGES   300
#define MOST_REGIONS 40
#define ROWS	     2 /* lines for objects inside a region */

/* Written, and one of the n most written regions under its key. */
static bool among_most_written(const struct census *c, uint32_t region, uint32_t n)
{
	const struct census_region *own = &c->region[region];
	uint32_t before = 0;

	for (uint32_t r = 1; r <= c->nregions; r++)
		if (c->region[r].key == own->key)
			before += c->region[r].nwriters > own->nwriters ||
				  (c->region[r].nwriters == own->nwriters && r < region);
	return own->nwriters && before < n;
}

/* One node for the regions under the key that are not drawn, written or not; 0: there are none. */
static uint32_t draw_rest(const struct flow *f, struct picture *g, int key, bool written)
{
	const struct census *c = f->c;
	uint32_t n = 0, node;
	struct number b;

	for (uint32_t r = 1; r <= c->nregions; r++)
		n += c->region[r].key == key && !f->target_of[r] &&
		     !c->region[r].nwriters == !written;
	if (!n)
		return 0;
	node = picture_node(g, PICTURE_MORE, 0, CENSUS_NOT_SET,
			    arena_printf(&g->mem, "(+%s)", number_of(&b, n, "more region")),
			    written ? "" : "that no function writes");
	picture_heading(g, node, "Regions not shown");
	for (uint32_t r = 1; r <= c->nregions; r++)
		if (c->region[r].key == key && !f->target_of[r] &&
		    !c->region[r].nwriters == !written)
			picture_item(g, node, c->region[r].name);
	return node;
}

static void draw_regions(struct flow *f, struct picture *g, const struct region_contents *rc,
			 int key)
{
	const struct census *c = f->c;
	const uint32_t *granted = region_granted(c, &g->mem);
	uint32_t most = g->max_nodes / 2 < MOST_REGIONS ? g->max_nodes / 2 : MOST_REGIONS;
	uint32_t t = 0, last = 0, cluster = 0;

	for (uint32_t r = 1; r <= c->nregions; r++) {
		uint32_t s = c->region[r].subsystem;

		if (c->region[r].key != key || !among_most_written(c, r, most))
			continue;
		if (s != last)
			f->group[s].cluster = cluster = picture_cluster(g, c->subsystem[s]);
		last = s;
		f->target_of[r] = ++t;
		f->target_node[t] = region_node(g, c, rc, r, cluster, granted[r], ROWS);
	}
	f->target_node[++t] = draw_rest(f, g, key, true);
	draw_rest(f, g, key, false);
	for (uint32_t r = 1; r <= c->nregions; r++)
		if (c->region[r].key == key && c->region[r].nwriters && !f->target_of[r])
			f->target_of[r] = t;
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
	uint32_t under = 0;
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
	draw_regions(&f, g, &rc, key);
	flow_count(&f);
	flow_merge(&f, 0, g->max_nodes / 3, "subsystems");
	flow_draw_groups(&f, g);
	flow_draw_edges(&f, g);
	describe(g, c, key, under);
	g->columns = PICTURE_TWO_COLUMNS;
	picture_thin(g, MOST_EDGES);
	return 0;
}
