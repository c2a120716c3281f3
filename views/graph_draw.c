/* SPDX-License-Identifier: Apache-2.0 */
/* Layout and rendering by Graphviz. Its source text is the interface: what is drawn is what
 * picture_write_dot() gives a user to draw. */
#include "views/graph.h"

#include <gvc.h>
#include <stdlib.h>
#include <string.h>

/* Graphviz reports to a callback without context. */
static struct diag *failure;

static int keep_error(char *text)
{
	size_t len = strcspn(text, "\n");

	if (len)
		diag_set(failure, CM_ELIMIT, "Graphviz", "%.*s", (int)len, text);
	return 0;
}

static int render(GVC_t *gvc, Agraph_t *graph, const char *engine, char **svg, size_t *n,
		  struct diag *d)
{
	unsigned length = 0;
	int err = 0;

	if (gvLayout(gvc, graph, engine))
		return diag_set(d, CM_ELIMIT, "Graphviz",
				"the layout %s failed; is its plug-in installed?", engine);
	if (gvRenderData(gvc, graph, "svg", svg, &length) || !*svg)
		err = diag_set(d, CM_ELIMIT, "Graphviz",
			       "SVG is not available; is the core plug-in installed?");
	*n = length;
	gvFreeLayout(gvc, graph);
	return err;
}

int picture_draw(const struct picture *g, enum picture_layout layout, char **svg, size_t *n,
		 struct diag *d)
{
	char *source = NULL;
	size_t length = 0;
	FILE *text = open_memstream(&source, &length);
	Agraph_t *graph;
	GVC_t *gvc;
	int err;

	if (!text)
		diag_oom(length);
	picture_write_dot(g, layout, text);
	if (fclose(text))
		diag_oom(length);
	failure = d;
	agseterr(AGERR);
	agseterrf(keep_error);
	gvc = gvContext(); /* before the graph: it prepares cgraph */
	graph = agmemread(source);
	free(source);
	if (!graph)
		BUG("Graphviz cannot read its own source");
	*svg = NULL;
	err = render(gvc, graph, layout == LAYOUT_SFDP ? "sfdp" : "dot", svg, n, d);
	agclose(graph);
	gvFreeContext(gvc);
	return err;
}
