/* SPDX-License-Identifier: Apache-2.0 */
/* The picture in a page: the drawing itself, what its nodes stand for as JSON, and page/graph.js to
 * move about in it. */
#include "views/graph.h"
#include "views/html.h"

#include <string.h>

#define LIST_MOST 400 /* names listed for one node; the rest are counted */

static void put_lists(const struct picture_node *n, FILE *out)
{
	uint32_t i = 0;

	fputs("\"lists\":[", out);
	while (i < n->items.n) {
		uint32_t shown = 0, more = 0;
		const char *title = n->items.v[i].heading ? n->items.v[i++].text : "";

		fputs("{\"title\":", out);
		html_json_string(out, title);
		fputs(",\"items\":[", out);
		for (; i < n->items.n && !n->items.v[i].heading; i++) {
			if (shown == LIST_MOST) {
				more++;
				continue;
			}
			fputs(shown++ ? "," : "", out);
			html_json_string(out, n->items.v[i].text);
		}
		fprintf(out, "],\"more\":%u}%s", more, i < n->items.n ? "," : "");
	}
	fputc(']', out);
}

static void put_data(const struct picture *g, FILE *out)
{
	fputs("<script type=\"application/json\" id=\"data\">\n{\"nodes\":[null", out);
	for (uint32_t i = 1; i < g->nodes.n; i++) {
		const struct picture_node *n = &g->nodes.v[i];

		fputs(",\n{\"name\":", out);
		html_json_string(out, n->name);
		fputs(",\"detail\":", out);
		html_json_string(out, n->shape == PICTURE_CELL ? "" : n->detail);
		fprintf(out, ",\"shape\":\"%s\",", n->shape == PICTURE_CELL ? "cell" : "node");
		put_lists(n, out);
		fputc('}', out);
	}
	fputs("],\n\"edges\":[", out);
	vec_each (&g->edges, i) {
		const struct picture_edge *e = &g->edges.v[i];

		fprintf(out, "%s\n{\"from\":%u,\"to\":%u,\"tip\":", i ? "," : "", e->from, e->to);
		html_json_string(out, e->tip);
		fputc('}', out);
	}
	fputs("]}\n</script>\n", out);
}

void picture_write_page(const struct picture *g, const char *svg, size_t n, FILE *out)
{
	const char *drawing = memmem(svg, n, "<svg", 4);

	html_begin(out, g->title, page_graph_css);
	fputs("<header><h1>", out);
	html_escape(out, g->title);
	fputs("</h1><p>Drag to move, wheel to zoom, click for neighbours and details.</p>\n"
	      "<div class=\"search\"><input id=\"search\" type=\"search\" autocomplete=\"off\""
	      " placeholder=\"Find a function, object or region\""
	      " aria-label=\"Find a function, object or region\" aria-controls=\"results\">"
	      "<ol id=\"results\" role=\"listbox\"></ol></div>\n"
	      "<div><button id=\"in\" aria-label=\"Zoom in\">+</button>"
	      " <button id=\"out\" aria-label=\"Zoom out\">&minus;</button>"
	      " <button id=\"fit\">Fit</button></div></header>\n<main>\n",
	      out);
	fwrite(drawing, 1, n - (size_t)(drawing - svg), out);
	fputs("</main>\n<aside hidden aria-label=\"Details\"></aside>\n"
	      "<div id=\"tip\" role=\"tooltip\" hidden></div>\n",
	      out);
	put_data(g, out);
	html_end(out, page_graph_js);
}
