/* SPDX-License-Identifier: Apache-2.0 */
/* capmap-graph STORE: pictures of who may write what. */
#include "base/options.h"
#include "views/graph.h"
#include "views/output.h"

#include <stdlib.h>
#include <string.h>

enum {
	OPT_SUBSYSTEM = 256,
	OPT_FUNCTION,
	OPT_HOPS,
	OPT_KEY,
	OPT_MAX_NODES,
	OPT_LAYOUT,
};

static const char *const layouts[] = {
    [LAYOUT_AUTO] = "auto", [LAYOUT_DOT] = "dot", [LAYOUT_SFDP] = "sfdp"};

enum output_kind { OUT_SVG, OUT_DOT, OUT_HTML, OUT_UNKNOWN };

struct arguments {
	const char *store, *output, *function;
	VEC(const char *) subsystems;
	enum output_kind kind;
	enum picture_layout layout;
	unsigned hops;
	int key;
	uint32_t max_nodes;
};

static const struct argp_option options[] = {
    {"subsystem", OPT_SUBSYSTEM, "NAME", 0,
     "Draw a subsystem from inside; repeat for several together", 0},
    {"function", OPT_FUNCTION, "NAME", 0,
     "Draw a function, its callers and callees, and what it may write", 0},
    {"hops", OPT_HOPS, "N", 0, "With --function: how many calls away to look (default 1)", 0},
    {"key", OPT_KEY, "K", 0, "Draw the regions that share key K, 1 to 15 (0: the default key)", 0},
    {"max-nodes", OPT_MAX_NODES, "N", 0, "Collapse what goes beyond about N nodes (default 200)",
     0},
    {"layout", OPT_LAYOUT, "ENGINE", 0,
     "dot, sfdp, or auto (default): dot for small pictures, sfdp for large ones", 0},
    {"output", 'o', "FILE", 0, "FILE.svg, FILE.dot or FILE.html: the suffix chooses the format", 0},
    {0},
};

static enum output_kind kind_of(const char *path)
{
	static const char *const suffix[] = {".svg", ".dot", ".html"};
	const char *dot = strrchr(path, '.');
	enum output_kind kind = OUT_SVG;

	while (kind < OUT_UNKNOWN && (!dot || strcmp(dot, suffix[kind])))
		kind++;
	return kind;
}

static void check(struct arguments *a, struct argp_state *state)
{
	int views = (a->subsystems.n != 0) + (a->function != NULL) + (a->key >= 0);

	if (!a->store)
		argp_error(state, "which store? Give the file that capmap-analyze wrote");
	if (!a->output)
		argp_error(state, "where to? Give -o FILE.svg, FILE.dot or FILE.html");
	a->kind = kind_of(a->output);
	if (a->kind == OUT_UNKNOWN)
		argp_error(state, "'%s' ends in no known suffix: .svg, .dot or .html", a->output);
	if (views > 1)
		argp_error(state, "--subsystem, --function and --key are different pictures: choose"
				  " one");
	if (a->hops && !a->function)
		argp_error(state, "--hops goes with --function");
	if (!a->hops)
		a->hops = 1;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case OPT_SUBSYSTEM:
		vec_push(&a->subsystems, arg);
		return 0;
	case OPT_FUNCTION:
		a->function = arg;
		return 0;
	case OPT_HOPS:
		a->hops = (unsigned)option_number(state, "--hops", arg, 1, 20);
		return 0;
	case OPT_KEY:
		a->key = (int)option_number(state, "--key", arg, 0, CENSUS_KEYS);
		return 0;
	case OPT_MAX_NODES:
		a->max_nodes = (uint32_t)option_number(state, "--max-nodes", arg, 10, 5000);
		return 0;
	case OPT_LAYOUT:
		a->layout =
		    (enum picture_layout)option_word(state, OPTION_WORDS("--layout", layouts), arg);
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		option_store(state, &a->store, arg);
		return 0;
	case ARGP_KEY_END:
		check(a, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int make(struct picture *g, const struct arguments *a, struct diag *d)
{
	struct census c;
	sqlite3 *db;
	int err = store_open(&db, a->store, d);

	if (err)
		return err;
	err = census_read(&c, db, d);
	if (!err) {
		if (a->subsystems.n)
			err =
			    picture_view_subsystem(g, &c, db, a->subsystems.v, a->subsystems.n, d);
		else if (a->function)
			err = picture_view_function(g, &c, db, a->function, a->hops, d);
		else if (a->key >= 0)
			err = picture_view_key(g, &c, db, a->key, d);
		else
			picture_view_kernel(g, &c);
		census_release(&c);
	}
	sqlite3_close(db);
	return err;
}

static int write_picture(const struct picture *g, const struct arguments *a, struct diag *d)
{
	enum picture_layout layout = picture_choose_layout(g, a->layout);
	struct output out;
	char *svg = NULL;
	size_t n = 0;
	int err;

	if (a->kind != OUT_DOT) {
		diag_progress("laying out %u nodes and %u edges", g->nodes.n - 1, g->edges.n);
		err = picture_draw(g, layout, &svg, &n, d);
		if (err)
			return err;
	}
	err = output_begin(&out, a->output, d);
	if (!err) {
		if (a->kind == OUT_DOT)
			picture_write_dot(g, layout, out.file);
		else if (a->kind == OUT_SVG)
			fwrite(svg, 1, n, out.file);
		else
			picture_write_page(g, svg, n, out.file);
		err = output_commit(&out, d);
	}
	free(svg);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = options,
	    .parser = parse,
	    .args_doc = "STORE",
	    .doc = "Draw a capmap store: the whole kernel by subsystem and key, or one subsystem, "
		   "function or key.",
	};
	struct arguments a = {.key = -1, .max_nodes = 200};
	struct diag d = {0};
	struct picture g;
	int err;

	options_parse("capmap-graph", &argp, argc, argv, &a);

	picture_init(&g, a.max_nodes);
	err = make(&g, &a, &d);
	if (!err)
		err = write_picture(&g, &a, &d);
	picture_release(&g);
	vec_free(&a.subsystems);
	if (err)
		diag_print_error(&d);
	return err ? CM_EXIT_ERROR : CM_EXIT_OK;
}
