/* SPDX-License-Identifier: Apache-2.0 */
#include "views/diff_format.h"

/* A list for the eye, the rest is in the JSON. */
enum { MOST_OBJECTS = 8, MOST_FUNCTIONS = 8, MOST_PLACES = 4, MOST_NAMES = 20 };

struct text {
	const struct diff *d;
	FILE *out;
	diff_words words;
};

static void put_name(FILE *out, const char *name)
{
	fputs(name, out);
}

static void put_place(FILE *out, const char *file, uint32_t line)
{
	if (!file[0])
		fputs("(no line)", out);
	else if (line)
		fprintf(out, "%s:%u", file, line);
	else
		fputs(file, out);
}

static void put_function(struct text *t, const struct diff_side *s, uint32_t f, bool matched,
			 const char *otherwise)
{
	const struct census_function *fn = &s->c.function[f];

	fprintf(t->out, "  %s", fn->name);
	if (fn->file[0]) {
		fputs(" (", t->out);
		put_place(t->out, fn->file, fn->line);
		fputc(')', t->out);
	}
	fprintf(t->out, "%s\n", matched ? "" : otherwise);
}

static void put_sites(struct text *t, const struct diff_group *g)
{
	const struct diff_side *s = &t->d->after;

	fputs("      at ", t->out);
	for (uint32_t i = 0; i < g->nsites && i < MOST_PLACES; i++) {
		const struct diff_site *w = &s->sites.v[t->d->gained.sites.v[g->first_site + i]];

		fputs(i ? ", " : "", t->out);
		put_place(t->out, w->file, w->line);
		fprintf(t->out, " (%s)", w->via);
	}
	if (g->nsites > MOST_PLACES)
		fprintf(t->out, " and %u more", g->nsites - MOST_PLACES);
	fputc('\n', t->out);
}

/* One step would repeat the site. */
static void put_steps(struct text *t, const struct diff_group *g)
{
	for (uint32_t i = 0; g->nsteps > 1 && i < g->nsteps; i++) {
		const struct diff_step *step = &t->d->steps.v[g->first_step + i];

		fprintf(t->out, "      %s ", i ? "    " : "how:");
		put_place(t->out, step->place.file, step->place.line);
		fprintf(t->out, ": %s\n", step->text);
	}
}

static void put_objects(struct text *t, const struct diff_side *s, const struct diff_access *a,
			const struct diff_group *g)
{
	fprintf(t->out, "    %s: ", diff_region(s, g->region));
	diff_words_objects(&t->words, s, a, g);
	diff_put_words(t->out, &t->words, MOST_OBJECTS, put_name);
	fputc('\n', t->out);
}

static void put_gained(struct text *t)
{
	const struct diff *d = t->d;
	uint32_t last = 0;

	vec_each (&d->gained.groups, i) {
		const struct diff_group *g = &d->gained.groups.v[i];

		if (g->suppression)
			continue;
		if (!last)
			fputs("\nGained by access\n", t->out);
		if (g->function != last)
			put_function(t, &d->after, g->function,
				     d->function.before_of[g->function] != 0, ", new");
		last = g->function;
		put_objects(t, &d->after, &d->gained, g);
		put_sites(t, g);
		put_steps(t, g);
	}
}

static void put_mapping_row(struct text *t, const struct diff_mapping *m)
{
	const struct diff *d = t->d;

	fprintf(t->out, "  %s", diff_region(&d->after, m->region));
	if (d->region.after_of[m->from] != m->region)
		fprintf(t->out, ", with objects that were in %s", diff_region(&d->before, m->from));
	fputs(": reached by ", t->out);
	diff_words_functions(&t->words, d, m);
	diff_put_words(t->out, &t->words, MOST_FUNCTIONS, put_name);
	if (m->how == DIFF_OPEN)
		fputs("every function, since it has no key any more", t->out);
	else if (m->how == DIFF_GROUPING)
		fputs(" through its other objects", t->out);
	else
		fprintf(t->out, " through key %d", d->after.c.region[m->region].key);
	fputs("\n    objects: ", t->out);
	diff_words_mapping_objects(&t->words, d, m);
	diff_put_words(t->out, &t->words, MOST_OBJECTS, put_name);
	fputc('\n', t->out);
}

static void put_mapping(struct text *t)
{
	bool any = false;

	vec_each (&t->d->mapping, i) {
		const struct diff_mapping *m = &t->d->mapping.v[i];

		if (m->suppression)
			continue;
		if (!any)
			fputs("\nGained by mapping\n", t->out);
		any = true;
		put_mapping_row(t, m);
	}
}

