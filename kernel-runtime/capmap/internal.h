/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this folder know of each other. */
#ifndef _CAPMAP_INTERNAL_H
#define _CAPMAP_INTERNAL_H

#include <linux/cache.h>
#include <linux/capmap.h>
#include <linux/types.h>

#include "capmap_keytable.h"
#include "gate.h"
#include "limits.h"

struct kobject;
struct seq_file;

enum capmap_mode {
	CAPMAP_OFF,
	CAPMAP_AUDIT,
	CAPMAP_ENFORCE,
};

/* ---- setup.c ---- */

extern enum capmap_mode capmap_mode;
/* Windows open nothing: an audit reports every write to guarded data. */
extern bool capmap_watch;
extern const char *const capmap_mode_names[];

/* After a suspend, the boot processor with interrupts off: close the rights. */
void capmap_resume(void);

/* ---- keytable.c ---- */

/* The table in use; an empty one if the kernel was built without. */
extern const struct capmap_ktab *capmap_table;

/* NULL, or what is wrong with the table @t. */
const char *capmap_table_check(const struct capmap_ktab *t);
/* NULL, or why the windows in this image are not those of table @t. */
const char *capmap_table_check_image(const struct capmap_ktab *t);

static inline const char *capmap_string(u32 at)
{
	return capmap_table->strings + at;
}

/* Rows; NULL: none. @file tells static symbols of one name apart, NULL: unknown. */
const struct capmap_kt_object *capmap_table_cache(const char *name);
const struct capmap_kt_object *capmap_table_variable(const char *symbol);
const struct capmap_kt_function *capmap_table_function(const char *symbol);
/* The first region of @key. */
const struct capmap_kt_region *capmap_table_region_of_key(unsigned int key);

/* ---- region.c ---- */

/* Give @pages pages at @address key @key, in all aliases. May sleep. */
int capmap_tag(void *address, unsigned int pages, unsigned int key);
/* Give the regions of the image their keys. */
int capmap_regions_tag(void);
/* The key of a kernel address, 0 if it has none or is not mapped. */
unsigned int capmap_key_at(unsigned long address);
/* Bytes of the image that key @key guards. */
unsigned long capmap_region_size(unsigned int key);

/* ---- pool.c ---- */

struct page *capmap_pool_get(unsigned int key, unsigned int order, gfp_t gfp);
void capmap_pool_put(unsigned int key, unsigned int order, struct page *page);
/* Tag what was handed out so far, and from now on tag before handing out. */
int capmap_pools_tag(void);
void capmap_pools_show(struct seq_file *m);

/* ---- cache.c ---- */

/* Caches of the runtime's own say their key in their name: "capmap-KEY-SIZE", "capmap-KEY-rROW". */
#define CAPMAP_CACHE_NAME "capmap-%u-"

/* The name of the cache that @address belongs to, and where in its object it points; or NULL. */
const char *capmap_cache_name(unsigned long address, unsigned int *offset);
/* Its number when it is a keyed cache, else 0. */
unsigned int capmap_cache_number(unsigned long address);
void capmap_caches_show(struct seq_file *m);

/* ---- typed.c ---- */

/* kmalloc() of the object in @row of the table (0: in none), under a key. Called by instrumented
 * code. */
void *capmap_kmalloc(size_t size, gfp_t gfp, unsigned int key, unsigned int row);

/* ---- fault.c ---- */

/* The thread that was reporting here, if any, is not coming back. */
void capmap_fault_forget(void);

/* ---- describe.c ---- */

/* One write outside of a window, and all that is known of it. */
struct capmap_violation {
	unsigned long ip;
	unsigned long address;
	u32 rights; /* of the interrupted code */
	unsigned int key;
	unsigned int function_row; /* 0: the function may open no key */
	unsigned int object_row;   /* 0: not in the table */
	unsigned long offset;	   /* into the object */
	char object[128];
	const char *region; /* the first of the key when the object is not known */
	unsigned long callers[CAPMAP_CALLERS];
	unsigned int ncallers;
	char comm[16];
	int pid;
};

void capmap_describe(struct capmap_violation *v, struct pt_regs *regs, unsigned long address,
		     u32 opened);

/* ---- report.c ---- */

/*
 * Whether a write is to be described and reported: in audit mode once per instruction,
 * its callers, and slab cache or, for variables, region.
 */
bool capmap_report_wanted(struct pt_regs *regs, unsigned long address, bool denied);
/*
 * Log @v, and keep it for debugfs.
 * @quiet: only that, since the log is being written to
 */
void capmap_report(const struct capmap_violation *v, bool denied, bool quiet);
void capmap_reports_show(struct seq_file *m);
unsigned long capmap_reports_count(void);

/* ---- step.c ---- */

/* Let the instruction at @regs write with all keys open, and only it. False: too deep. */
bool capmap_step_begin(struct pt_regs *regs, u32 *opened);
/* How many were begun. */
unsigned long capmap_steps_count(void);

/* ---- selftest ---- */

#ifdef CONFIG_CAPMAP_SELFTEST
/* Whether a self-test waits for this fault; it is then done with. */
bool capmap_selftest_expected(struct pt_regs *regs, unsigned long error_code,
			      unsigned long address);
void capmap_selftest_run(void);
#else
static inline bool capmap_selftest_expected(struct pt_regs *regs, unsigned long error_code,
					    unsigned long address)
{
	return false;
}
static inline void capmap_selftest_run(void)
{
}
#endif

#endif
