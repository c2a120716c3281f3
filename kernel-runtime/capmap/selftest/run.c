// SPDX-License-Identifier: GPL-2.0-only
/* capmap.selftest=1: all suites, as KTAP in the kernel's log. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "selftest.h"

static bool wanted __initdata;

static int __init parse(char *word)
{
	return kstrtobool(word, &wanted);
}
early_param("capmap.selftest", parse);

#define RESULTS 1024

static struct result {
	char name[72];
	const char *skipped; /* why */
	bool ok;
} *results;
static unsigned int nresults;

static void add(bool ok, const char *skipped, const char *name, va_list args)
{
	struct result *r = &results[nresults];

	if (WARN_ON(nresults == RESULTS))
		return;
	vscnprintf(r->name, sizeof(r->name), name, args);
	r->ok = ok;
	r->skipped = skipped;
	nresults++;
}

void st_result(bool ok, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	add(ok, NULL, name, args);
	va_end(args);
}

void st_skip(const char *why, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	add(true, why, name, args);
	va_end(args);
}

static const struct suite {
	const char *name;
	void (*run)(void);
} suites[] = {
    {"page-table-change", st_pte_modify},
    {"aliases", st_aliases},
    {"windows", st_windows},
    {"copies", st_copies},
    {"slab", st_slab},
    {"modes", st_modes},
    {"table", st_table},
    {"processor", st_processor},
};

/* Prints the suite's results; returns how many failed. */
static unsigned int print_suite(unsigned int number, const char *name)
{
	unsigned int failed = 0;

	pr_info("    KTAP version 1\n");
	pr_info("    # Subtest: %s\n", name);
	pr_info("    1..%u\n", nresults);
	for (unsigned int i = 0; i < nresults; i++) {
		const struct result *r = &results[i];

		failed += !r->ok;
		pr_info("    %sok %u %s%s%s\n", r->ok ? "" : "not ", i + 1, r->name,
			r->skipped ? " # SKIP " : "", r->skipped ?: "");
	}
	pr_info("%sok %u %s\n", failed || !nresults ? "not " : "", number, name);
	return failed + !nresults;
}

static void __init run_suites(void)
{
	unsigned int number = 0, total = 0, failed = 0;

	results = vzalloc(RESULTS * sizeof(*results));
	if (!results)
		return;
	/* Interrupts are sent to and from this processor. */
	set_cpus_allowed_ptr(current, cpumask_of(0));

	pr_info("KTAP version 1\n");
	pr_info("1..%zu\n", ST_CONTEXTS + ARRAY_SIZE(suites));
	pr_info("# capmap=%s\n", capmap_mode_names[capmap_mode]);
	for (unsigned int i = 0; i < ST_CONTEXTS + ARRAY_SIZE(suites); i++) {
		nresults = 0;
		if (i < ST_CONTEXTS)
			st_matrix(i);
		else
			suites[i - ST_CONTEXTS].run();
		total += nresults;
		failed += print_suite(++number, i < ST_CONTEXTS ? st_context_names[i]
								: suites[i - ST_CONTEXTS].name);
	}
	pr_info("# Totals: pass:%u fail:%u\n", total - failed, failed);

	set_cpus_allowed_ptr(current, cpu_possible_mask);
	vfree(results);
}

void __init capmap_selftest_run(void)
{
	int err = st_pages_init();

	if (err)
		pr_err("capmap: the self-test has no pages: error %d\n", err);
	else if (wanted)
		run_suites();
	st_pages_over();
}
