// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reports of writes outside of a window: one line in the log, a tracepoint, and a
 * list in debugfs. The line is for programs too: after "capmap: " and the word
 * audit or denied come NAME=VALUE pairs; strings that may hold spaces are quoted.
 *
 *   function      of the instruction, with its place there: name+offset/size
 *   function_row  of the key table, 0: this function may open no key
 *   object        variable or slab cache, "" if neither
 *   object_row    of the key table, 0: not in it
 *   offset        of the write into the object
 *   region, key   what guards the page
 *   address       that was to be written
 *   pkrs          the rights of the code that was to write
 *   comm, pid     of the current thread, "callers" innermost first
 */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/stacktrace.h>

#include "internal.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* What was reported already; a slot is 0 until it is taken. */
static atomic_long_t seen[CAPMAP_SEEN];

static struct capmap_report {
	struct capmap_violation violation;
	bool denied;
	bool complete;
} reports[CAPMAP_REPORTS];
static atomic_long_t count;

static bool first_time(long mark)
{
	unsigned long slot = hash_long(mark, ilog2(CAPMAP_SEEN));

	for (unsigned int i = 0; i < 16; i++) {
		long there = atomic_long_cmpxchg(&seen[(slot + i) % CAPMAP_SEEN], 0, mark);

		if (!there)
			return true;
		if (there == mark)
			return false;
	}
	return false;
}

/* Returns the length. */
static int format(char *line, int size, const struct capmap_violation *v, bool denied)
{
	int n;

	n = scnprintf(line, size,
		      "%s function=%pS function_row=%u object=\"%s\" object_row=%u offset=%lu "
		      "region=\"%s\" key=%u address=0x%lx pkrs=0x%08x comm=\"%s\" pid=%d callers=",
		      denied ? "denied" : "audit", (void *)v->ip, v->function_row, v->object,
		      v->object_row, v->offset, v->region, v->key, v->address, v->rights, v->comm,
		      v->pid);
	for (unsigned int i = 0; i < v->ncallers; i++)
		n += scnprintf(line + n, size - n, "%s%pS", i ? "," : "", (void *)v->callers[i]);
	return n;
}

static void keep(const struct capmap_violation *v, bool denied)
{
	unsigned long i = atomic_long_inc_return(&count) - 1;

	if (i >= CAPMAP_REPORTS)
		return;
	reports[i].violation = *v;
	reports[i].denied = denied;
	smp_store_release(&reports[i].complete, true);
}

/* Who writes on behalf of others, such as memcpy(), is told apart by these. */
#define CALLERS_THAT_COUNT 3

bool capmap_report_wanted(struct pt_regs *regs, unsigned long address, bool denied)
{
	unsigned int what = capmap_cache_number(address), n;
	unsigned long trace[CALLERS_THAT_COUNT + 1];
	u64 mark;

	if (denied || trace_capmap_violation_enabled())
		return true;
	/* The first entry is the instruction itself. */
	n = stack_trace_save_regs(regs, trace, ARRAY_SIZE(trace), 0);
	mark = what ?: CAPMAP_CACHES + capmap_key_at(address);
	for (unsigned int i = 0; i < n; i++)
		mark = hash_64(mark * 31 + trace[i], 64);
	return first_time(mark | 1);
}

void capmap_report(const struct capmap_violation *v, bool denied, bool quiet)
{
	char line[CAPMAP_LINE];

	if (!quiet)
		trace_capmap_violation(v, denied);
	keep(v, denied);
	if (quiet)
		return;
	format(line, sizeof(line), v, denied);
	/* The write may be the scheduler's. */
	printk_deferred_enter();
	pr_warn("%s\n", line);
	printk_deferred_exit();
}

unsigned long capmap_reports_count(void)
{
	return atomic_long_read(&count);
}

void capmap_reports_show(struct seq_file *m)
{
	unsigned long n = min_t(unsigned long, capmap_reports_count(), CAPMAP_REPORTS);
	char line[CAPMAP_LINE];

	for (unsigned long i = 0; i < n; i++) {
		if (!smp_load_acquire(&reports[i].complete))
			continue;
		format(line, sizeof(line), &reports[i].violation, reports[i].denied);
		seq_printf(m, "%s\n", line);
	}
}
