/* SPDX-License-Identifier: Apache-2.0 */
/* Subsystems from inside: their regions with the objects in them, their writing functions by file,
 * and the other subsystems that write here. */
#include "views/graph_find.h"
#include "views/graph_flow.h"
#include "views/graph_region.h"
#include "views/number.h"

#include <stdlib.h>
#include <string.h>

#define MOST_EDGES 300
#define ROWS	   4 /* lines for objects inside a region */

/* Shares of the nodes there may be: a column of all files is too long to read. */
#define FILE_SHARE    6 /* for each subsystem chosen */
#define FOREIGN_SHARE 10

enum { KIND_FILE, KIND_SUBSYSTEM };

struct writer {
	const char *file;
	uint32_t subsystem, function;
};

static int by_file(const void *pa, const void *pb)
{
	const struct writer *a = pa, *b = pb;
	int order = strcmp(a->file, b->file);

	if (a->subsystem != b->subsystem)
		return a->subsystem < b->subsystem ? -1 : 1;
	return order ? order : a->function < b->function ? -1 : a->function > b->function;
}

/* The writing functions of the chosen subsystems, in the order of their files. */
static struct writer *list_writers(const struct census *c, const uint32_t *cluster,
				   struct arena *mem, uint32_t *n)
{
	struct writer *w = arena_array(mem, struct writer, c->nfunctions);

	*n = 0;
	for (uint32_t f = 1; f <= c->nfunctions; f++)
		if (cluster[c->function[f].subsystem] && c->first[f + 1] > c->first[f])
			w[(*n)++] =
			    (struct writer){c->function[f].file, c->function[f].subsystem, f};
	qsort(w, *n, sizeof(*w), by_file);
	return w;
}

static bool same_group(const struct writer *a, const struct writer *b)
{
	return a->subsystem == b->subsystem && !strcmp(a->file, b->file);
}

/* A group for each file of the chosen subsystems, then one for each other subsystem. */
static void group_functions(struct flow *f, const struct census *c, const uint32_t *cluster,
			    struct picture *g, uint32_t ntargets)
{
	uint32_t n, files = 0;
	struct writer *w = list_writers(c, cluster, &g->mem, &n);

	for (uint32_t i = 0; i < n; i++)
		files += !i || !same_group(&w[i], &w[i - 1]);
	flow_init(f, c, &g->mem, files + c->nsubsystems, ntargets);
	files = 0;
	for (uint32_t i = 0; i < n; i++) {
		files += !i || !same_group(&w[i], &w[i - 1]);
		f->group[files] = (struct flow_group){
		    .name = w[i].file[0] ? w[i].file : "(file unknown)",
		    .kind = KIND_FILE,
		    .cluster = cluster[w[i].subsystem],
		};
		f->group_of[w[i].function] = files;
	}
	for (uint32_t s = 1; s <= c->nsubsystems; s++)
		f->group[files + s] =
		    (struct flow_group){.name = c->subsystem[s], .kind = KIND_SUBSYSTEM};
	for (uint32_t fn = 1; fn <= c->nfunctions; fn++)
		if (!cluster[c->function[fn].subsystem])
			f->group_of[fn] = files + c->function[fn].subsystem;
}

struct ranked_region {
	uint32_t writers, region;
};

static int most_written_first(const void *pa, const void *pb)
{
	const struct ranked_region *a = pa, *b = pb;

	if (a->writers != b->writers)
		return a->writers < b->writers ? 1 : -1;
	return a->region < b->region ? -1 : a->region > b->region;
}

/* shown[r]: region r gets a node of its own: the `most` most written of the chosen subsystems. */
static uint32_t choose_regions(const struct census *c, const uint32_t *cluster, uint32_t most,
			       struct arena *mem, bool **shown)
{
	struct ranked_region *rank = arena_array(mem, struct ranked_region, c->nregions);
	uint32_t n = 0;

