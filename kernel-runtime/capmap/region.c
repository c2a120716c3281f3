// SPDX-License-Identifier: GPL-2.0-only
/* Pages and their keys. */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/init.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <asm/pgtable.h>
#include <asm/set_memory.h>

#include "internal.h"

/* The linker script has a range for each key; most are empty in most kernels. */
#define DECLARE_RANGE(k) extern char __capmap_##k##_start[], __capmap_##k##_end[];
CAPMAP_EACH_KEY(DECLARE_RANGE)

#define RANGE(k) [k] = {__capmap_##k##_start, __capmap_##k##_end},
static const struct {
	char *start, *end;
} regions[CAPMAP_KEYS] = {CAPMAP_EACH_KEY(RANGE)};

int capmap_tag(void *address, unsigned int pages, unsigned int key)
{
	return pages ? set_memory_pkey((unsigned long)address, pages, key) : 0;
}

unsigned long capmap_region_size(unsigned int key)
{
	return regions[key].end - regions[key].start;
}

int __init capmap_regions_tag(void)
{
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++) {
		int err =
		    capmap_tag(regions[key].start, capmap_region_size(key) >> PAGE_SHIFT, key);

		if (err)
			return err;
	}
	return 0;
}

unsigned int capmap_key_at(unsigned long address)
{
	unsigned int level;
	pte_t *pte = lookup_address(address, &level);

	if (!pte || !pte_present(*pte))
		return 0;
	return (pte_flags(*pte) & _PAGE_PKEY_MASK) >> _PAGE_BIT_PKEY_BIT0;
}
