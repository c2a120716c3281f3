// SPDX-License-Identifier: GPL-2.0-only
/* A write to a page whose key is closed. */

#include <linux/panic.h>
#include <linux/smp.h>
#include <asm/ptrace.h>

#include "internal.h"

/* A dying kernel writes its last words wherever it must. */
static bool panicking_here(void)
{
	return atomic_read(&panic_cpu) == raw_smp_processor_id();
}

bool capmap_fault(struct pt_regs *regs, unsigned long error_code, unsigned long address,
		  u32 *opened)
{
	struct capmap_violation v;

	if (capmap_selftest_expected(regs, error_code, address))
		return true;
	if (panicking_here()) {
		*opened = CAPMAP_CLOSED;
		return true;
	}
	capmap_describe(&v, regs, address, *opened);
	if (capmap_mode != CAPMAP_ENFORCE && capmap_step_begin(regs, opened)) {
		capmap_report(&v, false);
		return true;
	}
	capmap_report(&v, true);
	return false;
}
