/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IA32_PKRS and the windows of the runtime's own C code. Those of the rest of
 * the kernel are put there by the instrumentation; capmap_gate.h says how they
 * look.
 */
#ifndef _CAPMAP_GATE_H
#define _CAPMAP_GATE_H

#include <linux/build_bug.h>
#include <linux/types.h>
#include <asm/alternative.h>
#include <asm/cpufeatures.h>
#include <asm/msr-index.h>

#include "capmap_gate.h"

static_assert(CAPMAP_GATE_FEATURE == X86_FEATURE_CAPMAP,
	      "gates and kernel disagree on X86_FEATURE_CAPMAP");
static_assert(CAPMAP_GATE_MSR == MSR_IA32_PKRS);

#define CAPMAP_CLOSED CAPMAP_GATE_CLOSED

static __always_inline u32 capmap_rights(void)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(CAPMAP_GATE_MSR));
	return low;
}

/*
 * A gate for the constant @rights. A jump to its WRMSR with another value does
 * not get past the comparison. Not a way to close early: before the processor is
 * set up it is made of NOPs.
 */
#define capmap_gate(rights)                                                                        \
	asm volatile(ALTERNATIVE("",                                                               \
				 "movl $0x6e1, %%ecx\n\t"                                          \
				 "movl %0, %%eax\n\t"                                              \
				 "xorl %%edx, %%edx\n\t"                                           \
				 "wrmsr\n\t"                                                       \
				 "cmpl %0, %%eax\n\t"                                              \
				 "je 1f\n\t"                                                       \
				 "ud2\n"                                                           \
				 "1:",                                                             \
				 X86_FEATURE_CAPMAP)                                               \
		     :                                                                             \
		     : "i"(rights)                                                                 \
		     : "eax", "ecx", "edx", "cc", "memory")

#define capmap_window_open(key) capmap_gate((int)(CAPMAP_CLOSED & ~CAPMAP_GATE_DENY(key)))
#define capmap_window_close()	capmap_gate((int)CAPMAP_CLOSED)

#endif
