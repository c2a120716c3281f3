/* SPDX-License-Identifier: Apache-2.0 */
/* A picture's table as one Graphviz node, each cell with an id and a tooltip of its own. */
#include "views/graph_dot.h"
#include "views/html.h"
#include "views/palette.h"

#include <stdlib.h>
#include <string.h>

#define ON_SHADE "#111827"
#define SHADES	 10

/* Towards a middle blue. page/graph.css has the same ten for a dark background. */
static const char *const shades[SHADES] = {
    "#f2f7fc", "#e5effa", "#d9e7f8", "#ccdff5", "#bfd8f2",
    "#b2d0f0", "#a5c8ee", "#99c0eb", "#8cb8e8", "#7fb0e6",
};

/* Tooltip text inside an attribute: a line break must survive as a character reference. */
static void put_attribute(FILE *out, const char *s)
{
	for (const char *end; *s; s = *end ? end + 1 : end) {
		char part[256];

		end = s + strcspn(s, "\n");
		snprintf(part, sizeof(part), "%.*s", (int)(end - s), s);
		html_escape(out, part);
		if (*end)
			fputs("&#10;", out);
	}
}

static void put_text(const char *s, const char *colour, int size, bool bold, FILE *out)
{
	fprintf(out, "<FONT COLOR=\"%s\" POINT-SIZE=\"%d\">%s", colour, size, bold ? "<B>" : "");
	html_escape(out, s);
	fprintf(out, "%s</FONT>", bold ? "</B>" : "");
}

static void put_cell(const struct picture *g, uint32_t i, FILE *out)
{
	const struct picture_node *n = &g->nodes.v[i];
	bool head = n->shape != PICTURE_CELL, keyed = n->key >= 0;
	const char *ink = keyed ? palette_text(n->key) : head ? DOT_INK : ON_SHADE;
	const char *colour = keyed  ? palette_fill(n->key)
			     : head ? "#eef1f5"
				    : shades[n->shade * (SHADES - 1) / 100];

	fprintf(out, "<TD ID=\"n%u\" HREF=\"#\" BGCOLOR=\"%s\"%s TITLE=\"", i, colour,
		n->shape == PICTURE_ROW ? " ALIGN=\"LEFT\" BALIGN=\"LEFT\"" : "");
	dot_tip(n, put_attribute, out);
	fputs("\">", out);
	if (n->title[0]) {
		put_text(n->title, ink, n->shape == PICTURE_CELL ? 14 : 12, true, out);
		fputs("<BR/>", out);
	}
	put_text(n->detail, head && !keyed ? DOT_FAINT : ink, n->title[0] ? 9 : 10, false, out);
	fputs("</TD>", out);
}

void dot_table(const struct picture *g, FILE *out)
{
	uint32_t width = g->table_columns + 1;
	uint32_t *at = calloc((size_t)(g->table_rows + 1) * width, sizeof(*at));
	bool *used = calloc(width, sizeof(*used));

	if (!at || !used)
		diag_oom((size_t)(g->table_rows + 1) * width * sizeof(*at));
	for (uint32_t i = 1; i < g->nodes.n; i++)
		if (g->nodes.v[i].row || g->nodes.v[i].column) {
			at[g->nodes.v[i].row * width + g->nodes.v[i].column] = i;
			used[g->nodes.v[i].column] = true;
		}
	fputs("table [shape=plain label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\""
	      " CELLPADDING=\"4\">",
	      out);
	for (uint32_t row = 0; row <= g->table_rows; row++) {
		fputs("<TR>", out);
		for (uint32_t column = 0; column < width; column++) {
			uint32_t node = at[row * width + column];

			if (!used[column])
				continue;
			if (node)
				put_cell(g, node, out);
			else
				fputs(row && column ? "<TD BGCOLOR=\"#f7f9fb\"></TD>" : "<TD></TD>",
				      out);
		}
		fputs("</TR>\n", out);
	}
	fputs("</TABLE>>];\n", out);
	free(at);
	free(used);
}
