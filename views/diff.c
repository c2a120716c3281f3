/* SPDX-License-Identifier: Apache-2.0 */
#include "views/diff.h"

#include <string.h>

const char *diff_how_name(enum diff_how how)
{
	switch (how) {
	case DIFF_GROUPING:
		return "grouping";
	case DIFF_SHARING:
		return "sharing";
	case DIFF_OPEN:
		return "open";
	}
	BUG("a way to gain a right that is not known");
}

/* ---- Matching ------------------------------------------------------------------------------- */

static void *array(struct diff_side *s, size_t n)
{
	return arena_alloc(&s->c.mem, n * sizeof(const char *));
}

static struct diff_names function_names(struct diff_side *s)
{
	struct diff_names n = {array(s, s->c.nfunctions + 1), array(s, s->c.nfunctions + 1),
			       s->c.nfunctions};

	for (uint32_t f = 1; f <= n.n; f++) {
		n.name[f] = s->c.function[f].name;
		n.file[f] = s->c.function[f].file;
	}
	return n;
}

static struct diff_names object_names(struct diff_side *s)
{
	struct diff_names n = {array(s, s->c.nobjects + 1), s->object_file, s->c.nobjects};

	for (uint32_t o = 1; o <= n.n; o++)
		n.name[o] = s->c.object[o].name;
	return n;
}

static struct diff_names region_names(struct diff_side *s)
{
	struct diff_names n = {array(s, s->c.nregions + 1), NULL, s->c.nregions};

	for (uint32_t r = 1; r <= n.n; r++)
		n.name[r] = s->c.region[r].name;
	return n;
}

/* The region on the other side that all objects of a region are in, of those that exist there;
 * NOWHERE when there are none, MANY when they are in several. */
enum { NOWHERE = 0, MANY = UINT32_MAX };

static uint32_t *whole_in(const struct diff_side *from, const struct diff_side *to,
			  const uint32_t *object_of)
{
	uint32_t *in = calloc(from->c.nregions + 1, sizeof(*in));

	if (!in)
		diag_oom(from->c.nregions * sizeof(*in));
	for (uint32_t o = 1; o <= from->c.nobjects; o++) {
		uint32_t r = from->c.object[o].region, other = object_of[o];

		if (!r || !other)
			continue;
		uint32_t there = to->c.object[other].region;

		if (!in[r] && there)
			in[r] = there;
		else if (in[r] != there)
			in[r] = MANY;
	}
	return in;
}

/* A region takes its name from one object: when that changes places with another, it is the same
 * region by another name. */
static void match_renamed_regions(struct diff *d)
{
	uint32_t *after = whole_in(&d->before, &d->after, d->object.after_of);
	uint32_t *before = whole_in(&d->after, &d->before, d->object.before_of);

	for (uint32_t r = 1; r <= d->before.c.nregions; r++) {
		uint32_t s = after[r];

		if (s == NOWHERE || s == MANY || before[s] != r || d->region.after_of[r] ||
		    d->region.before_of[s])
			continue;
		d->region.after_of[r] = s;
		d->region.before_of[s] = r;
	}
	free(after);
	free(before);
}

static void match(struct diff *d)
{
	struct diff_names before = function_names(&d->before), after = function_names(&d->after);

	diff_match_make(&d->function, &before, &after);
	before = object_names(&d->before);
	after = object_names(&d->after);
	diff_match_make(&d->object, &before, &after);
	before = region_names(&d->before);
	after = region_names(&d->after);
	diff_match_make(&d->region, &before, &after);
	match_renamed_regions(d);
}

/* ---- Plain lists ---------------------------------------------------------------------------- */

struct naming {
	const struct diff_side *side;
	const char *(*name)(const struct diff_side *, uint32_t id);
};

static const char *object_name(const struct diff_side *s, uint32_t id)
{
	return s->c.object[id].name;
}

static int by_name(const void *a, const void *b, void *arg)
{
	const struct naming *n = arg;

	return strcmp(n->name(n->side, *(const uint32_t *)a),
		      n->name(n->side, *(const uint32_t *)b));
}

static void sort_by_name(diff_ids *ids, const struct diff_side *side,
			 const char *(*name)(const struct diff_side *, uint32_t))
{
	struct naming n = {side, name};

	if (ids->n)
		qsort_r(ids->v, ids->n, sizeof(*ids->v), by_name, &n);
}

