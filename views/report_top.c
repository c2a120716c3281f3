/* SPDX-License-Identifier: Apache-2.0 */
/* The two lists of a report that name single functions and objects. */
#include "base/vec.h"
#include "views/report.h"

static int by_excess(const void *pa, const void *pb)
{
	const struct report_function *a = pa, *b = pb;
	uint32_t x = a->reachable - a->needed, y = b->reachable - b->needed;

	if (x != y)
		return x < y ? 1 : -1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static int by_writers(const void *pa, const void *pb)
{
	const struct report_object *a = pa, *b = pb;

	if (a->writers != b->writers)
		return a->writers < b->writers ? 1 : -1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* What f can write: the regions it has access to, and those that share their keys. */
static void reach(const struct report *r, uint32_t f, struct report_function *out)
{
	const struct census *c = &r->c;
	unsigned seen = 0;

	for (uint32_t i = c->first[f]; i < c->first[f + 1]; i++) {
		const struct census_region *region = &c->region[c->may_write[i]];

		if (!region->key)
			continue;
		out->regions_needed++;
		if (!c->keyed) {
			out->regions_reachable++;
			out->reachable += region->nobjects;
		} else if (!(seen >> region->key & 1)) {
			seen |= 1u << region->key;
			out->regions_reachable += r->key[region->key].regions;
			out->reachable += r->key[region->key].objects;
		}
	}
}

static void top_functions(struct report *r, uint32_t top, const uint32_t *needed)
{
	struct census *c = &r->c;
	VEC(struct report_function) all = {0};

	for (uint32_t f = 1; f <= c->nfunctions; f++) {
		struct report_function fn = {.id = f, .needed = needed[f]};

		if (c->first[f + 1] == c->first[f])
			continue;
		reach(r, f, &fn);
		if (fn.reachable > fn.needed)
			vec_push(&all, fn);
	}
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_excess);
	r->ntop_function = all.n < top ? all.n : top;
	r->top_function = arena_memdup(&c->mem, all.v, r->ntop_function * sizeof(*all.v));
	vec_free(&all);
}

void report_tops(struct report *r, const struct report_options *opt,
		 const struct census_objects *written)
{
	struct census *c = &r->c;
	VEC(struct report_object) all = {0};

	top_functions(r, opt->top, written->needed);
	for (uint32_t o = 1; o <= c->nobjects; o++) {
		struct report_object object = {.id = o, .writers = written->writers[o]};

		object.subsystems =
		    (uint32_t)bits_count(written->subsystems + o * written->words, written->words);
		if (object.writers)
			vec_push(&all, object);
	}
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_writers);
	r->ntop_object = all.n < opt->top ? all.n : opt->top;
	r->top_object = arena_memdup(&c->mem, all.v, r->ntop_object * sizeof(*all.v));
	vec_free(&all);
}
