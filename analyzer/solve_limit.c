/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/solve_limit.h"
#include "analyzer/resident.h"

#include <time.h>

#define LOOK_EVERY_S 0.02

const char *solve_limit_name(enum solve_limit_kind kind)
{
	static const char *const names[] = {
	    [LIMIT_NONE] = "", [LIMIT_TIME] = "time-limit", [LIMIT_MEMORY] = "max-rss"};

	return names[kind];
}

double solve_limit_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool solve_limit_reached(struct solve_limit *l)
{
	if (l->reached || (!l->timed && !l->bytes))
		return l->reached;
	double now = solve_limit_now();

	if (l->timed && now >= l->until) {
		l->reached = LIMIT_TIME;
	} else if (l->bytes && now >= l->next) {
		l->next = now + LOOK_EVERY_S;
		if (resident_bytes() >= l->bytes)
			l->reached = LIMIT_MEMORY;
	}
	return l->reached;
}
