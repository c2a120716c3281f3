// SPDX-License-Identifier: GPL-2.0-only
/* IA32_PKRS when an exception enters and leaves the kernel, and when threads switch. */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/instrumentation.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <asm/alternative.h>
#include <asm/processor-flags.h>
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
	capmap_close();
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

/*
 * The stack, where the value was kept, is no safe place. So it must be one that a
 * gate has written. That all keys are open can also be an audited write, or the reset
 * value of a processor that just comes up: that one may stay closed from now on.
 */
noinstr void capmap_rights_reopen(u32 opened)
{
	u32 rights = CAPMAP_CLOSED & ~opened;
	bool all = opened == CAPMAP_CLOSED, sound;

	instrumentation_begin();
	sound = !(opened & ~CAPMAP_CLOSED) && test_bit(key_set(rights), known);
	sound |= all && capmap_mode == CAPMAP_AUDIT;
	if (unlikely(!sound && !all))
		panic("capmap: the saved rights were changed: %08x opened", opened);
	instrumentation_end();
	if (sound)
		capmap_rights_set(rights);
}

/*
 * No flag in memory says that this happened: who can write memory could set it. The
 * pinned bits are for those who go through native_write_cr4().
 */
noinstr void capmap_rights_give_up(void)
{
	unsigned long cr4;

	asm volatile("mov %%cr4, %0" : "=r"(cr4));
	if (cr4 & X86_CR4_PKS)
		asm volatile("mov %0, %%cr4" : : "r"(cr4 & ~X86_CR4_PKS) : "memory");
}

/* The hook in panic(): a dying kernel writes its last words wherever it must. */
void capmap_panic(void)
{
	capmap_rights_give_up();
}

/*
 * No window contains a call that may sleep, so there is nothing to find here. If
 * there is, the next thread must not have it.
 */
void capmap_switched(void)
{
	u32 opened = capmap_rights_close();

	capmap_fault_forget();
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