	*shown = arena_array(mem, bool, c->nregions + 1);
	for (uint32_t r = 1; r <= c->nregions; r++)
		if (cluster[c->region[r].subsystem])
			rank[n++] = (struct ranked_region){c->region[r].nwriters, r};
	qsort(rank, n, sizeof(*rank), most_written_first);
	for (uint32_t i = 0; i < n && i < most; i++)
		(*shown)[rank[i].region] = true;
	return n;
}

static void draw_regions(struct flow *f, struct picture *g, const struct census *c,
			 const struct region_contents *rc, const uint32_t *cluster,
			 const bool *shown, uint32_t hidden)
{
	const uint32_t *granted = region_granted(c, &g->mem);
	uint32_t t = 0, more;
	struct number n;

	for (uint32_t r = 1; r <= c->nregions; r++) {
		if (!shown[r])
			continue;
		f->target_of[r] = ++t;
		f->target_node[t] =
		    region_node(g, c, rc, r, cluster[c->region[r].subsystem], granted[r], ROWS);
	}
	if (!hidden)
		return;
	more =
	    picture_node(g, PICTURE_MORE, 0, CENSUS_NOT_SET,
			 arena_printf(&g->mem, "(+%s)", number_of(&n, hidden, "more region")), "");
	f->target_node[++t] = more;
	picture_heading(g, more, "Regions not shown");
	for (uint32_t r = 1; r <= c->nregions; r++)
		if (cluster[c->region[r].subsystem] && !shown[r]) {
			f->target_of[r] = t;
			picture_item(g, more, c->region[r].name);
		}
}

static void describe(struct picture *g, const struct census *c, const uint32_t *cluster,
		     uint32_t regions)
{
	const char *list = "";
	uint32_t objects = 0, functions = 0, n = 0;
	struct number a, b, d;

	for (uint32_t s = 1; s <= c->nsubsystems; s++)
		if (cluster[s]) {
			list =
			    arena_printf(&g->mem, "%s%s%s", list, n ? ", " : "", c->subsystem[s]);
			n++;
		}
	for (uint32_t r = 1; r <= c->nregions; r++)
		objects += cluster[c->region[r].subsystem] ? c->region[r].nobjects : 0;
	for (uint32_t f = 1; f <= c->nfunctions; f++)
		functions += cluster[c->function[f].subsystem] != 0;
	picture_title(g, arena_printf(&g->mem, "Subsystem%s %s", n > 1 ? "s" : "", list),
		      arena_printf(&g->mem,
				   "%s of %s; %s of its own, by file, on the left; "
				   "who else writes here, on the right",
				   number_of(&a, regions, "region"),
				   number_of(&b, objects, "object"),
				   number_of(&d, functions, "function")));
}

int picture_view_subsystem(struct picture *g, struct census *c, sqlite3 *db,
			   const char *const *names, uint32_t n, struct diag *d)
{
	uint32_t *cluster = arena_array(&g->mem, uint32_t, c->nsubsystems + 1);
	uint32_t most = g->max_nodes / 2, regions, left, foreign, files;
	struct region_contents rc;
	struct flow f;
	bool *shown;
	int err;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t s = find_subsystem(c, names[i], d);

		if (!s)
			return -CM_ENOTFOUND;
		if (!cluster[s])
			cluster[s] = picture_cluster(g, c->subsystem[s]);
	}
	err = region_contents_read(&rc, c, db, d);
	if (err)
		return err;
	regions = choose_regions(c, cluster, most, &g->mem, &shown);
	group_functions(&f, c, cluster, g, (regions < most ? regions : most) + 1);
	draw_regions(&f, g, c, &rc, cluster, shown, regions > most ? regions - most : 0);
	flow_count(&f);
	left = g->max_nodes - (regions < most ? regions : most);
	files = n * g->max_nodes / FILE_SHARE;
	foreign = g->max_nodes / FOREIGN_SHARE;
	flow_merge(&f, KIND_FILE, files < left ? files : left, "files");
	flow_merge(&f, KIND_SUBSYSTEM, foreign, "subsystems");
	flow_draw_groups(&f, g);
	flow_draw_edges(&f, g);
	describe(g, c, cluster, regions);
	g->columns = PICTURE_THREE_COLUMNS;
	picture_thin(g, MOST_EDGES);
	return 0;
}
