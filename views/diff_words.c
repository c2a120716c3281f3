/* SPDX-License-Identifier: Apache-2.0 */
/* What text and markdown say alike. */
#include "views/diff_format.h"
#include "views/number.h"

#include <string.h>

static size_t add(struct diff_headline *h, size_t at, const char *text)
{
	int n = snprintf(h->s + at, sizeof(h->s) - at, "%s%s", at ? "; " : "", text);

	BUG_ON(n < 0 || at + (size_t)n >= sizeof(h->s));
	return at + (size_t)n;
}

const char *diff_headline(const struct diff *d, struct diff_headline *h)
{
	struct diff_counts c;
	struct number n1, n2;
	char part[192];
	size_t at = 0;

	diff_count(d, &c);
	if (c.gained_functions) {
		snprintf(part, sizeof(part), "%s gained the right to write %s",
			 number_of(&n1, c.gained_functions, "function"),
			 number_of(&n2, c.gained_objects, "object"));
		at = add(h, at, part);
	}
	if (c.mapping) {
		snprintf(part, sizeof(part), "%s of the mapping %s rights",
			 number_of(&n1, c.mapping, "change"), c.mapping == 1 ? "adds" : "add");
		at = add(h, at, part);
	}
	if (c.lost_functions) {
		snprintf(part, sizeof(part), "%s lost rights",
			 number_of(&n1, c.lost_functions, "function"));
		at = add(h, at, part);
	}
	if (c.unknowns_before != c.unknowns_after || c.unknowns_risen) {
		snprintf(part, sizeof(part), "unknowns %s -> %s",
			 number_text(&n1, c.unknowns_before), number_text(&n2, c.unknowns_after));
		at = add(h, at, part);
	}
	if (c.suppressed) {
		snprintf(part, sizeof(part), "%s suppressed",
			 number_of(&n1, c.suppressed, "difference"));
		at = add(h, at, part);
	}
	if (!at)
		at = add(h, at,
			 diff_status(d) ? "No right to write was gained or lost"
					: "No difference in who may write what");
	return h->s;
}

void diff_words_objects(diff_words *w, const struct diff_side *s, const struct diff_access *a,
			const struct diff_group *g)
{
	w->n = 0;
	for (uint32_t i = g->first; i < g->first + g->n; i++)
		vec_push(w, s->c.object[a->pairs.v[i].object].name);
}

void diff_words_mapping_objects(diff_words *w, const struct diff *d, const struct diff_mapping *m)
{
	w->n = 0;
	for (uint32_t i = m->first_object; i < m->first_object + m->nobjects; i++)
		vec_push(w, d->after.c.object[d->mapping_objects.v[i]].name);
}

void diff_words_functions(diff_words *w, const struct diff *d, const struct diff_mapping *m)
{
	w->n = 0;
	for (uint32_t i = m->first; i < m->first + m->n; i++)
		vec_push(w, diff_function(&d->after, d->mapping_functions.v[i]));
}

void diff_put_words(FILE *out, const diff_words *w, uint32_t most,
		    void (*put)(FILE *out, const char *name))
{
	/* "and 1 more" would be longer than the one. */
	uint32_t shown = w->n <= most + 1 ? w->n : most;

	for (uint32_t i = 0; i < shown; i++) {
		if (i)
			fputs(", ", out);
		put(out, w->v[i]);
	}
	if (shown < w->n)
		fprintf(out, " and %u more", w->n - shown);
}

static const char *object_name(const struct diff_side *s, uint32_t id)
{
	return s->c.object[id].name;
}

bool diff_name_list(const struct diff *d, unsigned i, const char **title, diff_words *w)
{
	const struct {
		const char *title;
		const diff_ids *ids;
		const struct diff_side *side;
		const char *(*name)(const struct diff_side *, uint32_t);
	} lists[] = {
	    {"Functions added", &d->functions_added, &d->after, diff_function},
	    {"Functions removed", &d->functions_removed, &d->before, diff_function},
	    {"Objects added", &d->objects_added, &d->after, object_name},
	    {"Objects removed", &d->objects_removed, &d->before, object_name},
	    {"Objects in another region", &d->objects_moved, &d->after, object_name},
	    {"Regions added", &d->regions_added, &d->after, diff_region},
	    {"Regions removed", &d->regions_removed, &d->before, diff_region},
	    {"Regions with another name", &d->regions_renamed, &d->after, diff_region},
	    {"Regions with another key", &d->regions_rekeyed, &d->after, diff_region},
	};

	if (i >= sizeof(lists) / sizeof(lists[0]))
		return false;
	*title = lists[i].title;
	w->n = 0;
	vec_each (lists[i].ids, k)
		vec_push(w, lists[i].name(lists[i].side, lists[i].ids->v[k]));
	return true;
}
