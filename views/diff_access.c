/* SPDX-License-Identifier: Apache-2.0 */
/* Rights gained and lost by access: each function's targets on one side that are not its targets
 * on the other. */
#include "views/diff.h"

#include <string.h>

/* One counter an object of s: which pass last marked it. */
static uint32_t *stamps(const struct diff_side *s)
{
	uint32_t *p = calloc(s->c.nobjects + 1, sizeof(*p));

	if (!p)
		diag_oom((s->c.nobjects + 1) * sizeof(*p));
	return p;
}

static void mark_targets(uint32_t *mark, const struct diff_side *s, uint32_t f, uint32_t stamp)
{
	for (uint32_t i = s->first_site[f]; i < s->first_site[f + 1]; i++) {
		uint32_t p = s->sites.v[i].pset;

		for (uint32_t k = s->first_target.v[p]; k < s->first_target.v[p + 1]; k++)
			mark[s->target.v[k]] = stamp;
	}
}

/* The pairs of side that base has not. function_of and object_of lead from side to base. */
static void compare(struct diff_access *out, const struct diff_side *side,
		    const struct diff_side *base, const uint32_t *function_of,
		    const uint32_t *object_of)
{
	uint32_t *had = stamps(base), *seen = stamps(side);

	for (uint32_t f = 1; f <= side->c.nfunctions; f++) {
		if (function_of[f])
			mark_targets(had, base, function_of[f], f);
		for (uint32_t i = side->first_site[f]; i < side->first_site[f + 1]; i++) {
			uint32_t p = side->sites.v[i].pset;

			for (uint32_t k = side->first_target.v[p]; k < side->first_target.v[p + 1];
			     k++) {
				uint32_t o = side->target.v[k], old = object_of[o];

				if (seen[o] == f || (old && had[old] == f))
					continue;
				seen[o] = f;
				vec_push(&out->pairs,
					 ((struct diff_pair){.function = f,
							     .region = side->c.object[o].region,
							     .object = o}));
			}
		}
	}
	free(had);
	free(seen);
}

static int by_name(const void *a, const void *b, void *arg)
{
	const struct diff_pair *x = a, *y = b;
	const struct diff_side *s = arg;
	int c;

	if (x->function != y->function &&
	    (c = strcmp(diff_function(s, x->function), diff_function(s, y->function))))
		return c;
	if (x->region != y->region &&
	    (c = strcmp(diff_region(s, x->region), diff_region(s, y->region))))
		return c;
	if (x->suppression != y->suppression)
		return x->suppression < y->suppression ? -1 : 1;
	return strcmp(s->c.object[x->object].name, s->c.object[y->object].name);
}

static void group(struct diff_access *a, struct diff_side *s)
{
	if (a->pairs.n)
		qsort_r(a->pairs.v, a->pairs.n, sizeof(*a->pairs.v), by_name, s);
	vec_each (&a->pairs, i) {
		const struct diff_pair *p = &a->pairs.v[i];
		struct diff_group *g = a->groups.n ? &a->groups.v[a->groups.n - 1] : NULL;

		if (g && g->function == p->function && g->region == p->region &&
		    g->suppression == p->suppression) {
			g->n++;
			continue;
		}
		vec_push(&a->groups, ((struct diff_group){.function = p->function,
							  .region = p->region,
							  .suppression = p->suppression,
							  .first = i,
							  .n = 1}));
	}
}

static void suppress(struct diff *d)
{
	vec_each (&d->gained.pairs, i) {
		struct diff_pair *p = &d->gained.pairs.v[i];
		const char *value[SUPPRESS_KEY_COUNT] = {
		    [SUPPRESS_FUNCTION] = diff_function(&d->after, p->function),
		    [SUPPRESS_REGION] = diff_region(&d->after, p->region),
		    [SUPPRESS_OBJECT] = d->after.c.object[p->object].name,
		};

		p->suppression = suppressions_find(d->suppressions, SUPPRESS_ACCESS, value);
	}
}

/* The sites of each group's function that may write one of the group's objects. */
static void find_sites(struct diff_access *a, const struct diff_side *s)
{
	uint32_t *wanted = stamps(s);

	vec_each (&a->groups, n) {
		struct diff_group *g = &a->groups.v[n];
		uint32_t f = g->function;

		g->first_site = a->sites.n;
		for (uint32_t i = g->first; i < g->first + g->n; i++)
			wanted[a->pairs.v[i].object] = n + 1;
		for (uint32_t i = s->first_site[f]; i < s->first_site[f + 1]; i++) {
			uint32_t p = s->sites.v[i].pset, k = s->first_target.v[p];

			while (k < s->first_target.v[p + 1] && wanted[s->target.v[k]] != n + 1)
				k++;
			if (k < s->first_target.v[p + 1])
				vec_push(&a->sites, i);
		}
		g->nsites = a->sites.n - g->first_site;
	}
	free(wanted);
}

void diff_compare_access(struct diff *d)
{
	compare(&d->gained, &d->after, &d->before, d->function.before_of, d->object.before_of);
	compare(&d->lost, &d->before, &d->after, d->function.after_of, d->object.after_of);
	if (d->suppressions)
		suppress(d);
	group(&d->gained, &d->after);
	group(&d->lost, &d->before);
	find_sites(&d->gained, &d->after);
	find_sites(&d->lost, &d->before);
}
