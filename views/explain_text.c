/* SPDX-License-Identifier: Apache-2.0 */
#include "views/explain.h"

#include <string.h>

#define MOST_NAMES 20 /* of a list, before "and N more" */

static const char *position(const struct explain_step *s, char *buf, size_t n)
{
	if (!s->file[0])
		return "-";
	if (!s->line)
		return s->file;
	snprintf(buf, n, "%s:%u", s->file, s->line);
	return buf;
}

/* Places in one column, as wide as the widest. */
static void write_steps(const struct explain_step *steps, uint32_t n, FILE *out)
{
	size_t width = 0;
	char buf[4200];

	for (uint32_t i = 0; i < n; i++) {
		size_t w = strlen(position(&steps[i], buf, sizeof(buf)));

		width = w > width ? w : width;
	}
	for (uint32_t i = 0; i < n; i++)
		fprintf(out, "  %-*s  %s%s%s\n", (int)width, position(&steps[i], buf, sizeof(buf)),
			steps[i].function, steps[i].function[0] ? ": " : "", steps[i].text);
}

static const char *object_of(const struct explain *x, const struct explain_chain *c)
{
	return x->objects.v[c->object];
}

static void write_chains(const struct explain *x, const struct explain_answer *a, FILE *out)
{
	vec_each (&a->chains, i) {
		const struct explain_chain *c = &a->chains.v[i];
		const struct explain_site *s = &a->sites.v[c->site];

		if (a->chains.n > 1)
			fprintf(out, "%ssite %u of %u", i ? "\n" : "", i + 1, a->chains.n);
		if (c->nsteps) {
			if (a->chains.n > 1)
				fprintf(out, ": object %s\n", object_of(x, c));
			write_steps(c->steps, c->nsteps, out);
		} else {
			fprintf(out,
				"%s  %s:%u  %s: the evidence has no chain for this site (%s)\n",
				a->chains.n > 1 ? "\n" : "", s->file, s->line,
				x->functions.v[s->function], s->via);
		}
	}
	if (a->chains.n == 1 && a->sites.n > 1)
		fprintf(out, "the shortest of %u sites that may; --all shows every one\n",
			a->sites.n);
}

static void write_verdict(const struct explain *x, const struct explain_answer *a, FILE *out)
{
	const char *function = x->functions.v[a->function];
	const char *what = a->object ? "object" : "region";
	const char *name = a->object ? x->objects.v[a->object] : a->region_name;

	fprintf(out, "%s() %s write %s %s", function, a->how == EXPLAIN_NOT ? "may not" : "may",
		what, name);
	if (a->object && a->region)
		fprintf(out, " (region %s)", a->region_name);
	switch (a->how) {
	case EXPLAIN_ACCESS:
		fprintf(out, ", by access%s%s\n",
			a->object || !a->chains.v[0].nsteps || a->chains.n > 1 ? "" : ": object ",
			a->object || !a->chains.v[0].nsteps || a->chains.n > 1
			    ? ""
			    : object_of(x, &a->chains.v[0]));
		break;
	case EXPLAIN_REGION:
		fputs(", only because it writes another object of the region", out);
		if (a->chains.v[0].nsteps)
			fprintf(out, ": %s", object_of(x, &a->chains.v[0]));
		fputc('\n', out);
		break;
	case EXPLAIN_KEY:
		fprintf(out, ", only because the region shares key %d\n", a->key);
		break;
	default:
		fprintf(out, "%s\n", a->region ? "" : ": it is in no region");
	}
}

static void write_names(const char *head, const char *const *names, uint32_t n, FILE *out)
{
	fprintf(out, "%s%s", head, n ? "" : " none");
	for (uint32_t i = 0; i < n && i < MOST_NAMES; i++)
		fprintf(out, "%s %s", i ? "," : "", names[i]);
	if (n > MOST_NAMES)
		fprintf(out, ", and %u more", n - MOST_NAMES);
	fputc('\n', out);
}

static void write_writers(const struct explain *x, const struct explain_answer *a, FILE *out)
{
	VEC(const char *) names = {0};

	vec_each (&a->writers, i)
		vec_push(&names, x->functions.v[a->writers.v[i]]);
	write_names(a->object ? "writers of the object:" : "writers of the region:", names.v,
		    names.n, out);
	vec_free(&names);
}

int explain_text(const struct explain *x, const struct explain_answer *a, FILE *out)
{
	write_verdict(x, a, out);
	write_chains(x, a, out);
	if (a->how == EXPLAIN_NOT && a->helper)
		fputs("it is a helper: what it writes is its callers' right\n", out);
	if (a->how == EXPLAIN_KEY)
		write_names("regions of the key that it writes:", a->key_regions.v,
			    a->key_regions.n, out);
	if (a->how == EXPLAIN_NOT || a->how == EXPLAIN_KEY) {
		write_names("regions that it may write by access:", a->regions.v, a->regions.n,
			    out);
		write_writers(x, a, out);
	}
	if (a->calls.n) {
		fputs("shortest calls to a writer:\n", out);
		write_steps(a->calls.v, a->calls.n, out);
	} else if (a->how == EXPLAIN_NOT && a->writers.n) {
		fputs("no calls lead from it to a writer\n", out);
	}
	if (a->how == EXPLAIN_NOT && a->unknowns.n) {
		fputs("not modelled in the function, so that a write may be missed:\n", out);
		vec_each (&a->unknowns, i)
			fprintf(out, "  %s:%u  %s\n", a->unknowns.v[i].file, a->unknowns.v[i].line,
				a->unknowns.v[i].reason);
	}
	return ferror(out) ? -CM_EIO : CM_OK;
}
