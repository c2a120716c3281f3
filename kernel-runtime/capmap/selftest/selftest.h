/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The self-test. Each suite adds results; run.c prints them as KTAP. All of it runs
 * in one thread, and what that thread starts elsewhere it waits for, so that there
 * is one probe at a time.
 */
#ifndef _CAPMAP_SELFTEST_H
#define _CAPMAP_SELFTEST_H

#include "../internal.h"

/* What became of a write. */
enum st_outcome {
	ST_LOST,    /* no fault, and memory is as before */
	ST_PASSED,  /* no fault, written */
	ST_FAULTED, /* a fault, not written */
	ST_AUDITED, /* a fault, and written */
};

/* ---- run.c ---- */

/* Add the result @ok of a test to the suite that runs. */
__printf(2, 3) void st_result(bool ok, const char *name, ...);
__printf(2, 3) void st_skip(const char *why, const char *name, ...);

/* ---- probe.c ---- */

/* A page under each key, and its second mapping. In a kernel that is off they have no key. */
extern unsigned long *st_direct[CAPMAP_KEYS];
extern unsigned long *st_alias[CAPMAP_KEYS];
/* A variable in the image under each key. */
unsigned long *st_variable(unsigned int key);

int st_pages_init(void);
/* No fault is the self-test's from now on. */
void st_pages_over(void);

/* Write once to @p, which is one of the above or was made known by st_watch(). */
enum st_outcome st_write(unsigned long *p);
/* Likewise, inside a window of @key. */
enum st_outcome st_write_in_window(unsigned int key, unsigned long *p);
/* Open a window of @key, set @ready, wait until @done is set, write to @p, close it. */
enum st_outcome st_write_after_wait(unsigned int key, unsigned long *p, bool *ready,
				    const bool *done);
/* What a write to a closed page must come to in this mode. */
enum st_outcome st_closed(void);
/* From now on, faults on that memory are (or are not) the self-test's. */
void st_expect(bool expected);
/* Those so far. */
unsigned int st_faults(void);
/* Faults on @size bytes at @start are the self-test's too; one range at a time. */
void st_watch(const void *start, size_t size);

/* ---- poke.c ---- */

void st_poke(unsigned long address, unsigned int value);

/* ---- context.c ---- */

enum st_context {
	ST_TASK,
	ST_SOFTIRQ,
	ST_HARDIRQ,
	ST_NMI,
	ST_SWITCHED, /* after a context switch */
	ST_NESTED,   /* an NMI in an interrupt handler */
	ST_THREAD,   /* a new thread */
	ST_LATE_CPU, /* a processor that was off */
	ST_CONTEXTS
};

extern const char *const st_context_names[];

typedef void (*st_job)(void *data);

/* 0: @job ran there and is done. */
int st_run_in(enum st_context context, st_job job, void *data);
/*
 * Let another processor interrupt this one in the given way (ST_HARDIRQ or ST_NMI)
 * as soon as @ready is set, and run @job there. Call st_interrupt_end() after.
 */
int st_interrupt_begin(enum st_context how, const bool *ready, st_job job, void *data);
int st_interrupt_end(void);

/* ---- the suites ---- */

void st_matrix(enum st_context context);
void st_pte_modify(void);
void st_aliases(void);
void st_windows(void);
void st_copies(void);
void st_slab(void);
void st_modes(void);
void st_table(void);
void st_processor(void);

#endif
