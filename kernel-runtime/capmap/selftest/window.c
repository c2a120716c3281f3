// SPDX-License-Identifier: GPL-2.0-only
/* What a window covers, and what it does not. */

#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "../rights.h"
#include "selftest.h"

/* Keys with one writer each: the first, one in the middle, the last. */
#define A 1
#define B 7
#define C 15

static void test_other_key(void)
{
	st_result(st_write_in_window(A, st_direct[B]) == st_closed(),
		  "a window of one key does not open another");
	st_result(st_write_in_window(C, st_direct[B]) == st_closed(),
		  "nor does one of a higher key");
}

/* A callee has its own window or none; its caller's is closed by then. */
static noinline enum st_outcome callee_without_window(unsigned long *p)
{
	return st_write(p);
}

static noinline enum st_outcome callee_with_window(unsigned long *p)
{
	return st_write_in_window(B, p);
}

static void test_callee(void)
{
	enum st_outcome caller, callee;

	caller = st_write_in_window(A, st_direct[A]);
	callee = callee_without_window(st_direct[A]);
	st_result(caller == ST_PASSED && callee == st_closed(),
		  "the window of a function does not serve its callee");
	callee = callee_with_window(st_direct[B]);
	caller = st_write(st_direct[A]);
	st_result(callee == ST_PASSED && caller == st_closed(),
		  "the window of a callee does not serve its caller");
	callee = callee_with_window(st_direct[A]);
	st_result(callee == st_closed(), "a callee does not inherit its caller's rights");
}

/* A helper writes through its parameter and has no gate: string instructions as in memset. */
static noinline void helper(unsigned long *p, unsigned long value)
{
	asm volatile("movq %[value], (%[p])" : : [p] "r"(p), [value] "r"(value) : "memory");
}

static void test_helper(void)
{
	unsigned long value = ~READ_ONCE(*st_direct[A]);
	char text[16] = "fifteen letters";
	unsigned int before = st_faults();

	capmap_window_open(A);
	helper(st_direct[A], value);
	capmap_window_close();
	st_result(st_faults() == before && READ_ONCE(*st_direct[A]) == value,
		  "a helper writes on its caller's rights");
	capmap_window_open(A);
	memcpy(st_direct[A] + 8, text, sizeof(text));
	capmap_window_close();
	st_result(st_faults() == before && !memcmp(st_direct[A] + 8, text, sizeof(text)),
		  "memcpy writes on its caller's rights");
}

struct interruption {
	bool ready;
	bool done;
	enum st_outcome same_key, other_key, own_window;
};

static void interruption(void *data)
{
	struct interruption *i = data;

	i->same_key = st_write(st_direct[A]);
	i->other_key = st_write(st_direct[B]);
	i->own_window = st_write_in_window(B, st_direct[B]);
	smp_store_release(&i->done, true);
}

static void test_interrupted(enum st_context how)
{
	const char *name = st_context_names[how];
	struct interruption i = {};
	enum st_outcome after;
	int err = st_interrupt_begin(how, &i.ready, interruption, &i);

	if (err == -ENODEV) {
		st_skip("one processor only", "%s inside a window", name);
		return;
	}
	after = st_write_after_wait(A, st_direct[A], &i.ready, &i.done);
	err = st_interrupt_end();

	st_result(!err && i.same_key == st_closed(), "%s inside a window finds it closed", name);
	st_result(!err && i.other_key == st_closed(), "%s inside a window opens nothing else",
		  name);
	st_result(!err && i.own_window == ST_PASSED, "%s inside a window has its own", name);
	st_result(!err && after == ST_PASSED, "the window is open again after %s", name);
	st_result(st_write(st_direct[A]) == st_closed(), "and closed at its end, after %s", name);
}

static void test_switched_out(void)
{
	unsigned long before = capmap_rights_leaks();
	enum st_outcome after;

	if (capmap_mode == CAPMAP_OFF) {
		st_skip("windows are off", "a window does not survive a context switch");
		return;
	}
	if (capmap_table->nfunctions) {
		/* They close this one long before. */
		st_skip("what sleeps has windows of its own",
			"a window does not survive a context switch");
		return;
	}
	capmap_window_open(A);
	msleep(20);
	after = st_write(st_direct[A]);
	capmap_window_close();
	st_result(after == st_closed(), "a window does not survive a context switch");
	st_result(capmap_rights_leaks() == before + 1, "and the thread that had it is reported");
}

/* A WARN_ON prints in its exception, so it must not print with a window open. */
static void test_warn(void)
{
	u32 rights;

	if (capmap_mode == CAPMAP_OFF) {
		st_skip("windows are off", "a warning leaves a window open");
		return;
	}
	capmap_window_open(B);
	WARN_ON(1); /* wanted */
	rights = capmap_rights();
	capmap_window_close();
	st_result(rights == (CAPMAP_CLOSED & ~CAPMAP_GATE_DENY(B)),
		  "a warning leaves a window open");
}

void st_windows(void)
{
	test_other_key();
	test_callee();
	test_helper();
	test_interrupted(ST_HARDIRQ);
	test_interrupted(ST_NMI);
	test_switched_out();
	test_warn();
}
