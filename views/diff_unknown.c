/* SPDX-License-Identifier: Apache-2.0 */
/* What the analyses could not model, counted by function and reason. */
#include "views/diff.h"

#include <string.h>

struct run {
	const char *function; /* by the name it has after */
	const char *reason;
	uint32_t first, n;
};
typedef VEC(struct run) run_vec;

static int by_function(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	int c = strcmp(x->function, y->function);

	return c ? c : strcmp(x->reason, y->reason);
}

/* The before store's name of a function -> the after store's, where they are matched. */
struct names {
	const struct diff *d;
	diff_ids by_name; /* functions of before */
};

static int by_before_name(const void *a, const void *b, void *arg)
{
	const struct diff *d = arg;

	return strcmp(diff_function(&d->before, *(const uint32_t *)a),
		      diff_function(&d->before, *(const uint32_t *)b));
}

static const char *name_after(const struct names *names, const char *before)
{
	const struct diff *d = names->d;
	uint32_t lo = 0, hi = names->by_name.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2, f = names->by_name.v[mid];
		int c = strcmp(diff_function(&d->before, f), before);

		if (!c)
			return d->function.after_of[f]
				   ? diff_function(&d->after, d->function.after_of[f])
				   : before;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return before;
}

static void collect_runs(run_vec *runs, const struct diff_side *s)
{
	vec_each (&s->unknowns, i) {
		const struct diff_unknown_row *u = &s->unknowns.v[i];
		struct run *last = runs->n ? &runs->v[runs->n - 1] : NULL;

		if (last && !strcmp(last->function, u->function) &&
		    !strcmp(last->reason, u->reason))
			last->n++;
		else
			vec_push(runs, ((struct run){u->function, u->reason, i, 1}));
	}
}

static void add(struct diff *d, const struct run *before, const struct run *after)
{
	const struct run *shown = after ? after : before;
	struct diff_unknown u = {
	    .function = shown->function,
	    .reason = shown->reason,
	    .before = before ? before->n : 0,
	    .after = after ? after->n : 0,
	    .first = shown->first,
	    .n = shown->n,
	};
	const char *value[SUPPRESS_KEY_COUNT] = {[SUPPRESS_FUNCTION] =
						     u.function[0] ? u.function : "(program)",
						 [SUPPRESS_UNKNOWN] = u.reason};

	if (u.before == u.after)
		return;
	if (d->suppressions && u.after > u.before)
		u.suppression = suppressions_find(d->suppressions, SUPPRESS_UNKNOWNS, value);
	vec_push(&d->unknowns, u);
}

void diff_compare_unknowns(struct diff *d)
{
	run_vec before = {0}, after = {0};
	struct names names = {.d = d};
	uint32_t i = 0, j = 0;

	for (uint32_t f = 1; f <= d->before.c.nfunctions; f++)
		vec_push(&names.by_name, f);
	if (names.by_name.n)
		qsort_r(names.by_name.v, names.by_name.n, sizeof(uint32_t), by_before_name, d);
	collect_runs(&before, &d->before);
	collect_runs(&after, &d->after);
	vec_each (&before, k)
		before.v[k].function = name_after(&names, before.v[k].function);
	if (before.n)
		qsort(before.v, before.n, sizeof(*before.v), by_function);
	while (i < before.n || j < after.n) {
		int c = i >= before.n  ? 1
			: j >= after.n ? -1
				       : by_function(&before.v[i], &after.v[j]);

		add(d, c <= 0 ? &before.v[i] : NULL, c >= 0 ? &after.v[j] : NULL);
		i += c <= 0;
		j += c >= 0;
	}
	vec_free(&before);
	vec_free(&after);
	vec_free(&names.by_name);
}
