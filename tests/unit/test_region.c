/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/region.h"
#include "base/diag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const struct region_options whole = {8, 12}, coarse = {1, 1}, two = {2, 2};

static uint32_t add_subsystem(struct model *m, const char *name)
{
	vec_push(&m->subsystems, strtab_add(&m->str, name));
	return m->subsystems.n - 1;
}

static void add_functions(struct model *m, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "f%u", i + 1);
		vec_push(&m->functions, ((struct model_function){.name = strtab_add(&m->str, name),
								 .subsystem = 1}));
	}
}

static uint32_t add_object(struct model *m, const char *name, enum object_kind kind, uint32_t sub)
{
	vec_push(
	    &m->objects,
	    ((struct model_object){
		.name = strtab_add(&m->str, name), .size = 8, .kind = kind, .subsystem = sub}));
	return m->objects.n - 1;
}

/* writer writes each object of the zero-terminated list. */
static void add_site(struct model *m, uint32_t function, uint32_t caller, const uint32_t *objects)
{
	struct model_pset p = {.first = m->pset_members.n};

	for (; *objects; objects++, p.n++)
		vec_push(&m->pset_members, *objects);
	vec_push(&m->psets, p);
	vec_push(&m->sites, ((struct model_site){.function = function,
						 .caller = caller,
						 .pset = m->psets.n - 1,
						 .via = caller ? VIA_HELPER : VIA_STORE}));
}
#define WRITES(m, f, ...) add_site((m), (f), 0, (uint32_t[]){__VA_ARGS__, 0})

static const char *region_of(const struct model *m, uint32_t object)
{
	return strtab_get(&m->str, m->regions.v[m->objects.v[object].region].name);
}

static void like_writers_share_a_region(void **state)
{
	struct model m;

	(void)state;
	model_init(&m);
	add_subsystem(&m, "cred");
	add_functions(&m, 3);
	uint32_t a = add_object(&m, "a", OBJ_GLOBAL, 1), b = add_object(&m, "b", OBJ_PERCPU, 1);
	uint32_t jar = add_object(&m, "cred_jar", OBJ_CACHE, 1);
	uint32_t idle = add_object(&m, "idle", OBJ_GLOBAL, 1);
	uint32_t stack = add_object(&m, "s", OBJ_STACK, 1), code = add_object(&m, "t", OBJ_CODE, 1);
	uint32_t fixed = add_object(&m, "z", OBJ_GLOBAL, 1);

	m.objects.v[fixed].constant = true;
	m.objects.v[b].size = 16;
	WRITES(&m, 1, a, b, stack);
	WRITES(&m, 2, a);
	WRITES(&m, 2, b, fixed);
	WRITES(&m, 3, jar, code);
	region_form(&m, &whole);
	assert_int_equal(m.regions.n, 4);
	assert_string_equal(region_of(&m, a), "cred/b"); /* equal writers: the larger names it */
	assert_int_equal(m.objects.v[a].region, m.objects.v[b].region);
	assert_string_equal(region_of(&m, jar), "cred/cred_jar");
	assert_string_equal(region_of(&m, idle), "cred/never-written");
	assert_int_equal(m.objects.v[stack].region, 0);
	assert_int_equal(m.objects.v[code].region, 0);
	assert_int_equal(m.objects.v[fixed].region, 0);
	for (uint32_t r = 1; r < m.regions.n; r++)
		assert_int_equal(m.regions.v[r].merge_cost, 0);
	model_release(&m);
}

static void a_helper_is_charged_to_its_caller(void **state)
{
	struct model m;

	(void)state;
	model_init(&m);
	add_subsystem(&m, "s");
	add_functions(&m, 3);
	uint32_t a = add_object(&m, "a", OBJ_GLOBAL, 1), b = add_object(&m, "b", OBJ_GLOBAL, 1);
	uint32_t c = add_object(&m, "c", OBJ_GLOBAL, 1);

	/* f1 writes a itself and c by helper f3; f2 writes b by the same helper. */
	WRITES(&m, 1, a);
	add_site(&m, 3, 1, (uint32_t[]){c, 0});
	add_site(&m, 3, 2, (uint32_t[]){b, 0});
	region_form(&m, &whole);
	assert_int_equal(m.regions.n, 3);
	assert_int_equal(m.objects.v[a].region, m.objects.v[c].region);
	assert_int_not_equal(m.objects.v[a].region, m.objects.v[b].region);
	model_release(&m);
}

