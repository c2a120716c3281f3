/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/stats.h"
#include "base/diag.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Of this process and of the readers that have ended. */
static double cpu(void)
{
	struct rusage self, children;

	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	return seconds(self.ru_utime) + seconds(self.ru_stime) + seconds(children.ru_utime) +
	       seconds(children.ru_stime);
}

/* Resident bytes of this process now; children have ended with their phase. */
static uint64_t resident(void)
{
	unsigned long total, rss = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f) {
		if (fscanf(f, "%lu %lu", &total, &rss) != 2)
			rss = 0;
		fclose(f);
	}
	return (uint64_t)rss * 4096;
}

void stats_init(struct stats *st, bool shown)
{
	*st = (struct stats){.shown = shown, .started = now()};
}

void stats_phase(struct stats *st, const char *name)
{
	double t = now(), c = cpu();

	if (st->phase && st->shown)
		fprintf(stderr, "stats: phase %-10s %8.2f s %8.2f s cpu %8.1f MB resident\n",
			st->phase, t - st->phase_started, c - st->phase_cpu,
			(double)resident() / 1e6);
	if (name) {
		diag_progress("%s", name);
	} else if (st->shown) {
		struct rusage self, children;

		getrusage(RUSAGE_SELF, &self);
		getrusage(RUSAGE_CHILDREN, &children);
		fprintf(stderr,
			"stats: total            %8.2f s %8.2f s cpu %8.1f MB peak, largest reader "
			"%.1f MB\n",
			t - st->started, c, (double)self.ru_maxrss / 1e3,
			(double)children.ru_maxrss / 1e3);
	}
	st->phase = name;
	st->phase_started = t;
	st->phase_cpu = c;
}

void stats_count(struct stats *st, const char *name, uint64_t value)
{
	if (st->shown)
		fprintf(stderr, "stats: %-28s %" PRIu64 "\n", name, value);
}

void stats_ratio(struct stats *st, const char *name, double value)
{
	if (st->shown)
		fprintf(stderr, "stats: %-28s %.2f\n", name, value);
}
