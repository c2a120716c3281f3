/* SPDX-License-Identifier: Apache-2.0 */
/* Rights that come without an access. The objects of a region now are cut by the region they were
 * in before; for each part, the functions that reach the region now and did not reach the one
 * before. With keys on both sides a function reaches all regions of the keys it holds, else only
 * the regions it writes. */
#include "views/diff.h"

#include <string.h>

struct mapping {
	struct diff *d;
	size_t words;	     /* of a set of after functions */
	uint64_t *both;	     /* the functions that are in both stores */
	uint64_t *had_write; /* [before region]: its writers, as after functions */
	uint64_t *had, *has; /* [region]: who reaches it */
};

/* The objects of region that were in region from: diff.mapping_objects[first .. first + n). */
struct part {
	uint32_t region, from, object;
};

static uint64_t *sets(struct mapping *m, uint32_t nregions)
{
	uint64_t *s = calloc((size_t)(nregions + 1) * m->words, sizeof(*s));

	if (!s)
		diag_oom((size_t)(nregions + 1) * m->words * sizeof(*s));
	return s;
}

static void collect_writers(struct mapping *m)
{
	struct diff *d = m->d;

	m->both = sets(m, 0);
	m->had_write = sets(m, d->before.c.nregions);
	for (uint32_t f = 1; f <= d->after.c.nfunctions; f++) {
		uint32_t old = d->function.before_of[f];

		if (!old)
			continue;
		bits_set(m->both, f);
		for (uint32_t i = d->before.c.first[old]; i < d->before.c.first[old + 1]; i++)
			bits_set(m->had_write + d->before.c.may_write[i] * m->words, f);
	}
}

/* Who reaches each region of c when write are the writers of each. */
static uint64_t *reach(struct mapping *m, const struct census *c, const uint64_t *write)
{
	uint64_t *holders, *out = sets(m, c->nregions);

	if (!m->d->keys_compared) {
		memcpy(out, write, (c->nregions + 1) * m->words * sizeof(*out));
		return out;
	}
	holders = sets(m, CENSUS_KEYS);
	memset(holders, 0xff, m->words * sizeof(*holders)); /* key 0 is everyone's */
	for (uint32_t r = 1; r <= c->nregions; r++)
		bits_or(holders + (size_t)c->region[r].key * m->words, write + r * m->words,
			m->words);
	for (uint32_t r = 1; r <= c->nregions; r++)
		memcpy(out + r * m->words, holders + (size_t)c->region[r].key * m->words,
		       m->words * sizeof(*out));
	free(holders);
	return out;
}

/* All of the part's objects are among what f gained by access: then that is no mapping change. */
static bool gained_by_access(const struct diff *d, const struct diff_mapping *p, uint32_t f,
			     const uint64_t *writers)
{
	uint32_t lo = 0, hi = d->gained.groups.n, n = 0;

	if (!bits_get(writers, f))
		return false;
	/* The groups are in the order of function and region names. */
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct diff_group *g = &d->gained.groups.v[mid];
		int c = strcmp(diff_function(&d->after, g->function), diff_function(&d->after, f));

		if (!c)
			c = strcmp(diff_region(&d->after, g->region),
				   diff_region(&d->after, p->region));
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < d->gained.groups.n; lo++) {
		const struct diff_group *g = &d->gained.groups.v[lo];

		if (g->function != f || g->region != p->region)
			break;
		for (uint32_t i = g->first; i < g->first + g->n; i++) {
			uint32_t old = d->object.before_of[d->gained.pairs.v[i].object];

			n += old && d->before.c.object[old].region == p->from;
		}
	}
	return n == p->nobjects;
}

struct finding {
	uint32_t function, suppression;
};
typedef VEC(struct finding) finding_vec;

static int by_suppression(const void *a, const void *b, void *arg)
{
	const struct finding *x = a, *y = b;
	const struct diff_side *s = arg;

	if (x->suppression != y->suppression)
		return x->suppression < y->suppression ? -1 : 1;
	return strcmp(diff_function(s, x->function), diff_function(s, y->function));
}

