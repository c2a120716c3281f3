// SPDX-License-Identifier: GPL-2.0-only
/*
 * A write to a page whose key is closed.
 *
 * Reporting one writes to memory itself, and an oops even more. If one of these
 * writes is forbidden, reporting that would be the same again, until the stack is
 * used up. In audit mode such a write passes and is only put down. In enforce mode it
 * ends the kernel with one line.
 */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <asm/ptrace.h>

#include "internal.h"
#include "rights.h"

/*
 * Who reports on this processor. It has interrupts off until it is done or, after an
 * oops, exits; so another thread is not taken for it.
 */
struct capmap_reporter {
	const struct task_struct *task;
	bool exiting;
};

static DEFINE_PER_CPU(struct capmap_reporter, reporter);

void capmap_fault_forget(void)
{
	this_cpu_write(reporter.task, NULL);
}

static bool is_reporting(void)
{
	const struct capmap_reporter *r = this_cpu_ptr(&reporter);

	return r->task == current && r->exiting == !!(current->flags & PF_EXITING);
}

static void begin_report(void)
{
	this_cpu_write(reporter.exiting, !!(current->flags & PF_EXITING));
	this_cpu_write(reporter.task, current);
}

static void fault_in_report(struct pt_regs *regs, unsigned long address)
{
	capmap_rights_give_up();
	panic("capmap: denied function=%pS address=0x%lx while a denied write was reported",
	      (void *)regs->ip, address);
}

bool capmap_fault(struct pt_regs *regs, unsigned long error_code, unsigned long address,
		  u32 *opened)
{
	bool nested = is_reporting(), passes;
	struct capmap_violation v;
	u32 before;

	if (capmap_selftest_expected(regs, error_code, address))
		return true;
	if (nested && capmap_mode == CAPMAP_ENFORCE)
		fault_in_report(regs, address);

	begin_report();
	before = *opened;
	passes = capmap_mode != CAPMAP_ENFORCE && capmap_step_begin(regs, opened);
	if (capmap_report_wanted(regs, address, !passes)) {
		capmap_describe(&v, regs, address, before);
		capmap_report(&v, !passes, nested);
	}
	/* An oops is part of the report. */
	if (passes && !nested)
		capmap_fault_forget();
	return passes;
}
