/* SPDX-License-Identifier: Apache-2.0 */
/* The whole kernel as a table: nearly every subsystem holds nearly every key, and a drawing of that
 * with lines is a knot. With keys, a row is a subsystem and a column a key; before there are keys,
 * a row is a subsystem's functions and a column a subsystem's data. */
#include "views/graph.h"
#include "views/number.h"

#include <math.h>
#include <string.h>

/* Subsystems as rows or columns, by name; past `keep` those that weigh least stand together. */
struct lines {
	uint32_t *place; /* [subsystem] -> 1..n, or n + 1 when more != 0; 0: nothing to show */
	uint32_t n, more;
	uint32_t *head; /* [place] -> node */
};

struct tally {
	uint32_t functions, regions, objects;
};

struct overview {
	struct picture *g;
	const struct census *c;
	struct lines rows, columns; /* columns: only without keys */
	struct tally *row;	    /* [place] */
	struct tally *cell;	    /* [row place * width + column]: functions that hold the key or
				     * write the data; regions and objects the row owns there */
	uint32_t width;
};

static void place_lines(struct lines *l, const struct census *c, struct arena *mem,
			const uint32_t *weight, uint32_t keep)
{
	uint32_t with = 0;

	l->place = arena_array(mem, uint32_t, c->nsubsystems + 1);
	l->head = arena_array(mem, uint32_t, c->nsubsystems + 2);
	for (uint32_t s = 1; s <= c->nsubsystems; s++)
		with += weight[s] != 0;
	for (uint32_t s = 1; s <= c->nsubsystems; s++) {
		uint32_t before = 0;

		for (uint32_t t = 1; t <= c->nsubsystems; t++)
			before += weight[t] > weight[s] || (weight[t] == weight[s] && t < s);
		if (weight[s] && (before < keep || with <= keep + 1))
			l->place[s] = ++l->n;
	}
	l->more = with - l->n;
	for (uint32_t s = 1; s <= c->nsubsystems; s++)
		if (weight[s] && !l->place[s])
			l->place[s] = l->n + 1;
}

static void place(struct overview *v)
{
	const struct census *c = v->c;
	struct arena *mem = &v->g->mem;
	uint32_t *either = arena_array(mem, uint32_t, c->nsubsystems + 1);
	uint32_t *owned = arena_array(mem, uint32_t, c->nsubsystems + 1);
	uint32_t keep = v->g->max_nodes / 5;

	for (uint32_t r = 1; r <= c->nregions; r++)
		owned[c->region[r].subsystem]++;
	for (uint32_t f = 1; f <= c->nfunctions; f++)
		either[c->function[f].subsystem] += c->first[f + 1] > c->first[f];
	for (uint32_t s = 1; s <= c->nsubsystems; s++)
		either[s] += owned[s];
	place_lines(&v->rows, c, mem, either, keep);
	place_lines(&v->columns, c, mem, owned, keep);
	v->width = (c->keyed ? CENSUS_KEYS + 1 : v->columns.n + 1) + 1;
	v->row = arena_array(mem, struct tally, v->rows.n + 2);
	v->cell = arena_array(mem, struct tally, (size_t)(v->rows.n + 2) * v->width);
}

static uint32_t column_of(const struct overview *v, uint32_t region)
{
	const struct census_region *r = &v->c->region[region];

	return v->c->keyed ? (uint32_t)r->key + 1 : v->columns.place[r->subsystem];
}

static void count(struct overview *v)
{
	const struct census *c = v->c;
	uint32_t *seen = arena_array(&v->g->mem, uint32_t, v->width); /* last function */

	for (uint32_t r = 1; r <= c->nregions; r++) {
		uint32_t row = v->rows.place[c->region[r].subsystem];
		struct tally *cell = &v->cell[row * v->width + column_of(v, r)];

		cell->regions++;
		cell->objects += c->region[r].nobjects;
		v->row[row].regions++;
		v->row[row].objects += c->region[r].nobjects;
	}
	for (uint32_t f = 1; f <= c->nfunctions; f++) {
		uint32_t row = v->rows.place[c->function[f].subsystem];

		v->row[row].functions += c->first[f + 1] > c->first[f];
		for (uint32_t i = c->first[f]; i < c->first[f + 1]; i++) {
			uint32_t column = column_of(v, c->may_write[i]);

			if (seen[column] != f)
				v->cell[row * v->width + column].functions++;
			seen[column] = f;
		}
	}
}

static const char *line_name(const struct overview *v, const struct lines *l, uint32_t at)
{
	for (uint32_t s = 1; s <= v->c->nsubsystems; s++)
		if (l->place[s] == at)
			return at > l->n ? arena_printf(&v->g->mem, "(+%u more)", l->more)
					 : v->c->subsystem[s];
	return "";
}

static void draw_row_heads(struct overview *v)
{
	struct number a, b;

	for (uint32_t at = 1; at <= v->rows.n + (v->rows.more != 0); at++) {
		const struct tally *t = &v->row[at];
		uint32_t node;

		node = picture_cell(
		    v->g, PICTURE_ROW, at, 0, CENSUS_NOT_SET, line_name(v, &v->rows, at),
		    arena_printf(&v->g->mem, "%s, %s", number_of(&a, t->functions, "writer"),
				 number_of(&b, t->regions, "region")));
		v->rows.head[at] = node;
		picture_heading(v->g, node, "Its regions");
	}
	for (uint32_t r = 1; r <= v->c->nregions; r++)
		picture_item(v->g, v->rows.head[v->rows.place[v->c->region[r].subsystem]],
			     v->c->region[r].name);
}

