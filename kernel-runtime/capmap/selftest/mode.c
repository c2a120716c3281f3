// SPDX-License-Identifier: GPL-2.0-only
/* Audit lets a write complete and reports it once; enforce does not let it happen. */

#include <linux/init.h>

#include "selftest.h"

#define KEY 6

static noinline void store(unsigned long *p, unsigned long value)
{
	WRITE_ONCE(*p, value);
}

/* Writes of one instruction; returns how many took place. */
static noinline unsigned int write_often(unsigned long *p, unsigned int times)
{
	unsigned int written = 0;

	for (unsigned int i = 0; i < times; i++) {
		unsigned long value = ~READ_ONCE(*p);

		store(p, value);
		written += READ_ONCE(*p) == value;
	}
	return written;
}

static noinline void fill(void *p, size_t words)
{
	size_t n = words;

	asm volatile("rep stosq" : "+D"(p), "+c"(n) : "a"(0x5a5aUL) : "memory");
}

static void test_audit(void)
{
	unsigned long *p = st_direct[KEY], before = capmap_reports_count(), flags;
	bool irqs;

	st_result(write_often(p, 5) == 5, "audit: five writes of an instruction complete");
	st_result(capmap_reports_count() == before + 1, "audit: they are reported once");
	st_result(write_often(st_direct[KEY + 1], 5) == 5 && capmap_reports_count() == before + 2,
		  "audit: the same instruction on another region is reported again");

	before = capmap_reports_count();
	fill(p + 16, 32);
	st_result(p[16] == 0x5a5a && p[47] == 0x5a5a && p[48] != 0x5a5a,
		  "audit: a string instruction completes");
	st_result(capmap_reports_count() == before + 1, "audit: it is reported once");

	irqs = !irqs_disabled();
	local_irq_save(flags);
	st_result(write_often(p, 1) == 1 && irqs_disabled(),
		  "audit: interrupts that were off stay off");
	local_irq_restore(flags);
	st_result(irqs == !irqs_disabled() && !(native_save_fl() & X86_EFLAGS_TF),
		  "audit: flags are as before");
	st_result(capmap_rights() == CAPMAP_CLOSED, "audit: nothing stays open");
}

/* The mode is read-only after init, which this is not yet. */
void __ref st_modes(void)
{
	enum capmap_mode mode = capmap_mode;

	if (mode == CAPMAP_OFF) {
		st_result(write_often(st_direct[KEY], 5) == 5, "off: writes complete");
		st_result(!capmap_reports_count(), "off: nothing is reported");
		return;
	}
	capmap_mode = CAPMAP_AUDIT;
	test_audit();
	st_result(st_write(st_direct[KEY]) == ST_AUDITED, "audit: a write completes");
	capmap_mode = CAPMAP_ENFORCE;
	st_result(st_write(st_direct[KEY]) == ST_FAULTED, "then enforce: it does not happen");
	capmap_mode = mode;
}
