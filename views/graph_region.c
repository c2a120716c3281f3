/* SPDX-License-Identifier: Apache-2.0 */
#include "views/graph_region.h"
#include "views/number.h"

#include <stdlib.h>
#include <string.h>

#define ROW_LENGTH 44

struct placed {
	uint32_t region, writers, object;
};

static int by_region_and_writers(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;

	if (a->region != b->region)
		return a->region < b->region ? -1 : 1;
	if (a->writers != b->writers)
		return a->writers < b->writers ? 1 : -1;
	return a->object < b->object ? -1 : a->object > b->object;
}

int region_contents_read(struct region_contents *rc, struct census *c, sqlite3 *db, struct diag *d)
{
	struct census_objects written;
	struct placed *p;
	uint32_t n = 0;
	int err = census_read_objects(c, &written, db, d);

	if (err)
		return err;
	p = arena_array(&c->mem, struct placed, c->nobjects + 1);
	for (uint32_t o = 1; o <= c->nobjects; o++)
		if (c->object[o].region)
			p[n++] = (struct placed){c->object[o].region, written.writers[o], o};
	qsort(p, n, sizeof(*p), by_region_and_writers);
	rc->writers = written.writers;
	rc->order = arena_array(&c->mem, uint32_t, n);
	rc->first = arena_array(&c->mem, uint32_t, c->nregions + 2);
	for (uint32_t i = 0; i < n; i++) {
		rc->order[i] = p[i].object;
		rc->first[p[i].region + 1]++;
	}
	for (uint32_t r = 1; r <= c->nregions + 1; r++)
		rc->first[r] += rc->first[r - 1];
	return 0;
}

uint32_t *region_granted(const struct census *c, struct arena *mem)
{
	uint32_t *granted = arena_array(mem, uint32_t, c->nregions + 1);
	uint64_t *holders = arena_array(mem, uint64_t, c->words);

	for (int key = 1; c->keyed && key <= CENSUS_KEYS; key++) {
		uint32_t all;

		memset(holders, 0, c->words * sizeof(*holders));
		for (uint32_t r = 1; r <= c->nregions; r++)
			if (c->region[r].key == key)
				bits_or(holders, census_writers(c, r), c->words);
		all = (uint32_t)bits_count(holders, c->words);
		for (uint32_t r = 1; r <= c->nregions; r++)
			if (c->region[r].key == key)
				granted[r] = all - c->region[r].nwriters;
	}
	return granted;
}

/* The end of a long name says more than its beginning. */
static void add_row(struct picture *g, uint32_t node, const char *name)
{
	size_t length = strlen(name);
	char text[ROW_LENGTH + 1];

	snprintf(text, sizeof(text), "%s%s", length > ROW_LENGTH ? "..." : "",
		 length > ROW_LENGTH ? name + length - ROW_LENGTH + 3 : name);
	picture_row(g, node, text);
}

static void add_objects(struct picture *g, const struct census *c, const struct region_contents *rc,
			uint32_t r, uint32_t node, uint32_t rows)
{
	uint32_t n = rc->first[r + 1] - rc->first[r];
	struct number a;
	char text[600];

	picture_heading(g, node, "Objects, and how many functions may write each");
	for (uint32_t i = 0; i < n; i++) {
		uint32_t o = rc->order[rc->first[r] + i];
		const struct census_object *object = &c->object[o];

		snprintf(text, sizeof(text), "%s  (%s%s%s), %s", object->name, object->kind,
			 object->type[0] ? ", " : "", object->type,
			 number_of(&a, rc->writers[o], "writer"));
		picture_item(g, node, text);
		if (i < rows && (i + 1 < rows || n == rows))
			add_row(g, node, object->name);
	}
	if (rows && n > rows) {
		snprintf(text, sizeof(text), "(+%u more)", n - rows + 1);
		picture_row(g, node, text);
	}
}

static void add_writers(struct picture *g, const struct census *c, uint32_t r, uint32_t node)
{
	const uint64_t *writers = census_writers(c, r);

	picture_heading(g, node, "Functions that may write it");
	for (uint32_t f = 1; f <= c->nfunctions; f++)
		if (bits_get(writers, f))
			picture_item(g, node, c->function[f].name);
}

uint32_t region_node(struct picture *g, const struct census *c, const struct region_contents *rc,
		     uint32_t r, uint32_t cluster, uint32_t granted, uint32_t rows)
{
	const struct census_region *region = &c->region[r];
	struct number a, b;
	char detail[256];
	int at;
	uint32_t node;

	at = snprintf(detail, sizeof(detail), "%s, %s", number_of(&a, region->nobjects, "object"),
		      number_of(&b, region->nwriters, "writer"));
	if (granted)
		snprintf(detail + at, sizeof(detail) - (size_t)at, " +%s by key",
			 number_text(&a, granted));
	else if (!region->key)
		snprintf(detail + at, sizeof(detail) - (size_t)at, ", open to all");
	node = picture_node(g, PICTURE_REGION, cluster, region->key, region->name, detail);
	add_objects(g, c, rc, r, node, rows);
	add_writers(g, c, r, node);
	return node;
}