static void draw_key_heads(struct overview *v)
{
	const struct census *c = v->c;
	uint64_t *holders = arena_array(&v->g->mem, uint64_t, c->words);

	v->columns.head = arena_array(&v->g->mem, uint32_t, CENSUS_KEYS + 2);
	for (int key = 0; key <= CENSUS_KEYS; key++) {
		uint32_t regions = 0, node, at = key ? (uint32_t)key : CENSUS_KEYS + 1;
		struct number a;

		memset(holders, 0, c->words * sizeof(*holders));
		for (uint32_t r = 1; r <= c->nregions; r++)
			if (c->region[r].key == key) {
				regions++;
				bits_or(holders, census_writers(c, r), c->words);
			}
		if (!regions)
			continue;
		node =
		    picture_cell(v->g, PICTURE_COLUMN, 0, at, key,
				 key ? arena_printf(&v->g->mem, "key %d", key) : "default",
				 key ? arena_printf(&v->g->mem, "%u r, %s f", regions,
						    number_text(&a, bits_count(holders, c->words)))
				     : "open to all");
		v->columns.head[key + 1] = node;
		picture_heading(v->g, node, "Regions under it");
		for (uint32_t r = 1; r <= c->nregions; r++)
			if (c->region[r].key == key)
				picture_item(v->g, node, c->region[r].name);
	}
}

static void draw_data_heads(struct overview *v)
{
	for (uint32_t at = 1; at <= v->columns.n + (v->columns.more != 0); at++) {
		uint32_t node = picture_cell(v->g, PICTURE_COLUMN, 0, at, CENSUS_NOT_SET,
					     line_name(v, &v->columns, at), "data");

		v->columns.head[at] = node;
		picture_heading(v->g, node, "Regions");
	}
	for (uint32_t r = 1; r <= v->c->nregions; r++)
		picture_item(v->g, v->columns.head[column_of(v, r)], v->c->region[r].name);
}

/* 0..100: how strong a colour a count gets beside the largest. */
static unsigned shade(uint32_t n, uint32_t most)
{
	return most > 1 ? (unsigned)(100 * log2(n + 1.0) / log2(most + 1.0)) : 100;
}

static void list_cell(struct overview *v, uint32_t node, uint32_t row, uint32_t column)
{
	const struct census *c = v->c;

	picture_heading(v->g, node, c->keyed ? "Its regions under the key" : "Regions");
	for (uint32_t r = 1; r <= c->nregions; r++)
		if (column_of(v, r) == column &&
		    (!c->keyed || v->rows.place[c->region[r].subsystem] == row))
			picture_item(v->g, node, c->region[r].name);
	picture_heading(v->g, node,
			c->keyed ? "Its functions that hold the key"
				 : "Functions that may write them");
	for (uint32_t f = 1; f <= c->nfunctions; f++)
		for (uint32_t i = c->first[f];
		     v->rows.place[c->function[f].subsystem] == row && i < c->first[f + 1]; i++)
			if (column_of(v, c->may_write[i]) == column) {
				picture_item(v->g, node, c->function[f].name);
				break;
			}
}

static void draw_cells(struct overview *v)
{
	const struct census *c = v->c;
	uint32_t most = 0;
	struct number a, b;

	for (uint32_t i = 0; i < (v->rows.n + 2) * v->width; i++)
		most = v->cell[i].functions > most ? v->cell[i].functions : most;
	for (uint32_t row = 1; row <= v->rows.n + (v->rows.more != 0); row++)
		for (uint32_t column = 1; column < v->width; column++) {
			const struct tally *t = &v->cell[row * v->width + column];
			uint32_t at = !c->keyed	    ? column
				      : column == 1 ? CENSUS_KEYS + 1
						    : column - 1;
			bool owned = c->keyed && t->regions;
			uint32_t node;

			if (!t->functions && !owned)
				continue;
			node = picture_cell(v->g, PICTURE_CELL, row, at,
					    owned ? (int)column - 1 : CENSUS_NOT_SET,
					    owned ? number_text(&a, t->regions) : "",
					    number_text(&b, t->functions));
			v->g->nodes.v[node].shade = (uint8_t)shade(t->functions, most);
			v->g->nodes.v[node].name = arena_printf(
			    &v->g->mem, "%s, %s", v->g->nodes.v[v->rows.head[row]].title,
			    v->g->nodes.v[v->columns.head[column]].title);
			list_cell(v, node, row, column);
			picture_edge(v->g, v->rows.head[row], node, PICTURE_BELONGS, 1, "");
			picture_edge(v->g, node, v->columns.head[column], PICTURE_BELONGS, 1, "");
		}
}

void picture_view_kernel(struct picture *g, const struct census *c)
{
	struct overview v = {.g = g, .c = c};
	struct number a, b;

	place(&v);
	count(&v);
	draw_row_heads(&v);
	if (c->keyed)
		draw_key_heads(&v);
	else
		draw_data_heads(&v);
	draw_cells(&v);
	picture_title(g, "Whole kernel",
		      arena_printf(&g->mem, "%s in %s", number_of(&a, c->nregions, "region"),
				   number_of(&b, v.rows.n + v.rows.more, "subsystem")));
	if (c->keyed) {
		picture_note(g, "A row is a subsystem, a column a key. Coloured: the subsystem has"
				" regions under the key, as many as the large number.");
		picture_note(g, "Small number: functions of the subsystem that hold the key, and so"
				" can write every region in the column.");
		picture_note(g, "Under a key's name: the regions (r) it opens and the functions"
				" (f) that hold it.");
	} else {
		picture_note(g, "No keys yet: capmap-map assigns them. A row is a subsystem's"
				" functions, a column a subsystem's data.");
		picture_note(g, "Number: functions of the row that may write data of the column.");
	}
}
