/* SPDX-License-Identifier: Apache-2.0 */
/* A picture as Graphviz source. Ids n1, n2, ... and e1, e2, ... follow its own numbers; the
 * page finds the drawn elements by them. */
#include "views/graph_dot.h"
#include "views/html.h"
#include "views/palette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FONT	       "Helvetica,Arial,sans-serif"
#define SWATCH	       54 /* points */
#define SWATCH_DEFAULT 80
#define TIP_ITEMS      14
#define TIP_LENGTH     110

const char *dot_key_name(int key)
{
	static char name[16];

	snprintf(name, sizeof(name), key ? "key %d" : "default key", key);
	return name;
}

/* Text for a quoted DOT string: a picture's text holds no backslash, a tooltip's line breaks. */
static void put_quoted(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '\n')
			fputs("\\n", out);
		else
			fprintf(out, *s == '"' ? "\\%c" : "%c", *s);
	}
}

void dot_tip(const struct picture_node *n, void (*put)(FILE *, const char *), FILE *out)
{
	char line[TIP_LENGTH + 8];
	uint32_t left = 0;

	put(out, n->name);
	if (n->detail[0] && n->shape != PICTURE_CELL) {
		put(out, "\n");
		put(out, n->detail);
	}
	for (uint32_t i = 0, shown = 0; i < n->items.n; i++) {
		const struct picture_item *item = &n->items.v[i];

		shown = item->heading ? 0 : shown + 1;
		if (item->heading && (i + 1 == n->items.n || n->items.v[i + 1].heading))
			continue;
		if (shown > TIP_ITEMS) {
			left++;
		} else {
			snprintf(line, sizeof(line), "\n%s%.*s%s", item->heading ? "" : "  ",
				 TIP_LENGTH, item->text, item->heading ? ":" : "");
			put(out, line);
		}
		if (left && (i + 1 == n->items.n || n->items.v[i + 1].heading)) {
			snprintf(line, sizeof(line), "\n  (+%u more)", left);
			put(out, line);
			left = 0;
		}
	}
}

static void put_row(const char *text, const char *colour, int size, FILE *out)
{
	fprintf(out,
		"<TR><TD ALIGN=\"LEFT\" CELLPADDING=\"1\"><FONT POINT-SIZE=\"%d\" COLOR=\"%s\">",
		size, colour);
	html_escape(out, text);
	fputs("</FONT></TD></TR>", out);
}

static void put_line(const char *text, const char *colour, FILE *out)
{
	fprintf(out, "<FONT POINT-SIZE=\"10\" COLOR=\"%s\">", colour);
	html_escape(out, text);
	/* The blanks make up for viewers whose fonts run wider than the layout's. */
	fputs("&#160;&#160;</FONT><BR ALIGN=\"LEFT\"/>", out);
}

