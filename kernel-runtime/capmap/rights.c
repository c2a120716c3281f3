// SPDX-License-Identifier: GPL-2.0-only
/* IA32_PKRS when an exception enters and leaves the kernel, and when threads switch. */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/instrumentation.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/alternative.h>
#include <asm/unaligned.h>

#include "internal.h"
#include "rights.h"

/* The linker's; alternative.c has a declaration of its own. */
extern struct alt_instr __alt_instructions[], __alt_instructions_end[];

static atomic_long_t leaks;

noinstr noinline void capmap_rights_set(u32 rights)
{
	asm volatile("wrmsr" : : "c"(CAPMAP_GATE_MSR), "a"(rights), "d"(0) : "memory");
}

/* Most entries find the rights closed, and then write nothing. */
noinstr u32 capmap_rights_close(void)
{
	u32 rights = capmap_rights();

	if (likely(rights == CAPMAP_CLOSED))
		return 0;
	capmap_gate((int)CAPMAP_CLOSED);
	return CAPMAP_CLOSED & ~rights;
}

/*
 * The sets of keys that gates of this image open, by the set: an interrupted window
 * can have had no other rights.
 */
static DECLARE_BITMAP(known, 1 << CAPMAP_KEYS) __ro_after_init;

/* The write-deny bits are the odd ones: bit k of the result is that of key k. */
static unsigned int key_set(u32 rights)
{
	unsigned int keys = 0;

	for (unsigned int key = 1; key < CAPMAP_KEYS; key++)
		if (!(rights & CAPMAP_GATE_DENY(key)))
			keys |= 1u << key;
	return keys;
}

static const char *learn(u32 rights)
{
	if (rights & ~CAPMAP_CLOSED)
		return "a gate denies reading";
	__set_bit(key_set(rights), known);
	return NULL;
}

/*
 * The slab allocator opens one key at a time. The others are in the replacements
 * of the gates, "mov $MSR, %ecx; mov $RIGHTS, %eax; ...".
 */
const char *capmap_rights_learn(void)
{
	const char *wrong = NULL;

	for (unsigned int key = 1; key < CAPMAP_KEYS; key++)
		wrong = learn(CAPMAP_CLOSED & ~CAPMAP_GATE_DENY(key));
	for (const struct alt_instr *a = __alt_instructions; a < __alt_instructions_end && !wrong;
	     a++) {
		const u8 *gate = (const u8 *)&a->repl_offset + a->repl_offset;

		if (a->cpuid == X86_FEATURE_CAPMAP && a->replacementlen == CAPMAP_GATE_LENGTH &&
		    gate[0] == 0xb9 && gate[5] == 0xb8)
			wrong = learn(get_unaligned((const u32 *)(gate + 6)));
	}
	return wrong;
}

/* An audited write, the last words of a panic, and a processor that still has its reset value. */
static bool may_open_all(void)
{
	return capmap_mode == CAPMAP_AUDIT || atomic_read(&panic_cpu) != PANIC_CPU_INVALID ||
	       !cpu_online(raw_smp_processor_id());
}

/*
 * The stack, where the value was kept, is no safe place. So it must be one that a
 * gate has written.
 */
noinstr void capmap_rights_reopen(u32 opened)
{
	u32 rights = CAPMAP_CLOSED & ~opened;
	bool sound;

	instrumentation_begin();
	sound = !(opened & ~CAPMAP_CLOSED) && (test_bit(key_set(rights), known) || may_open_all());
	if (unlikely(!sound))
		panic("capmap: the saved rights were changed: %08x opened", opened);
	instrumentation_end();
	capmap_rights_set(rights);
}

/*
 * No window contains a call that may sleep, so there is nothing to find here. If
 * there is, the next thread must not have it.
 */
void capmap_rights_leaked(void)
{
	u32 opened = capmap_rights_close();

	if (likely(!opened))
		return;
	atomic_long_inc(&leaks);
	printk_deferred(KERN_ERR "capmap: thread %d (%s) was switched out with %08x open\n",
			current->pid, current->comm, opened);
}

unsigned long capmap_rights_leaks(void)
{
	return atomic_long_read(&leaks);
}

void capmap_show_rights(const char *log_lvl)
{
	printk("%sPKRS: %08x\n", log_lvl, capmap_rights());
}
