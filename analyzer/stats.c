/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/stats.h"
#include "analyzer/resident.h"
#include "analyzer/solve_limit.h"
#include "base/diag.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Of this process and of the readers that have ended. */
static double cpu_of_all(void)
{
	struct rusage self, children;

	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	return seconds(self.ru_utime) + seconds(self.ru_stime) + seconds(children.ru_utime) +
	       seconds(children.ru_stime);
}

static double cpu(const struct stats *st)
{
	return cpu_of_all() - st->beside_before - (st->beside ? st->beside(st->beside_arg) : 0);
}

void stats_beside(struct stats *st, double (*of)(const void *arg), const void *arg)
{
	st->beside = of;
	st->beside_arg = arg;
}

void stats_beside_end(struct stats *st, const char *name, double wall)
{
	double c = st->beside(st->beside_arg);

	st->beside = NULL;
	st->beside_before += c;
	if (st->shown)
		fprintf(stderr,
			"stats: phase %-10s %8.2f s %8.2f s cpu %8.1f MB resident, beside others\n",
			name, wall, c, (double)resident_bytes() / 1e6);
}

void stats_init(struct stats *st, bool shown)
{
	*st = (struct stats){.shown = shown, .started = solve_limit_now()};
}

void stats_phase(struct stats *st, const char *name)
{
	double t = solve_limit_now(), c = cpu(st);

	if (st->phase && st->shown)
		fprintf(stderr, "stats: phase %-10s %8.2f s %8.2f s cpu %8.1f MB resident\n",
			st->phase, t - st->phase_started, c - st->phase_cpu,
			(double)resident_bytes() / 1e6); /* readers have ended */
	if (name) {
		diag_progress("%s", name);
	} else if (st->shown) {
		struct rusage self, children;

		getrusage(RUSAGE_SELF, &self);
		getrusage(RUSAGE_CHILDREN, &children);
		fprintf(stderr,
			"stats: total            %8.2f s %8.2f s cpu %8.1f MB peak, largest reader "
			"%.1f MB\n",
			t - st->started, cpu_of_all(), (double)self.ru_maxrss / 1e3,
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

void stats_precision(struct stats *st, const char *engine, double objects, double targets,
		     uint32_t median, uint64_t resolved, uint64_t calls)
{
	if (st->shown)
		fprintf(stderr,
			"stats: precision %-6s %10.2f objects a write, mean; %8.2f targets a call, "
			"mean; "
			"%4" PRIu32 " median; %" PRIu64 " of %" PRIu64 " calls\n",
			engine, objects, targets, median, resolved, calls);
}
