/* SPDX-License-Identifier: Apache-2.0 */
/* A graph as Graphviz source. Ids n1, n2, ... and e1, e2, ... follow the graph's own numbers; the
 * page finds the drawn elements by them. */
#include "views/graph.h"
#include "views/html.h"
#include "views/number.h"
#include "views/palette.h"

#include <math.h>
#include <string.h>

#define FONT       "Helvetica,Arial,sans-serif"
#define INK        "#1f2937"
#define FAINT      "#5b6675"
#define TIP_ITEMS  14
#define TIP_LENGTH 110

/* Text for a quoted DOT string in which \N and friends would be replaced. */
static void put_quoted(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', out);
		if (*s == '\n')
			fputs("\\n", out);
		else
			fputc(*s, out);
	}
}

static void put_tip(const struct picture_node *n, FILE *out)
{
	char line[TIP_LENGTH + 8];
	uint32_t left = 0;

	fputs(" tooltip=\"", out);
	put_quoted(out, n->title);
	if (n->detail[0]) {
		fputs("\\n", out);
		put_quoted(out, n->detail);
	}
	for (uint32_t i = 0, shown = 0; i < n->items.n; i++) {
		const struct picture_item *item = &n->items.v[i];

		shown = item->heading ? 0 : shown + 1;
		if (shown > TIP_ITEMS) {
			left++;
		} else {
			snprintf(line, sizeof(line), "\n%s%.*s%s", item->heading ? "" : "  ",
				 TIP_LENGTH, item->text, item->heading ? ":" : "");
			put_quoted(out, line);
		}
		if (left && (i + 1 == n->items.n || n->items.v[i + 1].heading)) {
			snprintf(line, sizeof(line), "\n  (+%u more)", left);
			put_quoted(out, line);
			left = 0;
		}
	}
	fputc('"', out);
}

static void put_row(const char *text, const char *colour, int size, FILE *out)
{
	fprintf(out, "<TR><TD ALIGN=\"LEFT\" CELLPADDING=\"1\"><FONT POINT-SIZE=\"%d\" COLOR=\"%s\">",
		size, colour);
	html_escape(out, text);
	fputs("</FONT></TD></TR>", out);
}

/* A region: its key's colour as a head with name and number, then what is inside. */
static void put_region(const struct picture_node *n, FILE *out)
{
	const char *ink = palette_text(n->key);

	fprintf(out,
		" shape=plain label=<<TABLE BORDER=\"1\" COLOR=\"%s\" CELLBORDER=\"0\""
		" CELLSPACING=\"0\" CELLPADDING=\"4\" BGCOLOR=\"#ffffff\"><TR><TD BGCOLOR=\"%s\">"
		"<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\"><TR>"
		"<TD ALIGN=\"LEFT\"><FONT COLOR=\"%s\" POINT-SIZE=\"13\"><B>",
		palette_line(n->key), palette_fill(n->key), ink);
	html_escape(out, n->title);
	fputs("</B></FONT></TD>", out);
	if (n->key >= 0)
		fprintf(out,
			"<TD ALIGN=\"RIGHT\"><FONT COLOR=\"%s\" POINT-SIZE=\"11\">   %s%.0d"
			"</FONT></TD>",
			ink, n->key ? "key " : "default key", n->key);
	fputs("</TR></TABLE></TD></TR>", out);
	put_row(n->detail, FAINT, 10, out);
	for (uint32_t i = 0; i < n->rows.n; i++)
		put_row(n->rows.v[i], INK, 10, out);
	fputs("</TABLE>>", out);
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
		"functions", "function", "focus", "region", "key", "data", "more",
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
	case PICTURE_DATA:
		fputs(" shape=box style=filled fillcolor=\"#ffffff\" color=\"#64748b\"", out);
		put_label(n, INK, FAINT, 12, out);
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
		put_label(n, FAINT, FAINT, 11, out);
		break;
	default:
		fputs(" shape=box style=\"filled,rounded\" fillcolor=\"#eef1f5\" color=\"#a3afbf\"",
		      out);
		put_label(n, INK, FAINT, 12, out);
	}
	put_tip(n, out);
	fputs("];\n", out);
}