static void coarse_is_one_region_a_subsystem(void **state)
{
	struct model m;

	(void)state;
	model_init(&m);
	add_subsystem(&m, "a");
	add_subsystem(&m, "b");
	add_functions(&m, 4);
	uint32_t x = add_object(&m, "x", OBJ_GLOBAL, 1), y = add_object(&m, "y", OBJ_GLOBAL, 1);
	uint32_t z = add_object(&m, "z", OBJ_GLOBAL, 2);

	WRITES(&m, 1, x);
	WRITES(&m, 2, y, z);
	WRITES(&m, 3, y);
	region_form(&m, &coarse);
	assert_int_equal(m.regions.n, 3);
	assert_string_equal(region_of(&m, x), "a/y"); /* y has the most writers */
	assert_string_equal(region_of(&m, y), "a/y");
	assert_string_equal(region_of(&m, z), "b/z");
	/* f1 gains y, f2 and f3 gain x. */
	assert_int_equal(m.regions.v[1].merge_cost, 3);
	model_release(&m);
}

static void cheapest_pair_is_merged(void **state)
{
	struct model m;

	(void)state;
	model_init(&m);
	add_subsystem(&m, "s");
	add_functions(&m, 9);
	uint32_t a = add_object(&m, "a", OBJ_GLOBAL, 1), b = add_object(&m, "b", OBJ_GLOBAL, 1);
	uint32_t c = add_object(&m, "c", OBJ_GLOBAL, 1);

	for (uint32_t f = 1; f <= 4; f++)
		WRITES(&m, f, a, c);
	WRITES(&m, 5, c);
	for (uint32_t f = 6; f <= 9; f++)
		WRITES(&m, f, b);
	region_form(&m, &two);
	assert_int_equal(m.regions.n, 3);
	assert_string_equal(region_of(&m, a), "s/c");
	assert_string_equal(region_of(&m, c), "s/c");
	assert_string_equal(region_of(&m, b), "s/b");
	assert_int_equal(m.regions.v[m.objects.v[a].region].merge_cost, 1);
	model_release(&m);
}

static void names_are_short_and_never_twice(void **state)
{
	struct model m;

	(void)state;
	model_init(&m);
	add_subsystem(&m, "fs");
	add_functions(&m, 6);
	uint32_t a = add_object(&m, "fs/a/super.c:lock", OBJ_GLOBAL, 1);
	uint32_t b = add_object(&m, "fs/b/super.c:lock", OBJ_GLOBAL, 1);
	uint32_t c = add_object(&m, "struct foo@foo_alloc", OBJ_ALLOC, 1);
	uint32_t d = add_object(&m, "union bar@b/c.c:alloc", OBJ_ALLOC, 1);
	uint32_t e = add_object(&m, "never-written", OBJ_CACHE, 1);
	uint32_t f = add_object(&m, "zero", OBJ_GLOBAL, 1);

	WRITES(&m, 1, a);
	WRITES(&m, 2, b);
	WRITES(&m, 3, c);
	WRITES(&m, 4, d);
	WRITES(&m, 5, e);
	region_form(&m, &whole);
	assert_string_equal(region_of(&m, a), "fs/super.c:lock");
	assert_string_equal(region_of(&m, b), "fs/super.c:lock~2");
	assert_string_equal(region_of(&m, c), "fs/foo@foo_alloc");
	assert_string_equal(region_of(&m, d), "fs/bar@b/c.c:alloc");
	assert_string_equal(region_of(&m, e), "fs/never-written");
	assert_string_equal(region_of(&m, f), "fs/never-written~2");
	for (uint32_t r = 2; r < m.regions.n; r++)
		assert_true(strcmp(strtab_get(&m.str, m.regions.v[r - 1].name),
				   strtab_get(&m.str, m.regions.v[r].name)) < 0);
	model_release(&m);
}

