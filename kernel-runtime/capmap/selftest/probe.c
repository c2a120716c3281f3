// SPDX-License-Identifier: GPL-2.0-only
/* Guarded memory to write to, writes, and what came of them. */

#include <linux/atomic.h>
#include <linux/extable.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <asm/asm.h>
#include <asm/extable.h>
#include <asm/msr.h>
#include <asm/trapnr.h>

#include "selftest.h"

unsigned long *st_direct[CAPMAP_KEYS];
unsigned long *st_alias[CAPMAP_KEYS];

#define DEFINE_VARIABLE(k)                                                                         \
	static unsigned long variable_##k __section(".data..capmap." #k) __used = k;
CAPMAP_EACH_KEY(DEFINE_VARIABLE)

#define VARIABLE(k) [k] = &variable_##k,
static unsigned long *const variables[CAPMAP_KEYS] = {CAPMAP_EACH_KEY(VARIABLE)};

unsigned long *st_variable(unsigned int key)
{
	return variables[key];
}

/* In cycles: two seconds of a slow emulator. */
#define PATIENCE (8ULL << 30)

static atomic_t faults;
static const char *watched;
static size_t watched_size;

void st_watch(const void *start, size_t size)
{
	watched = start;
	watched_size = size;
}

unsigned int st_faults(void)
{
	return atomic_read(&faults);
}

static bool inside(unsigned long address, const void *start, size_t size)
{
	return start && address - (unsigned long)start < size;
}

static bool is_watched(unsigned long address)
{
	if (inside(address, watched, watched_size))
		return true;
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++)
		if (inside(address, st_direct[key], PAGE_SIZE) ||
		    inside(address, st_alias[key], PAGE_SIZE) ||
		    inside(address, variables[key], sizeof(long)) ||
		    inside(address, __va(__pa_symbol(variables[key])), sizeof(long)))
			return true;
	return false;
}

/*
 * A fault of a probe is counted. In enforce mode it then goes where the exception
 * table says, behind the write; without an entry there it is a real fault, and so
 * is one of a probe that nobody waits for.
 */
static bool probing;

/* Once the kernel is up, no word in memory makes a fault pass for the self-test's. */
static bool over __ro_after_init;

void __init st_pages_over(void)
{
	over = true;
}

bool capmap_selftest_expected(struct pt_regs *regs, unsigned long error_code, unsigned long address)
{
	if (over || !READ_ONCE(probing) || !is_watched(address))
		return false;
	atomic_inc(&faults);
	return capmap_mode == CAPMAP_ENFORCE &&
	       fixup_exception(regs, X86_TRAP_PF, error_code, address);
}

void st_expect(bool expected)
{
	WRITE_ONCE(probing, expected);
}

enum st_outcome st_closed(void)
{
	switch (capmap_mode) {
	case CAPMAP_ENFORCE:
		return ST_FAULTED;
	case CAPMAP_AUDIT:
		return ST_AUDITED;
	default:
		return ST_PASSED;
	}
}

static __always_inline void store(unsigned long *p, unsigned long value)
{
	asm volatile("1:	movq %[value], %[p]\n"
		     "2:\n" _ASM_EXTABLE(1b, 2b)
		     : [p] "+m"(*p)
		     : [value] "r"(value));
}

static enum st_outcome outcome(unsigned long *p, unsigned long value, unsigned int before)
{
	bool written = READ_ONCE(*p) == value;
	bool faulted = st_faults() != before;

	WRITE_ONCE(probing, false);
	if (faulted)
		return written ? ST_AUDITED : ST_FAULTED;
	return written ? ST_PASSED : ST_LOST;
}

noinline enum st_outcome st_write(unsigned long *p)
{
	unsigned long value = ~READ_ONCE(*p);
	unsigned int before = st_faults();

	WRITE_ONCE(probing, true);
	store(p, value);
	return outcome(p, value, before);
}

#define STORE_IN_WINDOW(k)                                                                         \
	case k:                                                                                    \
		capmap_window_open(k);                                                             \
		store(p, value);                                                                   \
		capmap_window_close();                                                             \
		break;

noinline enum st_outcome st_write_in_window(unsigned int key, unsigned long *p)
{
	unsigned long value = ~READ_ONCE(*p);
	unsigned int before = st_faults();

	WRITE_ONCE(probing, true);
	switch (key) {
		CAPMAP_EACH_KEY(STORE_IN_WINDOW)
	}
	return outcome(p, value, before);
}

/* No call: what is called might have windows of its own. */
static __always_inline void wait(bool *ready, const bool *done)
{
	u64 start = rdtsc();

	WRITE_ONCE(*ready, true);
	while (!READ_ONCE(*done) && rdtsc() - start < PATIENCE)
		cpu_relax();
}

#define WAIT_IN_WINDOW(k)                                                                          \
	case k:                                                                                    \
		capmap_window_open(k);                                                             \
		wait(ready, done);                                                                 \
		before = atomic_read(&faults);                                                     \
		WRITE_ONCE(probing, true);                                                         \
		store(p, value);                                                                   \
		capmap_window_close();                                                             \
		break;

noinline enum st_outcome st_write_after_wait(unsigned int key, unsigned long *p, bool *ready,
					     const bool *done)
{
	unsigned long value = ~READ_ONCE(*p);
	unsigned int before = 0;

	/* The interrupt makes probes of its own: this one begins after them. */
	switch (key) {
		CAPMAP_EACH_KEY(WAIT_IN_WINDOW)
	}
	return outcome(p, value, before);
}

int __init st_pages_init(void)
{
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++) {
		struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

		if (!page)
			return -ENOMEM;
		st_direct[key] = page_address(page);
		st_alias[key] = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
		if (!st_alias[key])
			return -ENOMEM;
		if (capmap_mode != CAPMAP_OFF) {
			/* Through the second mapping: the direct map must follow. */
			int err = capmap_tag(st_alias[key], 1, key);

			if (err)
				return err;
		}
	}
	return 0;
}
