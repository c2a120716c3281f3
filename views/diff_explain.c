/* SPDX-License-Identifier: Apache-2.0 */
/* How each gained right comes about, step by step, as far as the new store tells. */
#include "views/diff.h"
#include "views/explain.h"

#include <string.h>

/* How the search came to a function: by whom and where it is called. */
struct reached {
	uint32_t search; /* the number of the search that came here */
	uint32_t by, line;
	const char *file;
};

struct explaining {
	struct diff *d;
	sqlite3_stmt *calls;
	struct reached *from; /* [function] */
	uint32_t search;
	diff_ids queue;
	struct explain explain;
	bool has_evidence;
};

const char *diff_via_verb(const char *via)
{
	static const char *const verbs[][2] = {
	    {"store", "stores to"},	      {"atomic", "updates"},
	    {"copy", "copies into"},	      {"asm", "writes by inline assembly to"},
	    {"audit", "was seen writing to"},
	};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(verbs[i][0], via))
			return verbs[i][1];
	return "writes to";
}

/* Callees of f that are new to the search; only helpers run on f's rights. */
static int expand(struct explaining *x, uint32_t f, struct diag *diag)
{
	const struct diff_side *s = &x->d->after;
	int err;

	sqlite3_reset(x->calls);
	sqlite3_bind_int64(x->calls, 1, f);
	while ((err = store_step(s->db, x->calls, diag)) > 0) {
		int64_t callee = sqlite3_column_int64(x->calls, 0);
		const char *file = (const char *)sqlite3_column_text(x->calls, 1);

		if (callee < 1 || callee > (int64_t)s->c.nfunctions ||
		    !s->c.function[callee].helper || x->from[callee].search == x->search)
			continue;
		x->from[callee] = (struct reached){
		    .search = x->search,
		    .by = f,
		    .line = (uint32_t)sqlite3_column_int64(x->calls, 2),
		    .file = file ? arena_strdup(&x->d->mem, file) : "",
		};
		vec_push(&x->queue, (uint32_t)callee);
	}
	return err;
}

/* Breadth first, so that the way found is a shortest. */
static int search(struct explaining *x, uint32_t from, uint32_t to, struct diag *diag)
{
	int err = CM_OK;

	x->search++;
	x->queue.n = 0;
	vec_push(&x->queue, from);
	for (uint32_t i = 0; i < x->queue.n && x->from[to].search != x->search && !err; i++)
		err = expand(x, x->queue.v[i], diag);
	return err;
}

/* The steps to function to, first to last. */
static void add_calls(struct explaining *x, uint32_t from, uint32_t to)
{
	const struct reached *r = &x->from[to];
	const struct diff_side *s = &x->d->after;

	if (to == from || r->search != x->search)
		return;
	add_calls(x, from, r->by);
	vec_push(&x->d->steps, ((struct diff_step){.function = diff_function(s, r->by),
						   .text = arena_printf(&x->d->mem, "%s calls %s",
									diff_function(s, r->by),
									diff_function(s, to)),
						   .place = {r->file, r->line}}));
}

/* The first object of the group, by name, that the site may write. */
static uint32_t object_of(const struct diff *d, const struct diff_group *g,
			  const struct diff_site *w)
{
	const struct diff_side *s = &d->after;

	for (uint32_t i = g->first; i < g->first + g->n; i++)
		for (uint32_t k = s->first_target.v[w->pset]; k < s->first_target.v[w->pset + 1];
		     k++)
			if (s->target.v[k] == d->gained.pairs.v[i].object)
				return s->target.v[k];
	BUG("a site of a group writes none of its objects");
}

/* Where the address comes from that the site writes through. */
static void add_chain(struct explaining *x, const struct diff_group *g, const struct diff_site *w)
{
	const struct explain_site site = {w->writer, w->function, w->line, w->file, w->via};
	diff_ids objects = {0};

	for (uint32_t i = g->first; i < g->first + g->n; i++)
		vec_push(&objects, x->d->gained.pairs.v[i].object);
	struct explain_chain c = explain_write_chain(&x->explain, &site, 1, objects.v, objects.n);

	for (uint32_t i = 1; i < c.nsteps; i++) { /* the first is the write */
		const struct explain_step *s = &c.steps[i];

		vec_push(
		    &x->d->steps,
		    ((struct diff_step){.function = arena_strdup(&x->d->mem, s->function),
					.text = arena_printf(&x->d->mem, "%s%s%s", s->function,
							     s->function[0] ? ": " : "", s->text),
					.place = {arena_strdup(&x->d->mem, s->file), s->line}}));
	}
	vec_free(&objects);
}

/* The first site: the calls by which a helper that writes on the function's rights is reached,
 * then the write, then where its pointer comes from. */
static int explain_group(struct explaining *x, struct diff_group *g, struct diag *diag)
{
	const struct diff_side *s = &x->d->after;
	const struct diff_site *w = &s->sites.v[x->d->gained.sites.v[g->first_site]];
	int err = CM_OK;

	g->first_step = x->d->steps.n;
	if (w->function != w->writer) {
		err = search(x, w->writer, w->function, diag);
		if (!err)
			add_calls(x, w->writer, w->function);
	}
	vec_push(&x->d->steps,
		 ((struct diff_step){.function = diff_function(s, w->function),
				     .text = arena_printf(&x->d->mem, "%s %s %s",
							  diff_function(s, w->function),
							  diff_via_verb(w->via),
							  s->c.object[object_of(x->d, g, w)].name),
				     .place = {w->file, w->line}}));
	if (x->has_evidence)
		add_chain(x, g, w);
	g->nsteps = x->d->steps.n - g->first_step;
	return err;
}

int diff_explain(struct diff *d, struct diag *diag)
{
	struct explaining x = {.d = d};
	int err = CM_OK;

	x.has_evidence =
	    d->gained.groups.n && store_int(d->after.db, "SELECT count(*) FROM evidence", 0);
	if (x.has_evidence) {
		diag_progress("reading the evidence");
		err = explain_open(&x.explain, d->after.db, diag);
		if (err)
			return err;
	}
	x.from = calloc(d->after.c.nfunctions + 1, sizeof(*x.from));
	if (!x.from)
		diag_oom((d->after.c.nfunctions + 1) * sizeof(*x.from));
	x.calls = store_prepare(d->after.db, "SELECT c.callee, p.path, c.line FROM call c"
					     " LEFT JOIN file p ON p.id = c.file WHERE c.caller = ?"
					     " ORDER BY c.callee, p.path, c.line");
	for (uint32_t i = 0; i < d->gained.groups.n && !err; i++)
		err = explain_group(&x, &d->gained.groups.v[i], diag);
	sqlite3_finalize(x.calls);
	vec_free(&x.queue);
	free(x.from);
	if (x.has_evidence)
		explain_close(&x.explain);
	return err;
}
