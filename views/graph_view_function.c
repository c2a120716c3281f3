/* SPDX-License-Identifier: Apache-2.0 */
/* One function: who calls it, what it calls, and the regions it may write. */
#include "views/graph_find.h"
#include "views/graph_region.h"
#include "views/number.h"

#include <stdlib.h>
#include <string.h>

#define LEVEL_MOST  30 /* functions shown at one distance on one side */
#define REGION_MOST 24
#define ROWS	    2

enum side { CALLERS, CALLEES, SIDES };

struct neighbour {
	uint32_t function, regions; /* how many it may write */
};

typedef VEC(struct neighbour) neighbour_vec;

struct function_view {
	struct picture *g;
	struct census *c;
	sqlite3 *db;
	sqlite3_stmt *next[SIDES];
	uint32_t focus;
	uint32_t *node; /* [function], 0: not shown */
	int *level;	/* [function]: calls from the focus, callers below 0 */
	uint32_t budget;
	bool *dropped; /* [function]: counted in a "more" node */
};

static int most_regions_first(const void *pa, const void *pb)
{
	const struct neighbour *a = pa, *b = pb;

	if (a->regions != b->regions)
		return a->regions < b->regions ? 1 : -1;
	return a->function < b->function ? -1 : a->function > b->function;
}

static uint32_t writes(const struct census *c, uint32_t f)
{
	return c->first[f + 1] - c->first[f];
}

static uint32_t add_function(struct function_view *v, uint32_t f, int level)
{
	const struct census_function *fn = &v->c->function[f];
	struct picture *g = v->g;
	uint32_t regions = writes(v->c, f), node;
	struct number n;
	char detail[256];

	if (fn->helper)
		snprintf(detail, sizeof(detail), "%.80s, helper", v->c->subsystem[fn->subsystem]);
	else
		snprintf(detail, sizeof(detail), "%.80s, %s", v->c->subsystem[fn->subsystem],
			 regions ? number_of(&n, regions, "region") : "writes no region");
	node = picture_node(g, f == v->focus ? PICTURE_FOCUS : PICTURE_FUNCTION, 0, CENSUS_NOT_SET,
			    fn->name, detail);
	picture_item(g, node, arena_printf(&g->mem, "%s:%u", fn->file, fn->line));
	picture_heading(g, node, "Regions it may write");
	for (uint32_t i = v->c->first[f]; i < v->c->first[f + 1]; i++)
		picture_item(g, node, v->c->region[v->c->may_write[i]].name);
	v->node[f] = node;
	v->level[f] = level;
	return node;
}

/* Neighbours of `from` on one side that were not met before, appended to out. */
static int collect(struct function_view *v, enum side side, uint32_t from, neighbour_vec *out,
		   bool *met, struct diag *d)
{
	sqlite3_stmt *st = v->next[side];
	int err;

	sqlite3_bind_int64(st, 1, from);
	while ((err = store_step(v->db, st, d)) > 0) {
		int64_t f = sqlite3_column_int64(st, 0);

		if (f < 1 || f > (int64_t)v->c->nfunctions || v->node[f] || met[f])
			continue;
		struct neighbour n = {(uint32_t)f, writes(v->c, (uint32_t)f)};

		met[f] = true;
		vec_push(out, n);
	}
	sqlite3_reset(st);
	return err;
}

/* One node for the neighbours of a level that found no room, tied to the functions they touch. */
static int add_rest(struct function_view *v, enum side side, const uint32_t *level, uint32_t n,
		    const neighbour_vec *found, uint32_t shown, struct diag *d)
{
	const char *what = side == CALLERS ? "caller" : "callee";
	struct number b;
	uint32_t more;
	int err = 0;

	if (shown >= found->n)
		return 0;
	more = picture_node(v->g, PICTURE_MORE, 0, CENSUS_NOT_SET,
			    arena_printf(&v->g->mem, "(+%s more %s%s)",
					 number_text(&b, found->n - shown), what,
					 found->n - shown == 1 ? "" : "s"),
			    "");
	picture_heading(v->g, more, "Functions not shown");
	for (uint32_t i = shown; i < found->n; i++) {
		picture_item(v->g, more, v->c->function[found->v[i].function].name);
		v->dropped[found->v[i].function] = true;
	}
	for (uint32_t i = 0; i < n && err >= 0; i++) {
		sqlite3_stmt *st = v->next[side];
		uint32_t calls = 0, node = v->node[level[i]];
		char tip[128];

		sqlite3_bind_int64(st, 1, level[i]);
		while ((err = store_step(v->db, st, d)) > 0) {
			int64_t f = sqlite3_column_int64(st, 0);

			calls += f >= 1 && f <= (int64_t)v->c->nfunctions && v->dropped[f];
		}
		sqlite3_reset(st);
		snprintf(tip, sizeof(tip), "%u more %ss", calls, what);
		if (calls)
			picture_edge(v->g, side == CALLERS ? more : node,
				     side == CALLERS ? node : more, PICTURE_DIRECT, calls, tip);
	}
	for (uint32_t i = shown; i < found->n; i++)
		v->dropped[found->v[i].function] = false;
	return err;
}

