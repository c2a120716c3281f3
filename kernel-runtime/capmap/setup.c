// SPDX-License-Identifier: GPL-2.0-only
/* From the command line to guarded pages. */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/syscore_ops.h>
#include <asm/cpufeature.h>
#include <asm/tlbflush.h>

#include "internal.h"
#include "rights.h"

enum capmap_mode capmap_mode __ro_after_init =
    IS_ENABLED(CONFIG_CAPMAP_DEFAULT_ENFORCE) ? CAPMAP_ENFORCE
    : IS_ENABLED(CONFIG_CAPMAP_DEFAULT_AUDIT) ? CAPMAP_AUDIT
					      : CAPMAP_OFF;

const char *const capmap_mode_names[] = {
    [CAPMAP_OFF] = "off",
    [CAPMAP_AUDIT] = "audit",
    [CAPMAP_ENFORCE] = "enforce",
};

static int __init capmap_parse_mode(char *word)
{
	for (int m = CAPMAP_OFF; m <= CAPMAP_ENFORCE; m++) {
		if (word && !strcmp(word, capmap_mode_names[m])) {
			capmap_mode = m;
			return 0;
		}
	}
	/* A slip of the pen must not switch the protection off. */
	capmap_mode = CAPMAP_ENFORCE;
	pr_err("capmap=%s is none of off, audit, enforce: enforcing\n", word ?: "");
	return 0;
}
early_param("capmap", capmap_parse_mode);

bool capmap_watch __ro_after_init;
DEFINE_STATIC_KEY_FALSE_RO(capmap_watching);

static int __init capmap_parse_watch(char *word)
{
	return kstrtobool(word, &capmap_watch);
}
early_param("capmap.watch", capmap_parse_watch);

/* The kernel cannot do what it was told to. */
static void capmap_refuse(const char *why)
{
	if (capmap_mode == CAPMAP_ENFORCE)
		panic("capmap: cannot enforce: %s", why);
	pr_warn("cannot audit: %s; nothing is guarded\n", why);
	capmap_mode = CAPMAP_OFF;
}

static void capmap_decide(struct cpuinfo_x86 *c)
{
	const char *wrong;

	if (!cpu_has(c, X86_FEATURE_PKS)) {
		capmap_refuse("this processor has no protection keys for supervisor pages (PKS)");
		return;
	}
	wrong = capmap_table_check(capmap_table);
	if (!wrong)
		wrong = capmap_table_check_image(capmap_table);
	if (!wrong)
		wrong = capmap_rights_learn();
	if (wrong) {
		capmap_refuse(wrong);
		return;
	}
	/*
	 * Without the feature, gates stay NOPs, and nothing but a step and the slab
	 * allocator ever opens the register.
	 */
	capmap_watch &= capmap_mode == CAPMAP_AUDIT;
	if (!capmap_watch)
		setup_force_cpu_cap(X86_FEATURE_CAPMAP);
}

/*
 * Runs on each processor, the first one before alternatives are applied. No page
 * has a key before capmap_activate(), so closing the rights this early, while the
 * windows are still NOPs, stops nobody.
 */
void capmap_identify_cpu(struct cpuinfo_x86 *c)
{
	if (c == &boot_cpu_data && capmap_mode != CAPMAP_OFF)
		capmap_decide(c);
	if (capmap_mode == CAPMAP_OFF)
		return;
	if (!cpu_has(c, X86_FEATURE_PKS))
		panic("capmap: processor %u has no PKS, the first one has", c->cpu_index);
	capmap_rights_set(CAPMAP_CLOSED);
	cr4_set_bits(X86_CR4_PKS);
}

/* The register is zero, hence open, after a suspend; CR4 is restored from its pinned bits. */
void capmap_resume(void)
{
	capmap_rights_set(CAPMAP_CLOSED);
}

static struct syscore_ops capmap_syscore_ops = {
    .resume = capmap_resume,
};

/* The last thing before user programs: what boots trusts what is booted. */
static int __init capmap_activate(void)
{
	int err;

	if (capmap_mode != CAPMAP_OFF) {
		register_syscore_ops(&capmap_syscore_ops);
		if (capmap_watch)
			static_branch_enable(&capmap_watching);
		/* First, since the allocator writes to free objects all the time. */
		static_branch_enable(&capmap_slabs_closed);
		err = capmap_regions_tag();
		if (!err)
			err = capmap_pools_tag();
		if (err)
			panic("capmap: cannot give pages their keys: error %d", err);
	}
	pr_info("%s: %u keys, %u regions, %u objects, %u functions\n",
		capmap_mode_names[capmap_mode], capmap_table->nkeys, capmap_table->nregions,
		capmap_table->nobjects, capmap_table->nfunctions);
	capmap_selftest_run();
	return 0;
}
late_initcall_sync(capmap_activate);