static uint32_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

#define FUNCS	12
#define OBJECTS 40

/* The dull judge: whatever the partition, each region's merge_cost must be what a count of all
 * its (function, object) pairs says, and objects of one writer set stay together. */
static void judge(const struct model *m, const struct region_options *opt)
{
	static bool writes[FUNCS + 1][OBJECTS + 1];
	uint32_t regions[3] = {0}, distinct[3] = {0};
	const struct model_object *o = m->objects.v;

	memset(writes, 0, sizeof(writes));
	for (uint32_t i = 1; i < m->sites.n; i++) {
		const struct model_site *s = &m->sites.v[i];

		for (uint32_t j = 0; j < m->psets.v[s->pset].n; j++)
			writes[s->caller ? s->caller : s->function]
			      [m->pset_members.v[m->psets.v[s->pset].first + j]] = true;
	}
	for (uint32_t r = 1; r < m->regions.n; r++) {
		uint64_t have = 0, reach = 0, n = 0;

		for (uint32_t f = 1; f <= FUNCS; f++) {
			bool any = false;

			n = 0;
			for (uint32_t i = 1; i <= OBJECTS; i++) {
				if (o[i].region != r)
					continue;
				assert_int_equal(o[i].subsystem, m->regions.v[r].subsystem);
				any |= writes[f][i];
				have += writes[f][i];
				n++;
			}
			reach += any ? n : 0;
		}
		assert_true(n > 0);
		assert_int_equal(m->regions.v[r].merge_cost, reach - have);
		regions[m->regions.v[r].subsystem] += reach > 0;
	}
	for (uint32_t i = 1; i <= OBJECTS; i++) {
		bool fresh = false;

		for (uint32_t f = 1; f <= FUNCS; f++)
			fresh |= writes[f][i];
		for (uint32_t j = 1; j < i; j++) {
			bool equal = o[i].subsystem == o[j].subsystem;

			for (uint32_t f = 1; f <= FUNCS; f++)
				equal &= writes[f][i] == writes[f][j];
			if (equal) {
				assert_int_equal(o[i].region, o[j].region);
				fresh = false;
			}
		}
		distinct[o[i].subsystem] += fresh;
	}
	for (uint32_t s = 1; s <= 2; s++) {
		uint32_t least =
		    distinct[s] < opt->min_per_subsystem ? distinct[s] : opt->min_per_subsystem;

		assert_in_range(regions[s], least, opt->max_per_subsystem);
	}
}

static void random_models(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct region_options opt = {.min_per_subsystem = 1 + next(&seed) % 8};
		struct model m;

		opt.max_per_subsystem = opt.min_per_subsystem + next(&seed) % 5;
		model_init(&m);
		add_subsystem(&m, "p");
		add_subsystem(&m, "q");
		add_functions(&m, FUNCS);
		for (uint32_t i = 0; i < OBJECTS; i++) {
			char name[16];

			snprintf(name, sizeof(name), "o%02u", i);
			add_object(&m, name, OBJ_GLOBAL, 1 + next(&seed) % 2);
		}
		for (uint32_t i = next(&seed) % 60; i; i--) {
			uint32_t set[OBJECTS + 1], n = 0;

			for (uint32_t o = 1; o <= OBJECTS; o++)
				if (next(&seed) % 8 == 0)
					set[n++] = o;
			set[n] = 0;
			add_site(&m, 1 + next(&seed) % FUNCS,
				 next(&seed) % 3 ? 0 : 1 + next(&seed) % FUNCS, set);
		}
		region_form(&m, &opt);
		judge(&m, &opt);
		model_release(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(like_writers_share_a_region),
	    cmocka_unit_test(a_helper_is_charged_to_its_caller),
	    cmocka_unit_test(coarse_is_one_region_a_subsystem),
	    cmocka_unit_test(cheapest_pair_is_merged),
	    cmocka_unit_test(names_are_short_and_never_twice),
	    cmocka_unit_test(random_models),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
