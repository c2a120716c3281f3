/* SPDX-License-Identifier: Apache-2.0 */
/* Agglomerative clustering of sets of objects by who writes them: the plan region.c carries out. */
#ifndef CM_ANALYZER_MERGE_H
#define CM_ANALYZER_MERGE_H

#include "base/bitset.h"
#include "base/vec.h"

/* nobjects objects, each written by exactly the nwriters functions of the set writers. */
struct merge_set {
	uint64_t *writers;
	uint32_t nobjects, nwriters;
};

/* Set from is joined to set into, into < from; from is gone afterwards. cost: the (function,
 * object) pairs that become reachable, nobjects(a) * |writers(b) \ writers(a)| and the reverse. */
struct merge_step {
	uint32_t into, from;
	uint64_t cost;
};

struct merge_plan {
	VEC(struct merge_step) steps;
};

/* Plans the cheapest joint again and again until min (>= 1) of the n sets are left. Ties go to the
 * lowest into, then the lowest from. words: of each writers set. set[] is left as after the last
 * step. Beside the sets, memory is 4 bytes a (set, writer) pair. Time as a rule: n times the sets
 * that share a writer with a set, at most n^2 * words. */
void merge_make_plan(struct merge_plan *p, struct merge_set *set, uint32_t n, size_t words,
		     uint32_t min);
void merge_plan_release(struct merge_plan *p);

/* How many of the first steps to carry out so that between min and max of n sets are left.
 *
 * Let P(k) be the summed cost of going down to k sets. The knee is the k in [min, max] at which
 * P lies farthest below the straight line from (min, P(min)) to (max, P(max)): fewer sets are
 * taken as long as each costs less than the average of the range. Ties go to more sets; without
 * a knee (a straight or sagging curve) max sets stay.
 * Source: Satopää et al. 2011, "Finding a Kneedle in a Haystack", with the whole range known. */
uint32_t merge_plan_knee(const struct merge_plan *p, uint32_t n, uint32_t min, uint32_t max);

#endif
