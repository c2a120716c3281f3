/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/region.h"
#include "analyzer/merge.h"
#include "base/diag.h"
#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lists of ids, one an index: [v + first[i], v + first[i + 1]). */
struct lists {
	uint32_t *first, *v;
};

/* Objects with one writer set, and what was merged into them. */
struct group {
	uint32_t into;		    /* the group it was merged into, or itself */
	uint32_t nwriters;	    /* before merging */
	uint32_t prominent, region; /* an object; of groups that are left */
	uint64_t cost;
};

struct forming {
	struct model *m;
	const struct region_options *opt;
	struct lists writers; /* pset -> functions, ascending */
	struct lists psets;   /* object -> psets with writers, ascending */
	uint32_t *group_of;   /* object -> group + 1 in its subsystem, 0: never written */
	uint32_t *local;      /* function -> its bit + 1 in the subsystem at hand */
	VEC(uint32_t) locals; /* the functions that have one */
	uint32_t *pset_seen;  /* pset -> subsystem that last visited it */
	VEC(struct group) groups;
	VEC(struct merge_set) sets;
};

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		diag_oom(n * size);
	return p;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static bool protectable(const struct model_object *o)
{
	return !o->constant && (o->kind == OBJ_GLOBAL || o->kind == OBJ_PERCPU ||
				o->kind == OBJ_CACHE || o->kind == OBJ_ALLOC);
}

static void collect_writers(struct forming *f)
{
	const struct model *m = f->m;
	VEC(uint64_t) pairs = {0};
	uint32_t n = 0;

	for (uint32_t i = 1; i < m->sites.n; i++) {
		const struct model_site *s = &m->sites.v[i];
		uint64_t writer = s->caller ? s->caller : s->function;

		vec_push(&pairs, (uint64_t)s->pset << 32 | writer);
	}
	if (pairs.n)
		qsort(pairs.v, pairs.n, sizeof(*pairs.v), by_value);
	f->writers.first = zeroed(m->psets.n + 1, sizeof(uint32_t));
	f->writers.v = zeroed(pairs.n, sizeof(uint32_t));
	vec_each (&pairs, i) {
		if (i && pairs.v[i] == pairs.v[i - 1])
			continue;
		f->writers.v[n++] = (uint32_t)pairs.v[i];
		f->writers.first[(pairs.v[i] >> 32) + 1] = n;
	}
	for (uint32_t p = 1; p <= m->psets.n; p++)
		if (!f->writers.first[p])
			f->writers.first[p] = f->writers.first[p - 1];
	vec_free(&pairs);
}

static bool has_writers(const struct forming *f, uint32_t pset)
{
	return f->writers.first[pset] < f->writers.first[pset + 1];
}

static void collect_psets(struct forming *f)
{
	const struct model *m = f->m;
	uint32_t *first = zeroed(m->objects.n + 2, sizeof(uint32_t));

	/* Counts go two entries up, so that filling leaves first[o] where o's list begins. */
	for (uint32_t p = 1; p < m->psets.n; p++)
		for (uint32_t i = 0; has_writers(f, p) && i < m->psets.v[p].n; i++)
			first[m->pset_members.v[m->psets.v[p].first + i] + 2]++;
	for (uint32_t o = 2; o < m->objects.n + 2; o++)
		first[o] += first[o - 1];
	f->psets.v = zeroed(first[m->objects.n + 1], sizeof(uint32_t));
	for (uint32_t p = 1; p < m->psets.n; p++)
		for (uint32_t i = 0; has_writers(f, p) && i < m->psets.v[p].n; i++) {
			uint32_t o = m->pset_members.v[m->psets.v[p].first + i];

			f->psets.v[first[o + 1]++] = p;
		}
	f->psets.first = first;
}

/* Gives a bit to each function that writes into subsystem s; returns the words of a set. */
static size_t number_writers(struct forming *f, uint32_t s, const uint32_t *objects, uint32_t n)
{
	vec_each (&f->locals, i)
		f->local[f->locals.v[i]] = 0;
	f->locals.n = 0;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = f->psets.first[objects[i]]; j < f->psets.first[objects[i] + 1];
		     j++) {
			uint32_t p = f->psets.v[j];

			if (f->pset_seen[p] == s)
				continue;
			f->pset_seen[p] = s;
			for (uint32_t w = f->writers.first[p]; w < f->writers.first[p + 1]; w++) {
				uint32_t fn = f->writers.v[w];

				if (f->local[fn])
					continue;
				vec_push(&f->locals, fn);
				f->local[fn] = f->locals.n;
			}
		}
	return bits_words(f->locals.n);
}

static void read_writers(const struct forming *f, uint32_t object, uint64_t *set, size_t words)
{
	memset(set, 0, words * sizeof(*set));
	for (uint32_t j = f->psets.first[object]; j < f->psets.first[object + 1]; j++) {
		uint32_t p = f->psets.v[j];

		for (uint32_t w = f->writers.first[p]; w < f->writers.first[p + 1]; w++)
			bits_set(set, f->local[f->writers.v[w]] - 1);
	}
}