static void put_edge(const struct picture *g, uint32_t i, FILE *out)
{
	static const char *const style[PICTURE_LINE_COUNT] = {
		"solid", "dashed", "solid", "solid", "dashed",
	};
	static const char *const classes[PICTURE_LINE_COUNT] = {
		"writes", "shares", "opens", "direct", "indirect",
	};
	const struct picture_edge *e = &g->edges.v[i];
	bool call = e->line == PICTURE_DIRECT || e->line == PICTURE_INDIRECT;
	int key = g->nodes.v[e->line == PICTURE_OPENS ? e->from : e->to].key;
	double width = 0.8 + 0.55 * log2((double)e->weight + 1);

	fprintf(out, "n%u -> n%u [id=\"e%u\" class=\"%s\" style=%s color=\"%sb0\" penwidth=%.2f",
		e->from, e->to, i + 1, classes[e->line], style[e->line],
		call ? "#64748b" : palette_line(key), width > 6 ? 6 : width);
	fprintf(out, " tooltip=\"");
	put_quoted(out, e->tip);
	fputs("\"];\n", out);
}

/* The title block: title, how to read it, notes, and a swatch for each key that occurs. */
static void put_heading(const struct picture *g, FILE *out)
{
	bool present[17] = {false};
	int swatches = 0;

	for (uint32_t i = 1; i < g->nodes.n; i++)
		if (g->nodes.v[i].key >= 0)
			present[g->nodes.v[i].key] = true;
	fprintf(out, "label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\""
		     " CELLPADDING=\"2\"><TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"22\" COLOR=\"%s\"><B>",
		INK);
	html_escape(out, g->title);
	fputs("</B></FONT></TD></TR>", out);
	put_row(g->subtitle, FAINT, 13, out);
	vec_each(&g->notes, i)
		put_row(g->notes.v[i], FAINT, 12, out);
	put_row("Lines: may write. Thicker: more functions. Colour: the key, written beside it.",
		FAINT, 12, out);
	for (int key = 0; key <= CENSUS_KEYS; key++) {
		if (!present[key])
			continue;
		fputs(swatches++ ? "" : "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\""
					" CELLSPACING=\"3\" CELLPADDING=\"4\"><TR>",
		      out);
		fprintf(out, "<TD BGCOLOR=\"%s\"><FONT POINT-SIZE=\"11\" COLOR=\"%s\">",
			palette_fill(key), palette_text(key));
		fprintf(out, key ? "key %d" : "default", key);
		fputs("</FONT></TD>", out);
	}
	fputs(swatches ? "</TR></TABLE></TD></TR>" : "", out);
	fputs("</TABLE>>;\n", out);
}

static void put_cluster(const struct picture *g, uint32_t cluster, FILE *out)
{
	fprintf(out,
		"subgraph cluster_%u {\nstyle=\"filled,rounded\"; color=\"#d5dce5\";"
		" fillcolor=\"#f8fafc\"; margin=14; labeljust=l; id=\"c%u\"; tooltip=\"",
		cluster, cluster);
	put_quoted(out, g->clusters.v[cluster]);
	fprintf(out, "\"; label=<<FONT POINT-SIZE=\"14\" COLOR=\"%s\"><B>", FAINT);
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
		fputs("layout=dot; rankdir=LR; nodesep=0.16; ranksep=1.9; splines=true;\n", out);
	put_heading(g, out);
	for (uint32_t i = 1; i < g->clusters.n; i++)
		put_cluster(g, i, out);
	for (uint32_t i = 1; i < g->nodes.n; i++)
		if (!g->nodes.v[i].cluster)
			put_node(g, i, out);
	vec_each(&g->edges, i)
		put_edge(g, i, out);
	fputs("}\n", out);
}