static void list_unmatched(diff_ids *ids, const uint32_t *match, uint32_t n,
			   const struct diff_side *side,
			   const char *(*name)(const struct diff_side *, uint32_t))
{
	for (uint32_t id = 1; id <= n; id++)
		if (!match[id])
			vec_push(ids, id);
	sort_by_name(ids, side, name);
}

/* Of those that a key can protect: variables on the stack and code come and go with functions. */
static void list_unmatched_objects(diff_ids *ids, const uint32_t *match, const struct diff_side *s)
{
	for (uint32_t o = 1; o <= s->c.nobjects; o++)
		if (!match[o] && s->c.object[o].region)
			vec_push(ids, o);
	sort_by_name(ids, s, object_name);
}

static void compare_lists(struct diff *d)
{
	const struct census *b = &d->before.c, *a = &d->after.c;

	list_unmatched(&d->functions_added, d->function.before_of, a->nfunctions, &d->after,
		       diff_function);
	list_unmatched(&d->functions_removed, d->function.after_of, b->nfunctions, &d->before,
		       diff_function);
	list_unmatched_objects(&d->objects_added, d->object.before_of, &d->after);
	list_unmatched_objects(&d->objects_removed, d->object.after_of, &d->before);
	list_unmatched(&d->regions_added, d->region.before_of, a->nregions, &d->after, diff_region);
	list_unmatched(&d->regions_removed, d->region.after_of, b->nregions, &d->before,
		       diff_region);
	for (uint32_t o = 1; o <= a->nobjects; o++) {
		uint32_t old = d->object.before_of[o];

		if (old && d->region.after_of[b->object[old].region] != a->object[o].region)
			vec_push(&d->objects_moved, o);
	}
	sort_by_name(&d->objects_moved, &d->after, object_name);
	for (uint32_t r = 1; r <= a->nregions; r++) {
		uint32_t old = d->region.before_of[r];

		if (old && strcmp(b->region[old].name, a->region[r].name))
			vec_push(&d->regions_renamed, r);
		if (old && d->keys_compared && b->region[old].key != a->region[r].key)
			vec_push(&d->regions_rekeyed, r);
	}
	sort_by_name(&d->regions_renamed, &d->after, diff_region);
	sort_by_name(&d->regions_rekeyed, &d->after, diff_region);
}

static void compare_meta(struct diff *d)
{
	const char **b = d->before.meta.v, **a = d->after.meta.v;
	uint32_t i = 0, j = 0;

	while (i < d->before.meta.n || j < d->after.meta.n) {
		int c = i >= d->before.meta.n ? 1 : j >= d->after.meta.n ? -1 : strcmp(b[i], a[j]);
		const char *name = c <= 0 ? b[i] : a[j];
		const char *old = c <= 0 ? b[i + 1] : NULL, *new = c >= 0 ? a[j + 1] : NULL;

		if (strncmp(name, "input_", 6) && (c || strcmp(old, new))) {
			vec_push(&d->meta, name);
			vec_push(&d->meta, old);
			vec_push(&d->meta, new);
		}
		if (c <= 0)
			i += 2;
		if (c >= 0)
			j += 2;
	}
}

/* ---- The whole ------------------------------------------------------------------------------ */

int diff_make(struct diff *d, sqlite3 *before, sqlite3 *after, struct suppressions *suppressions,
	      const struct diff_options *opt, struct diag *diag)
{
	int err;

	memset(d, 0, sizeof(*d));
	arena_init(&d->mem);
	d->opt = *opt;
	d->suppressions = suppressions;
	diag_progress("reading the old store");
	err = diff_side_read(&d->before, before, diag);
	if (err)
		return err;
	diag_progress("reading the new store");
	err = diff_side_read(&d->after, after, diag);
	if (err) {
		diff_side_release(&d->before);
		return err;
	}
	diag_progress("comparing");
	d->keys_compared = d->before.c.keyed && d->after.c.keyed;
	match(d);
	compare_lists(d);
	compare_meta(d);
	diff_compare_access(d);
	diff_compare_mapping(d);
	diff_compare_unknowns(d);
	err = opt->explain ? diff_explain(d, diag) : CM_OK;
	if (err)
		diff_release(d);
	return err;
}

static void access_release(struct diff_access *a)
{
	vec_free(&a->pairs);
	vec_free(&a->groups);
	vec_free(&a->sites);
}