static uint32_t suppression_of(const struct diff *d, const struct diff_mapping *p, uint32_t f)
{
	const char *value[SUPPRESS_KEY_COUNT] = {
	    [SUPPRESS_FUNCTION] = f ? diff_function(&d->after, f) : "",
	    [SUPPRESS_REGION] = diff_region(&d->after, p->region),
	    [SUPPRESS_FROM] = diff_region(&d->before, p->from),
	};

	if (!d->suppressions)
		return 0;
	return suppressions_find(d->suppressions, (enum suppress_kind)p->how, value);
}

/* Adds one row of d->mapping for each suppression among the findings. */
static void add_rows(struct diff *d, struct diff_mapping row, finding_vec *found)
{
	if (found->n)
		qsort_r(found->v, found->n, sizeof(*found->v), by_suppression, &d->after);
	vec_each (found, i) {
		if (!i || found->v[i].suppression != found->v[i - 1].suppression) {
			row.suppression = found->v[i].suppression;
			row.first = d->mapping_functions.n;
			row.n = 0;
			vec_push(&d->mapping, row);
		}
		vec_push(&d->mapping_functions, found->v[i].function);
		d->mapping.v[d->mapping.n - 1].n++;
	}
}

static void compare_part(struct mapping *m, struct diff_mapping row)
{
	struct diff *d = m->d;
	const uint64_t *writers = census_writers(&d->after.c, row.region);
	const uint64_t *has = m->has + row.region * m->words, *had = m->had + row.from * m->words;
	finding_vec found[2] = {{0}, {0}}; /* grouping, sharing */

	if (d->keys_compared && !d->after.c.region[row.region].key) {
		row.how = DIFF_OPEN;
		if (d->before.c.region[row.from].key) {
			row.suppression = suppression_of(d, &row, 0);
			vec_push(&d->mapping, row);
		}
		return;
	}
	for (uint32_t f = 1; f <= d->after.c.nfunctions; f++) {
		if (!bits_get(has, f) || bits_get(had, f) || !bits_get(m->both, f))
			continue;
		bool shares = !bits_get(writers, f);

		row.how = shares ? DIFF_SHARING : DIFF_GROUPING;
		if (gained_by_access(d, &row, f, writers))
			continue;
		vec_push(&found[shares], ((struct finding){f, suppression_of(d, &row, f)}));
	}
	for (int shares = 0; shares < 2; shares++) {
		row.how = shares ? DIFF_SHARING : DIFF_GROUPING;
		add_rows(d, row, &found[shares]);
		vec_free(&found[shares]);
	}
}

static int by_region(const void *a, const void *b, void *arg)
{
	const struct part *x = a, *y = b;
	const struct diff *d = arg;
	int c = strcmp(diff_region(&d->after, x->region), diff_region(&d->after, y->region));

	if (!c)
		c = strcmp(diff_region(&d->before, x->from), diff_region(&d->before, y->from));
	if (!c)
		c = strcmp(d->after.c.object[x->object].name, d->after.c.object[y->object].name);
	return c;
}

void diff_compare_mapping(struct diff *d)
{
	struct mapping m = {.d = d, .words = d->after.c.words};
	VEC(struct part) parts = {0};

	collect_writers(&m);
	m.had = reach(&m, &d->before.c, m.had_write);
	m.has = reach(&m, &d->after.c, d->after.c.writers);
	for (uint32_t o = 1; o <= d->after.c.nobjects; o++) {
		uint32_t old = d->object.before_of[o];
		struct part p = {d->after.c.object[o].region,
				 old ? d->before.c.object[old].region : 0, o};

		if (p.region && p.from)
			vec_push(&parts, p);
	}
	if (parts.n)
		qsort_r(parts.v, parts.n, sizeof(*parts.v), by_region, d);
	for (uint32_t i = 0, end; i < parts.n; i = end) {
		struct diff_mapping row = {.region = parts.v[i].region,
					   .from = parts.v[i].from,
					   .first_object = d->mapping_objects.n};

		for (end = i; end < parts.n && parts.v[end].region == row.region &&
			      parts.v[end].from == row.from;
		     end++)
			vec_push(&d->mapping_objects, parts.v[end].object);
		row.nobjects = end - i;
		compare_part(&m, row);
	}
	vec_free(&parts);
	free(m.both);
	free(m.had_write);
	free(m.had);
	free(m.has);
}
