/* SPDX-License-Identifier: Apache-2.0 */
/* The plan against a dull judge that keeps one byte a (set, function) and recounts every pair. */
#include "analyzer/merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <cmocka.h>

#define SETS  12
#define FUNCS 130 /* three words */

struct dull {
	bool writes[SETS][FUNCS];
	bool gone[SETS];
	uint32_t objects[SETS], n;
};

static uint64_t dull_cost(const struct dull *d, uint32_t a, uint32_t b)
{
	uint64_t cost = 0;

	for (uint32_t f = 0; f < FUNCS; f++) {
		if (d->writes[a][f] && !d->writes[b][f])
			cost += d->objects[b];
		if (d->writes[b][f] && !d->writes[a][f])
			cost += d->objects[a];
	}
	return cost;
}

static struct merge_step dull_step(struct dull *d)
{
	struct merge_step best = {.cost = UINT64_MAX};

	for (uint32_t a = 0; a < d->n; a++)
		for (uint32_t b = a + 1; b < d->n; b++) {
			if (d->gone[a] || d->gone[b] || dull_cost(d, a, b) >= best.cost)
				continue;
			best = (struct merge_step){a, b, dull_cost(d, a, b)};
		}
	for (uint32_t f = 0; f < FUNCS; f++)
		d->writes[best.into][f] |= d->writes[best.from][f];
	d->objects[best.into] += d->objects[best.from];
	d->gone[best.from] = true;
	return best;
}

static void judge(struct dull *d, uint32_t min)
{
	static uint64_t bits[SETS][(FUNCS + 63) / 64];
	struct merge_set set[SETS];
	struct merge_plan plan;

	memset(bits, 0, sizeof(bits));
	for (uint32_t i = 0; i < d->n; i++) {
		for (uint32_t f = 0; f < FUNCS; f++)
			if (d->writes[i][f])
				bits_set(bits[i], f);
		set[i].writers = bits[i];
		set[i].nobjects = d->objects[i];
		set[i].nwriters = (uint32_t)bits_count(bits[i], bits_words(FUNCS));
	}
	merge_make_plan(&plan, set, d->n, bits_words(FUNCS), min);
	assert_int_equal(plan.steps.n, d->n > min ? d->n - min : 0);
	vec_each (&plan.steps, i) {
		struct merge_step want = dull_step(d);

		assert_int_equal(plan.steps.v[i].into, want.into);
		assert_int_equal(plan.steps.v[i].from, want.from);
		assert_int_equal(plan.steps.v[i].cost, want.cost);
	}
	merge_plan_release(&plan);
}

static uint32_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

static void random_sets(uint64_t seed, int rounds, uint32_t sets, uint32_t functions)
{
	for (int round = 0; round < rounds; round++) {
		struct dull d = {.n = 1 + next(&seed) % sets};
		uint32_t density = 1 + next(&seed) % 20, used = 1 + next(&seed) % functions;

		for (uint32_t i = 0; i < d.n; i++) {
			d.objects[i] = 1 + next(&seed) % (round % 2 ? 1 : 9);
			for (uint32_t f = 0; f < used; f++)
				d.writes[i][f] = next(&seed) % density == 0;
		}
		judge(&d, 1 + next(&seed) % 3);
	}
}

static void large_random_sets(void **state)
{
	(void)state;
	random_sets(1, 3000, SETS, FUNCS);
}

/* Few functions: ties everywhere. */
static void small_random_sets(void **state)
{
	(void)state;
	random_sets(2, 30000, 7, 5);
}

/* All families of four sets over three functions. */
static void exhaustive_small(void **state)
{
	(void)state;
	for (uint32_t family = 0; family < 1 << 12; family++) {
		struct dull d = {.n = 4, .objects = {1, 2, 1, 3}};

		for (uint32_t i = 0; i < 4; i++)
			for (uint32_t f = 0; f < 3; f++)
				d.writes[i][f * 50] = family >> (i * 3 + f) & 1;
		judge(&d, 1);
	}
}

/* Summed cost is objects times writers of the whole, less what each set had. */
static void costs_add_up(void **state)
{
	uint64_t seed = 7, have = 0, summed = 0, writers[8] = {0};
	struct merge_set set[8];
	struct merge_plan plan;

	(void)state;
	for (uint32_t i = 0; i < 8; i++) {
		writers[i] = next(&seed);
		set[i] =
		    (struct merge_set){&writers[i], 1 + i, (uint32_t)bits_count(&writers[i], 1)};
		have += set[i].nobjects * (uint64_t)set[i].nwriters;
	}
	merge_make_plan(&plan, set, 8, 1, 1);
	vec_each (&plan.steps, i)
		summed += plan.steps.v[i].cost;
	assert_int_equal(summed + have, set[0].nobjects * (uint64_t)set[0].nwriters);
	assert_int_equal(set[0].nobjects, 36);
	merge_plan_release(&plan);
}

static uint32_t knee(const uint64_t *cost, uint32_t ncost, uint32_t n, uint32_t min, uint32_t max)
{
	struct merge_plan p = {0};

	for (uint32_t i = 0; i < ncost; i++)
		vec_push(&p.steps, ((struct merge_step){0, 1, cost[i]}));
	uint32_t kept = n - merge_plan_knee(&p, n, min, max);

	merge_plan_release(&p);
	return kept;
}

static void knee_is_where_costs_jump(void **state)
{
	static const uint64_t jump[] = {1, 1, 2, 2, 90, 100}, straight[] = {5, 5, 5, 5, 5, 5},
			      sagging[] = {9, 9, 9, 3, 2, 1}, late[] = {1, 1, 2, 2, 3, 90};

	(void)state;
	/* Eight sets down to two. */
	assert_int_equal(knee(jump, 6, 8, 2, 8), 4);
	assert_int_equal(knee(late, 6, 8, 2, 8), 3);
	assert_int_equal(knee(straight, 6, 8, 2, 8), 8);
	assert_int_equal(knee(sagging, 6, 8, 2, 8), 8);
	/* The first two steps are forced. */
	assert_int_equal(knee(jump, 6, 8, 2, 6), 4);
	assert_int_equal(knee(sagging, 6, 8, 2, 4), 4);
	assert_int_equal(knee(jump, 6, 8, 2, 2), 2);
	/* Fewer sets than min. */
	assert_int_equal(knee(NULL, 0, 1, 2, 4), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(large_random_sets),	cmocka_unit_test(small_random_sets),
	    cmocka_unit_test(exhaustive_small),		cmocka_unit_test(costs_add_up),
	    cmocka_unit_test(knee_is_where_costs_jump),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
