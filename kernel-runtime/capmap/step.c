// SPDX-License-Identifier: GPL-2.0-only
/*
 * Audit: let one instruction write with all keys open.
 *
 * It runs with the trap flag set and interrupts off, so that nothing but an NMI
 * or a fault of its own comes between. The debug trap after it restores what was.
 * A repeated string instruction traps, and is audited, once an iteration.
 */

#include <linux/percpu.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>

#include "internal.h"
#include "rights.h"

#define STEP_FLAGS (X86_EFLAGS_TF | X86_EFLAGS_IF)

struct capmap_step {
	unsigned long ip;
	unsigned long flags; /* of STEP_FLAGS, as they were */
	u32 opened;	     /* likewise */
};

/* An NMI may come during a step and make one itself: a stack. */
struct capmap_steps {
	unsigned int depth;
	unsigned long count; /* of those begun */
	struct capmap_step step[CAPMAP_STEPS];
};

static DEFINE_PER_CPU(struct capmap_steps, steps);

bool capmap_step_begin(struct pt_regs *regs, u32 *opened)
{
	struct capmap_steps *all = this_cpu_ptr(&steps);
	struct capmap_step *step;

	if (all->depth == CAPMAP_STEPS)
		return false;
	step = &all->step[all->depth++];
	step->ip = regs->ip;
	step->flags = regs->flags & STEP_FLAGS;
	step->opened = *opened;
	regs->flags = (regs->flags & ~X86_EFLAGS_IF) | X86_EFLAGS_TF;
	*opened = CAPMAP_CLOSED;
	all->count++;
	return true;
}

unsigned long capmap_steps_count(void)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(steps, cpu).count;
	return sum;
}

static void step_end(struct capmap_steps *all, struct pt_regs *regs, u32 *opened)
{
	const struct capmap_step *step = &all->step[--all->depth];

	regs->flags = (regs->flags & ~STEP_FLAGS) | step->flags;
	*opened = step->opened;
}

bool capmap_step_done(struct pt_regs *regs, u32 *opened)
{
	struct capmap_steps *all = this_cpu_ptr(&steps);

	/* Another mode has no steps, whatever the count says. */
	if (capmap_mode != CAPMAP_AUDIT || !all->depth || user_mode(regs))
		return false;
	step_end(all, regs, opened);
	return true;
}

/*
 * The source of a copy from user space is not there: bringing it may sleep, and so
 * must happen as if there were no step. The instruction then starts anew.
 */
void capmap_step_cancel(struct pt_regs *regs, u32 *opened)
{
	struct capmap_steps *all = this_cpu_ptr(&steps);

	if (capmap_mode != CAPMAP_AUDIT || !all->depth || user_mode(regs) ||
	    all->step[all->depth - 1].ip != regs->ip)
		return;
	step_end(all, regs, opened);
}
