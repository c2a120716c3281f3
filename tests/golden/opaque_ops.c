// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// A table of functions that no variable is declared as: the access says whose member is called, and
// debug info what that member is.
#include "kernel.h"

struct clock;
struct ops {
	void (*start)(struct clock *c);
	void (*stop)(struct clock *c);
};
struct clock {
	int on, broken;
	const struct ops *ops;
};

static void start(struct clock *c)
{
	c->on = 1;
}

static void other(int *n)
{
	*n = 1;
}

noinline void *table(void)
{
	void **t = __kmalloc(16, GFP_KERNEL);

	t[0] = start;
	t[1] = other;
	return t;
}

struct clock tsc;

void init(void)
{
	tsc.ops = table();
}

noinline void run(struct clock *c)
{
	c->ops->start(c);
}

void all(void)
{
	run(&tsc);
}

/* expect
 * calls
 *   run -> start 45
 * unknowns
 *   other uncalled 22
 */