/* The group + 1 whose writers are set, made if there is none. */
static uint32_t group_with(struct forming *f, struct map *known, const uint64_t *set, size_t words)
{
	uint64_t h = hash_bytes(set, words * sizeof(*set), 0);
	uint32_t *at;

	while (*(at = map_at(known, h))) {
		if (!memcmp(f->sets.v[*at - 1].writers, set, words * sizeof(*set)))
			return *at;
		h++;
	}
	struct merge_set s = {.writers = zeroed(words, sizeof(*set)),
			      .nwriters = (uint32_t)bits_count(set, words)};
	struct group g = {.into = f->sets.n, .nwriters = s.nwriters};

	memcpy(s.writers, set, words * sizeof(*set));
	vec_push(&f->sets, s);
	vec_push(&f->groups, g);
	*at = f->sets.n;
	return *at;
}

static bool same_psets(const struct forming *f, uint32_t a, uint32_t b)
{
	const uint32_t *first = f->psets.first;
	uint32_t n = first[a + 1] - first[a];

	return n == first[b + 1] - first[b] &&
	       !memcmp(f->psets.v + first[a], f->psets.v + first[b], n * sizeof(uint32_t));
}

/* Groups the objects by writer set. Objects in the same psets need not have their writers read
 * again. */
static void group_objects(struct forming *f, const uint32_t *objects, uint32_t n, size_t words)
{
	uint64_t *set = zeroed(words, sizeof(*set));
	struct map known, like;

	map_init(&known);
	map_init(&like);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t o = objects[i], first = f->psets.first[o];
		uint32_t *twin = map_at(
		    &like, hash_bytes(f->psets.v + first,
				      (f->psets.first[o + 1] - first) * sizeof(uint32_t), 1));

		if (*twin && same_psets(f, *twin, o)) {
			f->group_of[o] = f->group_of[*twin];
		} else {
			read_writers(f, o, set, words);
			f->group_of[o] = group_with(f, &known, set, words);
			*twin = o;
		}
		f->sets.v[f->group_of[o] - 1].nobjects++;
	}
	map_release(&known);
	map_release(&like);
	free(set);
}

static uint32_t leader(const struct forming *f, uint32_t group)
{
	while (f->groups.v[group].into != group)
		group = f->groups.v[group].into;
	return group;
}

static void merge_groups(struct forming *f, size_t words)
{
	uint32_t n = f->sets.n;
	struct merge_plan plan;

	merge_make_plan(&plan, f->sets.v, n, words, f->opt->min_per_subsystem);
	uint32_t steps =
	    merge_plan_knee(&plan, n, f->opt->min_per_subsystem, f->opt->max_per_subsystem);

	for (uint32_t i = 0; i < steps; i++) {
		struct merge_step *s = &plan.steps.v[i];

		f->groups.v[s->from].into = s->into;
		f->groups.v[s->into].cost += f->groups.v[s->from].cost + s->cost;
	}
	merge_plan_release(&plan);
}

static bool more_prominent(const struct forming *f, uint32_t a, uint32_t b)
{
	const struct model_object *x = &f->m->objects.v[a], *y = &f->m->objects.v[b];
	uint32_t wx = f->groups.v[f->group_of[a] - 1].nwriters;
	uint32_t wy = f->groups.v[f->group_of[b] - 1].nwriters;

	if (wx != wy)
		return wx > wy;
	if (x->size != y->size)
		return x->size > y->size;
	return strcmp(strtab_get(&f->m->str, x->name), strtab_get(&f->m->str, y->name)) < 0;
}

static bool region_exists(const struct model *m, str_id name)
{
	for (uint32_t r = 1; r < m->regions.n; r++)
		if (m->regions.v[r].name == name)
			return true;
	return false;
}

/* object 0: the region of what is never written. */
static str_id region_name(struct model *m, uint32_t subsystem, uint32_t object)
{
	const char *in = strtab_get(&m->str, m->subsystems.v[subsystem]);
	const char *full = strtab_get(&m->str, m->objects.v[object].name);
	const char *colon = strrchr(full, ':'), *slash, *shown = full;
	char *first, *name;
	unsigned nth = 1;

	if (!object)
		shown = "never-written";
	else if (!strncmp(full, "struct ", 7))
		shown = full + 7;
	else if (!strncmp(full, "union ", 6))
		shown = full + 6;
	else if (colon && (slash = memrchr(full, '/', (size_t)(colon - full))))
		shown = slash + 1;
	if (asprintf(&first, "%s/%s", in, shown) < 0)
		diag_oom(strlen(shown));

	str_id id = strtab_add(&m->str, first);

	while (region_exists(m, id)) {
		if (asprintf(&name, "%s~%u", first, ++nth) < 0)
			diag_oom(strlen(first));
		id = strtab_add(&m->str, name);
		free(name);
	}
	free(first);
	return id;
}

