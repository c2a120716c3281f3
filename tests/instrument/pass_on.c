// SPDX-License-Identifier: Apache-2.0
// Helpers that write nothing of a region themselves, but lead to one that does: count() can stand
// in its callers' windows, report() calls what may gate, and so has windows of its own.
#include "host.h"

struct lock {
	long held;
};
struct counter {
	struct lock lock;
	long sum;
};
static struct counter ours, theirs;

static __attribute__((noinline)) void unlock(struct lock *l)
{
	l->held = 0;
}

static __attribute__((noinline)) void lock(struct lock *l)
{
	l->held = 1;
}

static __attribute__((noinline)) long count(struct counter *c, long *steps)
{
	long sum;

	lock(&c->lock);
	*steps += 1;
	sum = c->sum;
	unlock(&c->lock);
	return sum;
}

static __attribute__((noinline)) long report(struct counter *c)
{
	long sum;

	lock(&c->lock);
	sum = c->sum + (kmalloc(8, 0) != 0);
	unlock(&c->lock);
	return sum;
}

__attribute__((noinline)) long count_ours(void)
{
	long steps = 0;

	return count(&ours, &steps) + steps;
}

__attribute__((noinline)) long count_theirs(void)
{
	long steps = 1;

	return count(&theirs, &steps) + steps;
}

__attribute__((noinline)) long report_ours(void)
{
	return report(&ours);
}

__attribute__((noinline)) long report_theirs(void)
{
	return report(&theirs);
}

int main(void)
{
	must_refuse(&ours);
	must_refuse(&theirs);
	must(count_ours() == 1 && count_theirs() == 2, "counted");
	must(report_ours() == 1, "reported");
	must(report_theirs() == 1, "reported theirs");
	must(!ours.lock.held && !theirs.lock.held, "unlocked");
	must_refuse(&ours);
	return 0;
}
/* clang-format off */
/* expect
 * count_ours: open ours count ours close
 * count_theirs: open theirs count theirs close
 * report: open ours+theirs lock ours+theirs close kmalloc() open ours+theirs unlock ours+theirs close
 * functions-with-windows 3
 * helper-calls 4
 * windows 4
 * gates-open 4
 * gates-close 4
 * helpers-that-gate-themselves 1
 * globals-moved 2
 * self-gated report kmalloc
 */