void diff_release(struct diff *d)
{
	diff_ids *ids[] = {
	    &d->mapping_functions, &d->mapping_objects, &d->functions_added, &d->functions_removed,
	    &d->objects_added,	   &d->objects_removed, &d->objects_moved,   &d->regions_added,
	    &d->regions_removed,   &d->regions_renamed, &d->regions_rekeyed,
	};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		vec_free(ids[i]);
	access_release(&d->gained);
	access_release(&d->lost);
	vec_free(&d->steps);
	vec_free(&d->mapping);
	vec_free(&d->unknowns);
	vec_free(&d->meta);
	diff_match_release(&d->function);
	diff_match_release(&d->object);
	diff_match_release(&d->region);
	diff_side_release(&d->before);
	diff_side_release(&d->after);
	arena_release(&d->mem);
}

static bool widened(const struct diff *d)
{
	vec_each (&d->gained.groups, i)
		if (!d->gained.groups.v[i].suppression)
			return true;
	vec_each (&d->mapping, i)
		if (d->opt.strict && !d->mapping.v[i].suppression)
			return true;
	return false;
}

static bool less_complete(const struct diff *d)
{
	vec_each (&d->unknowns, i) {
		const struct diff_unknown *u = &d->unknowns.v[i];

		if (u->after > u->before && !u->suppression)
			return true;
	}
	return false;
}

/* Anything but a rise of unknowns that is not suppressed, which has a bit of its own. */
static bool changed(const struct diff *d)
{
	const uint32_t n[] = {
	    d->gained.groups.n,	  d->lost.groups.n,	  d->mapping.n,
	    d->functions_added.n, d->functions_removed.n, d->objects_added.n,
	    d->objects_removed.n, d->objects_moved.n,	  d->regions_added.n,
	    d->regions_removed.n, d->regions_renamed.n,	  d->regions_rekeyed.n,
	};

	for (size_t i = 0; i < sizeof(n) / sizeof(n[0]); i++)
		if (n[i])
			return true;
	vec_each (&d->unknowns, i) {
		const struct diff_unknown *u = &d->unknowns.v[i];

		if (u->after < u->before || u->suppression)
			return true;
	}
	return d->before.c.keyed != d->after.c.keyed;
}

unsigned diff_status(const struct diff *d)
{
	unsigned status = 0;

	if (widened(d))
		status |= DIFF_WIDENED;
	else if (changed(d))
		status |= DIFF_CHANGED;
	if (less_complete(d))
		status |= DIFF_LESS_COMPLETE;
	return status;
}

static uint32_t distinct_objects(const struct diff *d)
{
	uint64_t *seen = calloc(bits_words(d->after.c.nobjects + 1), sizeof(*seen));
	uint32_t n;

	if (!seen)
		diag_oom(d->after.c.nobjects);
	vec_each (&d->gained.pairs, i)
		if (!d->gained.pairs.v[i].suppression)
			bits_set(seen, d->gained.pairs.v[i].object);
	n = (uint32_t)bits_count(seen, bits_words(d->after.c.nobjects + 1));
	free(seen);
	return n;
}

/* Groups of one function follow each other. */
void diff_count(const struct diff *d, struct diff_counts *c)
{
	uint32_t last = 0;

	*c = (struct diff_counts){.gained_objects = distinct_objects(d),
				  .unknowns_before = d->before.unknowns.n,
				  .unknowns_after = d->after.unknowns.n};
	vec_each (&d->gained.groups, i) {
		const struct diff_group *g = &d->gained.groups.v[i];

		c->suppressed += g->suppression != 0;
		if (g->suppression || g->function == last)
			continue;
		last = g->function;
		c->gained_functions++;
	}
	last = 0;
	vec_each (&d->lost.groups, i) {
		c->lost_functions += d->lost.groups.v[i].function != last;
		last = d->lost.groups.v[i].function;
	}
	vec_each (&d->mapping, i) {
		c->mapping += !d->mapping.v[i].suppression;
		c->suppressed += d->mapping.v[i].suppression != 0;
	}
	vec_each (&d->unknowns, i) {
		const struct diff_unknown *u = &d->unknowns.v[i];

		c->unknowns_risen += u->after > u->before && !u->suppression;
		c->suppressed += u->suppression != 0;
	}
}
