/* SPDX-License-Identifier: Apache-2.0 */
/* Layout and rendering by Graphviz. Its source text is the interface: what is drawn is what
 * picture_write_dot() gives a user to draw. */
#include "base/strtab.h"
#include "views/graph.h"

#include <gvc.h>
#include <stdlib.h>
#include <string.h>

/* Ids for Graphviz's objects, in the order in which they are named. Its own are the addresses of
 * their names, it orders clusters by them, and so it would draw one picture in two ways. */
struct names {
	Agdisc_t disc; /* first: names_open() gets its address */
	struct strtab table;
	struct arena text;
	VEC(char *) name; /* [strtab id]; these stay where they are */
	IDTYPE anonymous;
};

static void *names_open(Agraph_t *graph, Agdisc_t *disc)
{
	(void)graph;
	return (struct names *)disc;
}

static IDTYPE named(str_id id)
{
	return 2 * (IDTYPE)id + 2;
}

static long names_map(void *state, int type, char *text, IDTYPE *id, int create)
{
	struct names *n = state;
	str_id known;

	(void)type;
	if (!text) {
		*id = n->anonymous;
		n->anonymous += 2;
		return create;
	}
	known = strtab_find(&n->table, text);
	if (!known && !create)
		return 0;
	if (!known) {
		known = strtab_add(&n->table, text);
		while (n->name.n <= known)
			vec_push(&n->name, NULL);
		n->name.v[known] = arena_strdup(&n->text, text);
	}
	*id = named(known);
	return 1;
}

static long names_alloc(void *state, int type, IDTYPE id)
{
	(void)state;
	(void)type;
	(void)id;
	return 1;
}

static void names_forget(void *state, int type, IDTYPE id)
{
	(void)state;
	(void)type;
	(void)id;
}

static char *names_print(void *state, int type, IDTYPE id)
{
	struct names *n = state;

	(void)type;
	return id % 2 || id < named(1) ? NULL : n->name.v[id / 2 - 1];
}

static void names_close(void *state)
{
	(void)state;
}

static void names_note(void *state, int type, void *object)
{
	(void)state;
	(void)type;
	(void)object;
}

static void names_init(struct names *n)
{
	static Agiddisc_t ids = {names_open,  names_map,   names_alloc, names_forget,
				 names_print, names_close, names_note};

	memset(n, 0, sizeof(*n));
	n->disc = (Agdisc_t){&AgMemDisc, &ids, &AgIoDisc};
	n->anonymous = 1;
	strtab_init(&n->table);
	arena_init(&n->text);
}

static void names_release(struct names *n)
{
	strtab_release(&n->table);
	arena_release(&n->text);
	vec_free(&n->name);
}

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
	char *text = NULL;
	int err = 0;

	srand(1); /* sfdp draws on both */
	srand48(1);
	if (gvLayout(gvc, graph, engine))
		return diag_set(d, CM_ELIMIT, "Graphviz",
				"the layout %s failed; is its plug-in installed?", engine);
	if (gvRenderData(gvc, graph, "svg", &text, &length) || !text) {
		err = diag_set(d, CM_ELIMIT, "Graphviz",
			       "SVG is not available; is the core plug-in installed?");
	} else {
		*n = length;
		*svg = malloc(length);
		if (!*svg)
			diag_oom(length);
		memcpy(*svg, text, length);
	}
	gvFreeRenderData(text);
	gvFreeLayout(gvc, graph);
	return err;
}

static Agraph_t *read_source(const struct picture *g, enum picture_layout layout,
			     struct names *names)
{
	char *source = NULL;
	size_t length = 0;
	FILE *f = open_memstream(&source, &length);
	Agraph_t *graph;

	if (!f)
		diag_oom(length);
	picture_write_dot(g, layout, f);
	if (fclose(f))
		diag_oom(length);
	f = fmemopen(source, length, "r");
	if (!f)
		diag_oom(length);
	graph = agread(f, &names->disc);
	fclose(f);
	free(source);
	if (!graph)
		BUG("Graphviz cannot read its own source");
	return graph;
}

/* One for the process: Graphviz 2.42 remembers fonts of a context that was freed. */
static GVC_t *context(void)
{
	static GVC_t *gvc;

	if (!gvc)
		gvc = gvContext();
	return gvc;
}

int picture_draw(const struct picture *g, enum picture_layout layout, char **svg, size_t *n,
		 struct diag *d)
{
	struct names names;
	Agraph_t *graph;
	GVC_t *gvc = context(); /* before the graph: it prepares cgraph */
	int err;

	failure = d;
	agseterr(AGERR);
	agseterrf(keep_error);
	names_init(&names);
	graph = read_source(g, layout, &names);
	*svg = NULL;
	err = render(gvc, graph, layout == LAYOUT_SFDP ? "sfdp" : "dot", svg, n, d);
	agclose(graph);
	names_release(&names);
	return err;
}
