// SPDX-License-Identifier: GPL-2.0-only
/* Names for a write outside of a window: who, what, under which key. Runs in any context. */

#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <asm/pgtable.h>
#include <asm/ptrace.h>
#include <asm/sections.h>

#include "internal.h"

/* The page behind @address, and its address in the direct map; 0: none. */
static unsigned long direct_address(unsigned long address)
{
	unsigned int level;
	pte_t *pte = lookup_address(address, &level);
	unsigned long offset = address & ~page_level_mask(level);

	if (!pte || !pte_present(*pte))
		return 0;
	return (unsigned long)__va((pte_val(*pte) & PTE_PFN_MASK & page_level_mask(level)) +
				   offset);
}

/* Where the image holds what lies at @direct; 0: nowhere. */
static unsigned long image_address(unsigned long direct)
{
	phys_addr_t at = __pa(direct);

	if (at < __pa_symbol(_text) || at >= __pa_symbol(_end))
		return 0;
	return at - __pa_symbol(_text) + (unsigned long)_text;
}

static void name_object(struct capmap_violation *v, const struct capmap_kt_object *row)
{
	if (!row)
		return;
	v->object_row = row - capmap_table->objects + 1;
	v->region = capmap_string(capmap_table->regions[row->region - 1].name);
	strscpy(v->object, capmap_string(row->name), sizeof(v->object));
}

/* A cache of the table's, or of the runtime's own for an object of the table. */
static const struct capmap_kt_object *row_of_cache(const char *name)
{
	unsigned int key, row;

	if (sscanf(name, CAPMAP_CACHE_NAME "r%u", &key, &row) == 2 && row &&
	    row <= capmap_table->nobjects)
		return &capmap_table->objects[row - 1];
	return capmap_table_cache(name);
}

static void describe_object(struct capmap_violation *v)
{
	unsigned long direct = direct_address(v->address), image, size;
	const struct capmap_kt_region *region;
	char buffer[KSYM_NAME_LEN], *module;
	const char *name;
	unsigned int offset;

	region = capmap_table_region_of_key(v->key);
	v->region = region ? capmap_string(region->name) : "";
	if (!direct)
		return;
	name = capmap_cache_name(direct, &offset);
	if (name) {
		v->offset = offset;
		strscpy(v->object, name, sizeof(v->object));
		name_object(v, row_of_cache(name));
		return;
	}
	image = image_address(direct);
	name = image ? kallsyms_lookup(image, &size, &v->offset, &module, buffer) : NULL;
	if (name) {
		strscpy(v->object, name, sizeof(v->object));
		name_object(v, capmap_table_variable(name));
	}
}

static void describe_function(struct capmap_violation *v)
{
	const struct capmap_kt_function *row;
	char symbol[KSYM_NAME_LEN];

	if (lookup_symbol_name(v->ip, symbol))
		return;
	row = capmap_table_function(symbol);
	v->function_row = row ? row - capmap_table->functions + 1 : 0;
}

void capmap_describe(struct capmap_violation *v, struct pt_regs *regs, unsigned long address,
		     u32 opened)
{
	unsigned long trace[CAPMAP_CALLERS + 1];

	memset(v, 0, sizeof(*v));
	v->ip = regs->ip;
	v->address = address;
	v->rights = CAPMAP_CLOSED & ~opened;
	v->key = capmap_key_at(address);
	v->pid = current->pid;
	memcpy(v->comm, current->comm, sizeof(v->comm));
	v->comm[sizeof(v->comm) - 1] = '\0';

	/* The first entry is the instruction itself. */
	v->ncallers = stack_trace_save_regs(regs, trace, ARRAY_SIZE(trace), 0);
	v->ncallers -= v->ncallers != 0;
	memcpy(v->callers, trace + 1, v->ncallers * sizeof(trace[0]));

	describe_function(v);
	describe_object(v);
}