/* A region: its key's colour as a head with name and number, then what is inside. */
static void put_region(const struct picture_node *n, FILE *out)
{
	const char *ink = palette_text(n->key);

	fprintf(out,
		" shape=box margin=0 style=filled fillcolor=\"#ffffff\" color=\"%s\""
		" label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\""
		" CELLPADDING=\"5\"><TR><TD BGCOLOR=\"%s\"><TABLE BORDER=\"0\" CELLBORDER=\"0\""
		" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR><TD ALIGN=\"LEFT\"><FONT COLOR=\"%s\""
		" POINT-SIZE=\"13\"><B>",
		palette_line(n->key), palette_fill(n->key), ink);
	html_escape(out, n->title);
	fputs("</B></FONT></TD>", out);
	if (n->key >= 0)
		fprintf(out,
			"<TD ALIGN=\"RIGHT\"><FONT COLOR=\"%s\" POINT-SIZE=\"11\">%s</FONT></TD>",
			ink, dot_key_name(n->key));
	fputs("</TR></TABLE></TD></TR><TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">", out);
	put_line(n->detail, DOT_FAINT, out);
	for (uint32_t i = 0; i < n->rows.n; i++)
		put_line(n->rows.v[i], DOT_INK, out);
	fputs("</TD></TR></TABLE>>", out);
}

static void put_label(const struct picture_node *n, const char *ink, const char *faint, int size,
		      FILE *out)
{
	fprintf(out, " label=<<FONT COLOR=\"%s\" POINT-SIZE=\"%d\"><B>", ink, size);
	html_escape(out, n->title);
	fputs("</B></FONT>", out);
	if (n->detail[0]) {
		fprintf(out, "<BR/><FONT COLOR=\"%s\" POINT-SIZE=\"10\">", faint);
		html_escape(out, n->detail);
		fputs("</FONT>", out);
	}
	fputc('>', out);
}

static void put_node(const struct picture *g, uint32_t i, FILE *out)
{
	static const char *const classes[PICTURE_SHAPE_COUNT] = {
	    [PICTURE_FUNCTIONS] = "functions",
	    [PICTURE_FUNCTION] = "function",
	    [PICTURE_FOCUS] = "focus",
	    [PICTURE_REGION] = "region",
	    [PICTURE_KEY] = "key",
	    [PICTURE_MORE] = "more",
	};
	const struct picture_node *n = &g->nodes.v[i];

	fprintf(out, "n%u [id=\"n%u\" class=\"%s\"", i, i, classes[n->shape]);
	switch (n->shape) {
	case PICTURE_REGION:
		put_region(n, out);
		break;
	case PICTURE_KEY:
		fprintf(out, " shape=box style=\"filled,rounded\" fillcolor=\"%s\" color=\"%s\"",
			palette_fill(n->key), palette_line(n->key));
		put_label(n, palette_text(n->key), palette_text(n->key), 14, out);
		break;
	case PICTURE_FOCUS:
		fputs(" shape=box style=\"filled,rounded\" fillcolor=\"#1f2937\" color=\"#1f2937\"",
		      out);
		put_label(n, "#ffffff", "#cbd5e1", 15, out);
		break;
	case PICTURE_MORE:
		fputs(" shape=box style=\"dashed,rounded,filled\" fillcolor=\"#ffffff\""
		      " color=\"#94a3b8\"",
		      out);
		put_label(n, DOT_FAINT, DOT_FAINT, 11, out);
		break;
	default:
		fputs(" shape=box style=\"filled,rounded\" fillcolor=\"#eef1f5\" color=\"#a3afbf\"",
		      out);
		put_label(n, DOT_INK, DOT_FAINT, 12, out);
	}
	fputs(" tooltip=\"", out);
	dot_tip(n, put_quoted, out);
	fputs("\"];\n", out);
}

static bool is_call(enum picture_line line)
{
	return line == PICTURE_DIRECT || line == PICTURE_INDIRECT;
}

/* Writes from the right to the left. */
static bool is_turned(const struct picture *g, const struct picture_edge *e)
{
	return g->columns == PICTURE_THREE_COLUMNS && !g->nodes.v[e->from].cluster;
}

static void put_edge(const struct picture *g, uint32_t i, bool ports, FILE *out)
{
	static const char *const classes[PICTURE_LINE_COUNT] = {
	    "writes",
	    "shares",
	    "direct",
	    "indirect",
	};
	const struct picture_edge *e = &g->edges.v[i];
	bool turned = ports && is_turned(g, e);
	bool dashed = e->line == PICTURE_SHARES || e->line == PICTURE_INDIRECT;
	double width = 0.8 + 0.55 * log2((double)e->weight + 1);
	double widest = is_call(e->line) ? 2 : 6;

	if (e->line == PICTURE_BELONGS)
		return;
	if (e->line == PICTURE_SHARES || width < 1.2)
		width = 1.2;
	fprintf(out, "n%u -> n%u [id=\"e%u\" class=\"%s\" style=%s color=\"%sb0\" penwidth=%.2f",
		turned ? e->to : e->from, turned ? e->from : e->to, i + 1, classes[e->line],
		dashed ? "dashed" : "solid",
		is_call(e->line) ? "#64748b" : palette_line(g->nodes.v[e->to].key),
		width > widest ? widest : width);
	fprintf(out, "%s%s tooltip=\"", turned ? " dir=back" : "",
		ports && !is_call(e->line) ? " tailport=e headport=w" : "");
	put_quoted(out, e->tip);
	fputs("\"];\n", out);
}

/* What nothing here writes stands with what is written. */
static void put_columns(const struct picture *g, FILE *out)
{
	uint8_t *column = calloc(g->nodes.n, sizeof(*column));

	if (!column)
		diag_oom(g->nodes.n);
	memset(column, 1, g->nodes.n);
	vec_each (&g->edges, i)
		column[g->edges.v[i].from] = is_turned(g, &g->edges.v[i]) ? 2 : 0;
	for (int c = 0; c < 3; c++) {
		fputs("{ rank=same;", out);
		for (uint32_t i = 1; i < g->nodes.n; i++)
			if (column[i] == c)
				fprintf(out, " n%u;", i);
		fputs(" }\n", out);
	}
	free(column);
}

static void put_key_swatches(const struct picture *g, FILE *out)
{
	bool present[CENSUS_KEYS + 1] = {false};
	int keys = 0, width = 0;

	for (uint32_t i = 1; i < g->nodes.n; i++)
		if (g->nodes.v[i].key >= 0)
			present[g->nodes.v[i].key] = true;
	for (int key = 0; key <= CENSUS_KEYS; key++) {
		keys += present[key];
		width += present[key] ? (key ? SWATCH : SWATCH_DEFAULT) : 0;
	}
	if (keys < 2 || g->table_rows)
		return;
	/* A table of fixed size is the only one that is not stretched to the heading's width. */
	fprintf(out,
		"<TR><TD ALIGN=\"LEFT\"><TABLE ALIGN=\"LEFT\" FIXEDSIZE=\"TRUE\" WIDTH=\"%d\""
		" HEIGHT=\"28\" BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"3\""
		" CELLPADDING=\"3\"><TR>",
		width);
	for (int key = 0; key <= CENSUS_KEYS; key++)
		if (present[key])
			fprintf(out,
				"<TD BGCOLOR=\"%s\"><FONT POINT-SIZE=\"11\" COLOR=\"%s\">%s"
				"</FONT></TD>",
				palette_fill(key), palette_text(key), dot_key_name(key));
	fputs("</TR></TABLE></TD></TR>", out);
}

/* How to read the lines that occur. */
static void put_legend(const struct picture *g, int size, FILE *out)
{
	bool line[PICTURE_LINE_COUNT] = {false};
	bool calls;

	vec_each (&g->edges, i)
		line[g->edges.v[i].line] = true;
	calls = line[PICTURE_DIRECT] || line[PICTURE_INDIRECT];
	if (line[PICTURE_WRITES])
		put_row("Coloured line: may write; thicker for more functions. The colour is the"
			" region's key.",
			DOT_FAINT, size, out);
	if (line[PICTURE_SHARES])
		put_row("Dashed coloured line: can write too, only because the key is shared.",
			DOT_FAINT, size, out);
	if (calls)
		put_row(line[PICTURE_INDIRECT] ? "Grey line: calls; dashed: through a pointer."
					       : "Grey line: calls.",
			DOT_FAINT, size, out);
}

/* size: of the smallest text in it, in points. */
static void put_heading(const struct picture *g, int size, FILE *out)
{
	fprintf(
	    out,
	    "label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\""
	    " CELLPADDING=\"2\"><TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"%d\" COLOR=\"%s\"><B>",
	    size * 2, DOT_INK);
	html_escape(out, g->title);
	fputs("</B></FONT></TD></TR>", out);
	put_row(g->subtitle, DOT_FAINT, size + 1, out);
	vec_each (&g->notes, i)
		put_row(g->notes.v[i], DOT_FAINT, size, out);
	put_legend(g, size, out);
	put_key_swatches(g, out);
	fputs("<TR><TD HEIGHT=\"10\"></TD></TR></TABLE>>;\n", out);
}

static void put_cluster(const struct picture *g, uint32_t cluster, FILE *out)
{
	fprintf(out,
		"subgraph cluster_%u {\nstyle=\"filled,rounded\"; color=\"#d5dce5\";"
		" fillcolor=\"#f8fafc\"; margin=14; labeljust=l; id=\"c%u\"; tooltip=\"",
		cluster, cluster);
	put_quoted(out, g->clusters.v[cluster]);
	fprintf(out, "\"; label=<<FONT POINT-SIZE=\"14\" COLOR=\"%s\"><B>", DOT_FAINT);
	html_escape(out, g->clusters.v[cluster]);
	fputs("</B></FONT>>;\n", out);
	for (uint32_t i = 1; i < g->nodes.n; i++)
		if (g->nodes.v[i].cluster == cluster)
			put_node(g, i, out);
	fputs("}\n", out);
}

void picture_write_dot(const struct picture *g, enum picture_layout layout, FILE *out)
{
	fprintf(out,
		"digraph capmap {\ncharset=\"UTF-8\"; bgcolor=\"#ffffff\"; pad=0.35;"
		" labelloc=t; labeljust=l; outputorder=edgesfirst; tooltip=\"\\n\";\n"
		"fontname=\"%s\"; node [fontname=\"%s\" fontsize=12 margin=\"0.13,0.07\""
		" penwidth=1]; edge [fontname=\"%s\" fontsize=10 arrowsize=0.55];\n",
		FONT, FONT, FONT);
	if (layout == LAYOUT_SFDP)
		fputs("layout=sfdp; overlap=prism; overlap_scaling=-4; sep=\"+12\"; K=1.1;"
		      " repulsiveforce=1.4; splines=line;\n",
		      out);
	else
		fputs("layout=dot; rankdir=LR; newrank=true; nodesep=0.16; ranksep=1.9; "
		      "splines=true;\n",
		      out);
	put_heading(g, layout == LAYOUT_SFDP ? 22 : 12, out);
	for (uint32_t i = 1; i < g->clusters.n; i++)
		put_cluster(g, i, out);
	for (uint32_t i = 1; i < g->nodes.n; i++)
		if (!g->nodes.v[i].cluster && !g->nodes.v[i].row && !g->nodes.v[i].column)
			put_node(g, i, out);
	if (g->table_rows)
		dot_table(g, out);
	vec_each (&g->edges, i)
		put_edge(g, i, layout == LAYOUT_DOT, out);
	if (g->columns && layout == LAYOUT_DOT)
		put_columns(g, out);
	fputs("}\n", out);
}
