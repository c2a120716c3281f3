// SPDX-License-Identifier: GPL-2.0-only
/* The registers of each processor. */

#include <linux/cpumask.h>
#include <linux/smp.h>
#include <asm/cpufeature.h>
#include <asm/tlbflush.h>

#include "../rights.h"
#include "selftest.h"

struct registers {
	bool pks;
	u32 rights;
};

static void read_registers(void *data)
{
	struct registers *r = data;

	r->pks = __read_cr4() & X86_CR4_PKS;
	r->rights = r->pks ? capmap_rights() : 0;
}

static void test_each(void)
{
	bool on = capmap_mode != CAPMAP_OFF;
	unsigned int cpu;

	for_each_online_cpu(cpu)
	{
		struct registers r = {};
		int err = smp_call_function_single(cpu, read_registers, &r, 1);

		st_result(!err && r.pks == on, "processor %u: PKS is %s", cpu, on ? "on" : "off");
		st_result(!err && (!on || r.rights == CAPMAP_CLOSED),
			  "processor %u: all keys are closed", cpu);
	}
}

static void test_pinned(void)
{
	unsigned long flags, cr4;

	if (capmap_mode == CAPMAP_OFF) {
		st_skip("PKS is off", "CR4.PKS is pinned");
		return;
	}
	local_irq_save(flags);
	cr4 = __read_cr4();
	native_write_cr4(cr4 & ~X86_CR4_PKS); /* warns */
	cr4 = __read_cr4();
	local_irq_restore(flags);
	st_result(cr4 & X86_CR4_PKS, "CR4.PKS is pinned");
}

/* The register is zero after a suspend. */
static void test_resume(void)
{
	unsigned long flags;
	u32 rights;

	if (capmap_mode == CAPMAP_OFF) {
		st_skip("PKS is off", "all keys are closed on resume");
		return;
	}
	local_irq_save(flags);
	capmap_rights_set(0);
	capmap_resume();
	rights = capmap_rights();
	local_irq_restore(flags);
	st_result(rights == CAPMAP_CLOSED, "all keys are closed on resume");
}

void st_processor(void)
{
	st_result(boot_cpu_has(X86_FEATURE_CAPMAP) == (capmap_mode != CAPMAP_OFF), "windows are %s",
		  capmap_mode == CAPMAP_OFF ? "NOPs" : "active");
	test_each();
	test_pinned();
	test_resume();
}
