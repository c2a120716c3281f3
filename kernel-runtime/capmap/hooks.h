/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the patches call. Included by <linux/capmap.h> alone.
 *
 * A set of "opened" keys is what is missing in IA32_PKRS from the closed value:
 * 0 when all keys are closed, so that forgotten state is harmless.
 */
#include <linux/jump_label.h>
#include <linux/mm_types.h>
#include <asm/cpufeature.h>
#include <asm/trap_pf.h>

/* A processor was identified: decide (on the first) and switch PKS on. */
void capmap_identify_cpu(struct cpuinfo_x86 *c);

/* This processor begins to panic, with interrupts off: it may write everywhere. */
void capmap_panic(void);

u32 capmap_rights_close(void);
void capmap_rights_reopen(u32 opened);
void capmap_switched(void);

/* An audit that watches has no gates, but the windows of the slab allocator and of steps. */
DECLARE_STATIC_KEY_FALSE(capmap_watching);

static __always_inline bool capmap_has_windows(void)
{
	return static_cpu_has(X86_FEATURE_CAPMAP) || static_branch_unlikely(&capmap_watching);
}

/* Interrupts are off, or this is an NMI. */
static __always_inline u32 capmap_enter(void)
{
	return capmap_has_windows() ? capmap_rights_close() : 0;
}

static __always_inline void capmap_leave(u32 opened)
{
	if (unlikely(opened))
		capmap_rights_reopen(opened);
}

static __always_inline void capmap_switch(void)
{
	if (capmap_has_windows())
		capmap_switched();
}

void capmap_show_rights(const char *log_lvl);

/* A protection key fault of the kernel on an address of its own. */
static __always_inline bool capmap_fault_is_ours(unsigned long error_code, unsigned long address)
{
	return (error_code & (X86_PF_PK | X86_PF_USER)) == X86_PF_PK && (long)address < 0;
}

/*
 * Report it.
 * @opened: what the interrupted code had open; changed in order to let it go on
 * Return: whether it may go on.
 */
bool capmap_fault(struct pt_regs *regs, unsigned long error_code, unsigned long address,
		  u32 *opened);

/* Another fault of an instruction that is being stepped ends its step. */
void capmap_step_cancel(struct pt_regs *regs, u32 *opened);

/* A debug trap: whether it ended a step of ours. */
bool capmap_step_done(struct pt_regs *regs, u32 *opened);

/* Keyed slab caches. The number of a cache is 1 or more. */
bool capmap_cache_wanted(const char *name);
bool capmap_cache_hidden(const char *name); /* from sysfs */
unsigned int capmap_cache_add(struct kmem_cache *s);
void capmap_cache_del(struct kmem_cache *s);
struct page *capmap_cache_pages(struct kmem_cache *s, gfp_t gfp, unsigned int order);
void capmap_cache_free_pages(struct kmem_cache *s, struct page *page, unsigned int order);

DECLARE_STATIC_KEY_FALSE(capmap_slabs_closed);
void capmap_cache_open(const struct kmem_cache *s, unsigned int number);
void capmap_cache_close(void);

/*
 * The allocator's own writes to free objects. Macros, since struct kmem_cache is
 * not known everywhere.
 */
#define capmap_slab_open(s)                                                                        \
	do {                                                                                       \
		if (static_branch_unlikely(&capmap_slabs_closed) && (s)->capmap)                   \
			capmap_cache_open(s, (s)->capmap);                                         \
	} while (0)
#define capmap_slab_close(s)                                                                       \
	do {                                                                                       \
		if (static_branch_unlikely(&capmap_slabs_closed) && (s)->capmap)                   \
			capmap_cache_close();                                                      \
	} while (0)