static void put_lost(struct text *t)
{
	const struct diff *d = t->d;
	uint32_t last = 0;

	vec_each (&d->lost.groups, i) {
		const struct diff_group *g = &d->lost.groups.v[i];

		if (!last)
			fputs("\nLost\n", t->out);
		if (g->function != last)
			put_function(t, &d->before, g->function,
				     d->function.after_of[g->function] != 0, ", removed");
		last = g->function;
		put_objects(t, &d->before, &d->lost, g);
	}
}

static void put_unknowns(struct text *t)
{
	const struct diff *d = t->d;
	bool any = false;

	vec_each (&d->unknowns, i) {
		const struct diff_unknown *u = &d->unknowns.v[i];

		if (u->suppression)
			continue;
		if (!any)
			fputs("\nUnknowns\n", t->out);
		any = true;
		fprintf(t->out, "  %s, %s: %u -> %u", u->function[0] ? u->function : "(program)",
			u->reason, u->before, u->after);
		for (uint32_t k = 0; u->after && k < u->n && k < MOST_PLACES; k++) {
			const struct diff_unknown_row *row = &d->after.unknowns.v[u->first + k];

			fputs(k ? ", " : ", at ", t->out);
			put_place(t->out, row->place.file, row->place.line);
		}
		if (u->after && u->n > MOST_PLACES)
			fprintf(t->out, " and %u more", u->n - MOST_PLACES);
		fputc('\n', t->out);
	}
}

static void put_suppression(struct text *t, uint32_t suppression)
{
	const struct suppressions *s = t->d->suppressions;
	const struct suppression *p = &s->v.v[suppression - 1];

	fprintf(t->out, "\n    %s:%u until %s: %s\n", s->path, p->line, p->expires, p->reason);
}

static void put_suppressed(struct text *t)
{
	const struct diff *d = t->d;
	struct diff_counts c;

	diff_count(d, &c);
	if (c.suppressed)
		fputs("\nSuppressed\n", t->out);
	vec_each (&d->gained.groups, i) {
		const struct diff_group *g = &d->gained.groups.v[i];

		if (!g->suppression)
			continue;
		fprintf(t->out, "  %s gained %s: ", diff_function(&d->after, g->function),
			diff_region(&d->after, g->region));
		diff_words_objects(&t->words, &d->after, &d->gained, g);
		diff_put_words(t->out, &t->words, MOST_OBJECTS, put_name);
		put_suppression(t, g->suppression);
	}
	vec_each (&d->mapping, i) {
		const struct diff_mapping *m = &d->mapping.v[i];

		if (!m->suppression)
			continue;
		fprintf(t->out, "  by %s, %s: objects of %s", diff_how_name(m->how),
			diff_region(&d->after, m->region), diff_region(&d->before, m->from));
		put_suppression(t, m->suppression);
	}
	vec_each (&d->unknowns, i) {
		const struct diff_unknown *u = &d->unknowns.v[i];

		if (!u->suppression)
			continue;
		fprintf(t->out, "  %s, %s: %u -> %u", u->function[0] ? u->function : "(program)",
			u->reason, u->before, u->after);
		put_suppression(t, u->suppression);
	}
}

static void put_names(struct text *t)
{
	const char *title;

	for (unsigned i = 0; diff_name_list(t->d, i, &title, &t->words); i++) {
		if (!t->words.n)
			continue;
		fprintf(t->out, "\n%s\n  ", title);
		diff_put_words(t->out, &t->words, MOST_NAMES, put_name);
		fputc('\n', t->out);
	}
}

static void put_settings(struct text *t)
{
	const struct diff *d = t->d;

	for (uint32_t i = 0; i < d->meta.n; i += 3)
		fprintf(t->out, "%s  %s: %s -> %s\n",
			i ? "" : "\nThe stores were made differently\n", d->meta.v[i],
			d->meta.v[i + 1] ? d->meta.v[i + 1] : "(none)",
			d->meta.v[i + 2] ? d->meta.v[i + 2] : "(none)");
	if (d->before.c.keyed != d->after.c.keyed)
		fprintf(t->out,
			"\nKeys were not compared: the %s store has none; run capmap-map on it\n",
			d->before.c.keyed ? "new" : "old");
}

int diff_text(const struct diff *d, FILE *out)
{
	struct text t = {.d = d, .out = out};
	struct diff_headline h;

	fprintf(out, "%s.\n", diff_headline(d, &h));
	put_gained(&t);
	put_mapping(&t);
	put_unknowns(&t);
	put_lost(&t);
	put_names(&t);
	put_suppressed(&t);
	put_settings(&t);
	vec_free(&t.words);
	return ferror(out) ? -CM_EIO : CM_OK;
}