/* Shows up to `hops` levels on one side; room: functions it may add. */
static int walk(struct function_view *v, enum side side, unsigned hops, uint32_t room,
		struct diag *d)
{
	bool *met = arena_array(&v->g->mem, bool, v->c->nfunctions + 1);
	uint32_t *level = arena_array(&v->g->mem, uint32_t, LEVEL_MOST + 1), n = 1;
	int err = 0;

	level[0] = v->focus;
	for (unsigned hop = 1; hop <= hops && n && err >= 0; hop++) {
		neighbour_vec found = {0};
		uint32_t shown, most = room < LEVEL_MOST ? room : LEVEL_MOST;

		for (uint32_t i = 0; i < n && err >= 0; i++)
			err = collect(v, side, level[i], &found, met, d);
		if (found.n)
			qsort(found.v, found.n, sizeof(*found.v), most_regions_first);
		shown = found.n < most ? found.n : most;
		if (err >= 0)
			err = add_rest(v, side, level, n, &found, shown, d);
		for (uint32_t i = 0; i < shown; i++) {
			level[i] = found.v[i].function;
			add_function(v, level[i], side == CALLERS ? -(int)hop : (int)hop);
		}
		n = shown;
		room -= shown;
		vec_free(&found);
	}
	return err;
}

/* The calls between functions that are shown, one level to the next; others would only knot. */
static int draw_calls(struct function_view *v, struct diag *d)
{
	const struct census *c = v->c;
	sqlite3_stmt *st = store_prepare(v->db, "SELECT callee, min(kind), count(*) FROM call"
						" WHERE caller = ?1 GROUP BY callee"
						" ORDER BY callee");
	uint32_t across = 0;
	int err = 0;

	for (uint32_t f = 1; f <= c->nfunctions && err >= 0; f++) {
		if (!v->node[f])
			continue;
		sqlite3_bind_int64(st, 1, f);
		while ((err = store_step(v->db, st, d)) > 0) {
			int64_t callee = sqlite3_column_int64(st, 0);
			bool direct = !strcmp((const char *)sqlite3_column_text(st, 1), "direct");
			uint64_t places = (uint64_t)sqlite3_column_int64(st, 2);
			struct number n;

			if (callee < 1 || callee > (int64_t)c->nfunctions || !v->node[callee])
				continue;
			if (v->level[callee] != v->level[f] + 1) {
				across++;
				continue;
			}
			picture_edge(v->g, v->node[f], v->node[callee],
				     direct ? PICTURE_DIRECT : PICTURE_INDIRECT, places,
				     arena_printf(&v->g->mem, "%s calls %s%s, at %s",
						  c->function[f].name, c->function[callee].name,
						  direct ? "" : " through a pointer",
						  number_of(&n, places, "place")));
		}
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	if (across)
		picture_note(v->g,
			     "(+%u calls between these functions that lead neither here nor away)",
			     across);
	return err;
}

/* The regions that share the keys the focus holds, one node a key. */
static void draw_shared(struct function_view *v, uint32_t cluster)
{
	const struct census *c = v->c;

	for (int key = 1; c->keyed && key <= CENSUS_KEYS; key++) {
		uint32_t others = 0, needed = 0, node;
		struct number n;

		for (uint32_t r = 1; r <= c->nregions; r++) {
			bool writes_it = bits_get(census_writers(c, r), v->focus);

			needed += c->region[r].key == key && writes_it;
			others += c->region[r].key == key && !writes_it;
		}
		if (!needed || !others)
			continue;
		node = picture_node(
		    v->g, PICTURE_KEY, cluster, key, arena_printf(&v->g->mem, "key %d", key),
		    arena_printf(&v->g->mem, "opens %s besides", number_of(&n, others, "region")));
		picture_heading(v->g, node, "Regions reached only because they share the key");
		for (uint32_t r = 1; r <= c->nregions; r++)
			if (c->region[r].key == key && !bits_get(census_writers(c, r), v->focus))
				picture_item(v->g, node, c->region[r].name);
		picture_edge(v->g, v->node[v->focus], node, PICTURE_SHARES, others,
			     "reached only because the key is shared");
	}
}

static int draw_regions(struct function_view *v, struct diag *d)
{
	struct census *c = v->c;
	uint32_t f = v->focus, n = writes(c, f), more, cluster;
	const uint32_t *granted = region_granted(c, &v->g->mem);
	struct region_contents rc;
	struct number b;
	int err;

	if (!n)
		return 0;
	err = region_contents_read(&rc, c, v->db, d);
	if (err)
		return err;
	cluster = picture_cluster(v->g, "may write");
	for (uint32_t i = 0; i < n && i < REGION_MOST; i++) {
		uint32_t r = c->may_write[c->first[f] + i];
		uint32_t node = region_node(v->g, c, &rc, r, cluster, granted[r], ROWS);

		picture_edge(v->g, v->node[f], node, PICTURE_WRITES, 1,
			     arena_printf(&v->g->mem, "%s may write %s", c->function[f].name,
					  c->region[r].name));
	}
	draw_shared(v, cluster);
	if (n <= REGION_MOST)
		return 0;
	more = picture_node(
	    v->g, PICTURE_MORE, cluster, CENSUS_NOT_SET,
	    arena_printf(&v->g->mem, "(+%s)", number_of(&b, n - REGION_MOST, "more region")), "");
	picture_heading(v->g, more, "Regions not shown");
	for (uint32_t i = REGION_MOST; i < n; i++)
		picture_item(v->g, more, c->region[c->may_write[c->first[f] + i]].name);
	picture_edge(v->g, v->node[f], more, PICTURE_WRITES, n - REGION_MOST, "may write");
	return 0;
}

static void describe(struct function_view *v, unsigned hops)
{
	const struct census_function *fn = &v->c->function[v->focus];
	struct number n, m;

	picture_title(v->g, arena_printf(&v->g->mem, "Function %s", fn->name),
		      arena_printf(&v->g->mem,
				   "%s%s%s; callers (left) and callees (right) within %s; may write"
				   " %s",
				   v->c->subsystem[fn->subsystem], fn->file[0] ? ", " : "",
				   fn->file, number_of(&n, hops, "call"),
				   number_of(&m, writes(v->c, v->focus), "region")));
	if (fn->helper)
		picture_note(v->g, "A helper: it writes only through its parameters, on the rights"
				   " of its callers.");
	if (!fn->defined)
		picture_note(v->g,
			     "Only declared in what was analysed: its own writes and calls are"
			     " not known.");
}

int picture_view_function(struct picture *g, struct census *c, sqlite3 *db, const char *name,
			  unsigned hops, struct diag *d)
{
	struct function_view v = {.g = g, .c = c, .db = db};
	uint32_t room;
	int err;

	v.focus = find_function(c, name, d);
	if (!v.focus)
		return -CM_ENOTFOUND;
	v.node = arena_array(&g->mem, uint32_t, c->nfunctions + 1);
	v.level = arena_array(&g->mem, int, c->nfunctions + 1);
	v.dropped = arena_array(&g->mem, bool, c->nfunctions + 1);
	v.next[CALLERS] = store_prepare(db, "SELECT DISTINCT caller FROM call WHERE callee = ?1"
					    " ORDER BY caller");
	v.next[CALLEES] = store_prepare(db, "SELECT DISTINCT callee FROM call WHERE caller = ?1"
					    " ORDER BY callee");
	room = g->max_nodes / 3;
	add_function(&v, v.focus, 0);
	err = walk(&v, CALLERS, hops, room, d);
	if (err >= 0)
		err = walk(&v, CALLEES, hops, room, d);
	if (err >= 0)
		err = draw_regions(&v, d);
	if (err >= 0)
		err = draw_calls(&v, d);
	sqlite3_finalize(v.next[CALLERS]);
	sqlite3_finalize(v.next[CALLEES]);
	if (err >= 0)
		describe(&v, hops);
	return err < 0 ? err : 0;
}
