// SPDX-License-Identifier: Apache-2.0
// A call through a member reaches what is kept in that member, also in a buffer, where nothing
// tells one from another. The copy of a struct fills the members of its target.
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
#include "kernel.h"

struct ops {
	int (*start)(int n);
	int (*stop)(int n);
};

struct driver {
	long n;
	struct ops ops;
};

int a, b, c;

static int start(int n)
{
	return a = n;
}

static int stop(int n)
{
	return b = n;
}

static int other(int n)
{
	return c = n;
}

struct ops template = {.start = start, .stop = other};
struct driver *current_driver;
unsigned char buffer[64];

noinline void set(struct driver *d)
{
	d->ops.start = start;
	d->ops.stop = stop;
}

noinline void copy(struct driver *d)
{
	d->ops = template;
}

noinline int run(struct driver *d)
{
	return d->ops.start(1);
}

noinline int end(struct ops *ops)
{
	int (*fn)(int n) = ops->stop;

	return fn(1);
}

int drive(void)
{
	struct driver *d = (struct driver *)buffer;

	current_driver = d;
	set(d);
	copy(d);
	return run(d) + end(&d->ops);
}

/* expect
 * calls
 *   run -> start 51
 *   end -> other 58
 *   end -> stop 58
 * unknowns
 */
