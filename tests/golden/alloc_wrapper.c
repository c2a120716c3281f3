// SPDX-License-Identifier: Apache-2.0
// A wrapper of the allocator makes a different object for each function that calls it.
// known-failing: an untyped wrapper result stored straight to a typed global names no type
#include "kernel.h"

struct foo {
	int x;
};
struct bar {
	long y, z;
};
struct foo *foo;
struct bar *bar;

noinline void *my_alloc(unsigned long size)
{
	return __kmalloc(size, GFP_KERNEL);
}

void foo_init(void)
{
	foo = my_alloc(sizeof(*foo));
}

void bar_init(void)
{
	bar = my_alloc(sizeof(*bar));
}

void hit(void)
{
	foo->x = 1;
	bar->y = 2;
}

/* expect
 * accesses
 *   foo_init -> foo store w 21
 *   bar_init -> bar store w 26
 *   hit -> struct foo@foo_init store w 31
 *   hit -> struct bar@bar_init store w 32
 * unknowns
 */
