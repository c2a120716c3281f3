/* SPDX-License-Identifier: Apache-2.0 */
/* --stats: seconds, processor seconds and bytes a phase, and counts. Goes to stderr, never into the
 * store, since it differs between runs. */
#ifndef CM_ANALYZER_STATS_H
#define CM_ANALYZER_STATS_H

#include <stdbool.h>
#include <stdint.h>

struct stats {
	bool shown;
	double started, phase_started, phase_cpu; /* seconds */
	const char *phase;
	/* Of a thread beside the phases: what it has taken, and what earlier ones took. */
	double (*beside)(const void *arg);
	const void *beside_arg;
	double beside_before;
};

void stats_init(struct stats *st, bool shown);
/* Ends the phase under way, if any, and begins another; NULL only ends. Tells progress too. */
void stats_phase(struct stats *st, const char *name);
/* A thread runs from here on, and cpu tells its processor seconds: they are no other phase's. */
void stats_beside(struct stats *st, double (*cpu)(const void *arg), const void *arg);
/* It has ended, after so many seconds: a phase by that name, beside others. */
void stats_beside_end(struct stats *st, const char *name, double seconds);
void stats_count(struct stats *st, const char *name, uint64_t value);
void stats_ratio(struct stats *st, const char *name, double value);
/* How precise an engine's answer is: objects a write site, targets an indirect call. */
void stats_precision(struct stats *st, const char *engine, double objects, double targets,
		     uint32_t median, uint64_t resolved, uint64_t calls);

#endif
