/* SPDX-License-Identifier: Apache-2.0 */
/* How long the solver may go on, and in how much memory: what is not solved then is answered by
 * type (solve_types.c). Only solving is bounded: reading comes before, writing after. */
#ifndef CM_ANALYZER_SOLVE_LIMIT_H
#define CM_ANALYZER_SOLVE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

enum solve_limit_kind { LIMIT_NONE, LIMIT_TIME, LIMIT_MEMORY };

struct solve_limit {
	bool timed;
	double until;	/* seconds of solve_limit_now(), when timed */
	uint64_t bytes; /* that the process may hold; 0 any */
	enum solve_limit_kind reached;
	double next; /* when to look again */
};

/* Its option, without dashes. */
const char *solve_limit_name(enum solve_limit_kind kind);
/* Seconds since some moment. */
double solve_limit_now(void);
/* Whether one is reached, and from then on. Cheap enough to ask before each step. */
bool solve_limit_reached(struct solve_limit *l);

#endif
