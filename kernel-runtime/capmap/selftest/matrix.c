// SPDX-License-Identifier: GPL-2.0-only
/* Every key, read and write, in every context and through every alias. */

#include <linux/mm.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>

#include "selftest.h"

struct access {
	unsigned int key;
	unsigned long *p;
	bool read;
	enum st_outcome write;
	enum st_outcome in_window;
};

static void access(void *data)
{
	struct access *a = data;

	a->write = st_write(a->p);
	a->in_window = st_write_in_window(a->key, a->p);
	a->read = READ_ONCE(*a->p) == READ_ONCE(*a->p);
}

static void judge(const struct access *a, bool ran, const char *where, unsigned int faults)
{
	unsigned int expected = st_closed() == ST_PASSED ? 0 : 1;

	st_result(ran && a->read && faults == expected, "key %u read%s", a->key, where);
	st_result(ran && a->write == st_closed(), "key %u write%s", a->key, where);
	st_result(ran && a->in_window == ST_PASSED, "key %u write in window%s", a->key, where);
}

/* Reads fault never: the closed write has the only fault. */
void st_matrix(enum st_context context)
{
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++) {
		struct access a = {.key = key, .p = st_direct[key]};
		unsigned int before = st_faults();
		int err = st_run_in(context, access, &a);

		if (err == -ENODEV) {
			st_skip("one processor only", "key %u", key);
			continue;
		}
		judge(&a, !err, "", st_faults() - before);
	}
}

static void through(unsigned int key, unsigned long *p, const char *where)
{
	struct access a = {.key = key, .p = p};
	unsigned int before = st_faults();

	access(&a);
	judge(&a, true, where, st_faults() - before);
}

void st_aliases(void)
{
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++) {
		unsigned long *variable = st_variable(key);

		through(key, st_direct[key], " direct map");
		through(key, st_alias[key], " vmalloc");
		through(key, variable, " image");
		through(key, __va(__pa_symbol(variable)), " direct map of image");
	}
}

static bool modify(unsigned long *p)
{
	unsigned int level, key = capmap_key_at((unsigned long)p);
	pte_t *pte = lookup_address((unsigned long)p, &level);

	if (!pte || level != PG_LEVEL_4K)
		return false;
	set_pte(pte, pte_modify(*pte, PAGE_KERNEL));
	flush_tlb_kernel_range((unsigned long)p, (unsigned long)p + PAGE_SIZE);
	return capmap_key_at((unsigned long)p) == key;
}

/* Of both mappings, as far as each has a page table entry of its own. */
void st_pte_modify(void)
{
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++) {
		st_result(modify(st_alias[key]), "key %u kept", key);
		through(key, st_alias[key], "");
	}
}
