// SPDX-License-Identifier: Apache-2.0
// An allocator of our own over a static array: its memory is that array, whatever it is used as.
#include "kernel.h"

struct foo {
	int x;
};
char pool[256];
unsigned long used;

noinline void *pool_get(unsigned long n)
{
	void *p = pool + used;

	used += n;
	return p;
}

void foo_new(int x)
{
	struct foo *f = pool_get(sizeof(*f));

	f->x = x;
}

/* expect
 * accesses
 *   pool_get -> used store w 15
 *   foo_new -> pool store w 23
 * unknowns
 */
