/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/improve.h"
#include "mapper/random.h"

#include <string.h>

struct tabu {
	struct arena mem;
	struct sharing *s;
	struct random rnd;
	uint64_t *until; /* [n * nkeys]: v may not go to key k + 1 before this iteration */
	uint64_t now;
	uint32_t *best_key;
	int64_t best;
	/* [n]: no key but its own costs less to join, tabu or not: most rows need no look. */
	int64_t *least;
};

struct step {
	uint32_t vertex, key;
	int64_t change;
};

static void remember(struct tabu *t)
{
	t->best = t->s->cost;
	memcpy(t->best_key, t->s->key, t->s->c->n * sizeof(*t->best_key));
}

static int64_t join_cost(const struct sharing *s, uint32_t v, uint32_t k)
{
	return k == s->key[v] || !sharing_allowed(s, v, k) ? INT64_MAX : sharing_join_cost(s, v, k);
}

/* After a move only the two keys' costs have changed; a bound that has become too low does no harm
 * and is mended when the row is next looked at. */
static void lower(struct tabu *t, uint32_t a, uint32_t b)
{
	for (uint32_t v = 0; v < t->s->c->n; v++) {
		int64_t to_a = join_cost(t->s, v, a), to_b = join_cost(t->s, v, b);
		int64_t cost = to_a < to_b ? to_a : to_b;

		if (cost < t->least[v])
			t->least[v] = cost;
	}
	t->s->work += 2ul * t->s->c->n;
}

static void forget(struct tabu *t)
{
	for (uint32_t v = 0; v < t->s->c->n; v++)
		t->least[v] = INT64_MIN;
}

/* The best of v's steps into out, if it beats or, by lot, equals what is there. Of the unused keys
 * only the first is tried: they are alike. */
static void look(struct tabu *t, uint32_t v, int64_t gain, struct step *out, uint32_t *ties)
{
	struct sharing *s = t->s;
	const uint64_t *until = t->until + (size_t)v * s->nkeys;
	bool tried_unused = s->members[s->key[v]] == 1;

	t->least[v] = INT64_MAX;
	for (uint32_t k = 1; k <= s->nkeys; k++) {
		int64_t cost = join_cost(s, v, k);

		if (cost == INT64_MAX)
			continue;
		if (cost < t->least[v])
			t->least[v] = cost;
		if (!s->members[k]) {
			if (tried_unused)
				continue;
			tried_unused = true;
		}
		int64_t change = cost - gain;

		if (change > out->change || (until[k - 1] > t->now && s->cost + change >= t->best))
			continue;
		if (change < out->change)
			*ties = 0;
		if (random_below(&t->rnd, ++*ties))
			continue;
		*out = (struct step){v, k, change};
	}
	s->work += s->nkeys;
}

static bool best_step(struct tabu *t, struct step *out)
{
	struct sharing *s = t->s;
	uint32_t ties = 0;

	out->change = INT64_MAX;
	for (uint32_t v = 0; v < s->c->n; v++) {
		int64_t gain = sharing_leave_gain(s, v);

		if (t->least[v] == INT64_MIN || t->least[v] == INT64_MAX ||
		    t->least[v] - gain <= out->change)
			look(t, v, gain, out, &ties);
	}
	s->work += s->c->n;
	return ties > 0;
}

static void kick(struct tabu *t)
{
	struct sharing *s = t->s;
	uint32_t n = 3 + random_below(&t->rnd, 2 + s->c->n / 8);

	sharing_put_all(s, t->best_key);
	while (n--) {
		uint32_t v = random_below(&t->rnd, s->c->n);
		uint32_t k = 1 + random_below(&t->rnd, s->nkeys);

		if (sharing_allowed(s, v, k))
			sharing_put(s, v, k);
	}
}

static void search(struct tabu *t, const struct improve_options *opt)
{
	struct sharing *s = t->s;
	uint64_t stalled = 0, patience = 200 + 4ul * s->c->n;

	forget(t);
	for (t->now = 1; s->work < opt->work && t->best > opt->enough; t->now++) {
		struct step step;

		if (stalled++ > patience) {
			kick(t);
			forget(t);
			stalled = 0;
		}
		if (!best_step(t, &step))
			continue;
		uint32_t from = s->key[step.vertex];

		sharing_put(s, step.vertex, step.key);
		lower(t, from, step.key);
		t->least[step.vertex] = INT64_MIN;
		t->until[(size_t)step.vertex * s->nkeys + from - 1] =
		    t->now + 5 + random_below(&t->rnd, 5 + s->c->n / 10);
		if (s->cost < t->best) {
			remember(t);
			stalled = 0;
		}
	}
}

/* One exchange of u with some vertex of another key that lowers the cost, if there is one. */
static bool exchange(struct sharing *s, uint32_t u)
{
	int64_t before = s->cost;
	uint32_t from = s->key[u];

	for (uint32_t to = 1; to <= s->nkeys; to++) {
		if (to == from || !s->members[to])
			continue;
		sharing_put(s, u, to);
		for (uint32_t v = 0; v < s->c->n; v++) {
			s->work++;
			if (s->key[v] != to || v == u || !sharing_allowed(s, v, from))
				continue;
			if (s->cost - sharing_leave_gain(s, v) + sharing_join_cost(s, v, from) >=
			    before)
				continue;
			sharing_put(s, v, from);
			if (sharing_allowed(s, u, to))
				return true;
			sharing_put(s, v, to);
		}
		sharing_put(s, u, from);
	}
	return false;
}

static void polish(struct sharing *s, uint64_t work)
{
	bool better = true;

	while (better) {
		better = false;
		for (uint32_t u = 0; u < s->c->n && s->work < work; u++)
			better |= exchange(s, u);
	}
}

void improve_sharing(struct sharing *s, const struct improve_options *opt)
{
	struct tabu t = {.s = s, .rnd = {.state = opt->seed}};
	uint64_t start = s->work;

	arena_init(&t.mem);
	t.until = arena_array(&t.mem, uint64_t, (size_t)s->c->n * s->nkeys);
	t.best_key = arena_array(&t.mem, uint32_t, s->c->n);
	t.least = arena_array(&t.mem, int64_t, s->c->n);
	remember(&t);
	search(&t, opt);
	sharing_put_all(s, t.best_key);
	if (s->cost > opt->enough)
		polish(s, s->work + (opt->work - start) / 4);
	arena_release(&t.mem);
}