static uint32_t add_region(struct model *m, uint32_t subsystem, uint32_t object, uint64_t cost)
{
	struct model_region r = {
	    .name = region_name(m, subsystem, object), .subsystem = subsystem, .merge_cost = cost};

	vec_push(&m->regions, r);
	return m->regions.n - 1;
}

/* The written objects of subsystem s, ascending. */
static void form_written(struct forming *f, uint32_t s, const uint32_t *objects, uint32_t n)
{
	struct model *m = f->m;
	size_t words = number_writers(f, s, objects, n);

	group_objects(f, objects, n, words);
	merge_groups(f, words);
	for (uint32_t i = 0; i < n; i++) {
		struct group *g = &f->groups.v[leader(f, f->group_of[objects[i]] - 1)];

		if (!g->prominent || more_prominent(f, objects[i], g->prominent))
			g->prominent = objects[i];
	}
	vec_each (&f->groups, i) {
		struct group *g = &f->groups.v[i];

		if (g->into == i)
			g->region = add_region(m, s, g->prominent, g->cost);
	}
	for (uint32_t i = 0; i < n; i++)
		m->objects.v[objects[i]].region =
		    f->groups.v[leader(f, f->group_of[objects[i]] - 1)].region;
	vec_each (&f->sets, i)
		free(f->sets.v[i].writers);
	f->sets.n = f->groups.n = 0;
}

/* objects: all protectable ones of subsystem s, ascending; reordered. */
static void form_subsystem(struct forming *f, uint32_t s, uint32_t *objects, uint32_t n)
{
	uint32_t written = 0, region = 0;

	for (uint32_t i = 0; i < n; i++)
		if (f->psets.first[objects[i]] < f->psets.first[objects[i] + 1]) {
			uint32_t o = objects[i];

			objects[i] = objects[written];
			objects[written++] = o;
		}
	form_written(f, s, objects, written);
	for (uint32_t i = written; i < n; i++) {
		if (!region)
			region = add_region(f->m, s, 0, 0);
		f->m->objects.v[objects[i]].region = region;
	}
}

static int by_region_name(const void *a, const void *b, void *arg)
{
	const struct model *m = arg;
	const uint32_t *x = a, *y = b;

	return strcmp(strtab_get(&m->str, m->regions.v[*x].name),
		      strtab_get(&m->str, m->regions.v[*y].name));
}

static void number_by_name(struct model *m)
{
	uint32_t n = m->regions.n;
	uint32_t *order = zeroed(n, sizeof(*order)), *id = zeroed(n, sizeof(*id));
	struct model_region *sorted = zeroed(n, sizeof(*sorted));

	for (uint32_t r = 1; r < n; r++)
		order[r] = r;
	qsort_r(order + 1, n - 1, sizeof(*order), by_region_name, m);
	for (uint32_t r = 1; r < n; r++) {
		sorted[r] = m->regions.v[order[r]];
		id[order[r]] = r;
	}
	memcpy(m->regions.v, sorted, n * sizeof(*sorted));
	vec_each (&m->objects, o)
		m->objects.v[o].region = id[m->objects.v[o].region];
	free(order);
	free(id);
	free(sorted);
}

void region_form(struct model *m, const struct region_options *opt)
{
	struct forming f = {.m = m, .opt = opt};
	uint32_t *first = zeroed(m->subsystems.n + 2, sizeof(*first));
	uint32_t *objects = zeroed(m->objects.n, sizeof(*objects));

	BUG_ON(m->regions.n != 1 || !opt->min_per_subsystem ||
	       opt->min_per_subsystem > opt->max_per_subsystem);
	collect_writers(&f);
	collect_psets(&f);
	f.group_of = zeroed(m->objects.n, sizeof(*f.group_of));
	f.local = zeroed(m->functions.n, sizeof(*f.local));
	f.pset_seen = zeroed(m->psets.n, sizeof(*f.pset_seen));

	vec_each (&m->objects, o)
		if (protectable(&m->objects.v[o]))
			first[m->objects.v[o].subsystem + 2]++;
	for (uint32_t s = 2; s < m->subsystems.n + 2; s++)
		first[s] += first[s - 1];
	vec_each (&m->objects, o)
		if (protectable(&m->objects.v[o]))
			objects[first[m->objects.v[o].subsystem + 1]++] = o;
	for (uint32_t s = 1; s < m->subsystems.n; s++)
		form_subsystem(&f, s, objects + first[s], first[s + 1] - first[s]);
	number_by_name(m);

	free(first);
	free(objects);
	free(f.writers.first);
	free(f.writers.v);
	free(f.psets.first);
	free(f.psets.v);
	free(f.group_of);
	free(f.local);
	free(f.pset_seen);
	vec_free(&f.locals);
	vec_free(&f.groups);
	vec_free(&f.sets);
}
