// SPDX-License-Identifier: Apache-2.0
// An allocation is named by the type it is used as and by the function that makes it.
#include "kernel.h"

struct foo {
	int x;
	struct foo *next;
};
struct foo *foos;

void foo_add(int x)
{
	struct foo *f = __kmalloc(sizeof(*f), GFP_KERNEL);

	f->x = x;
	f->next = foos;
	foos = f;
}

void foo_reset(void)
{
	for (struct foo *f = foos; f; f = f->next)
		f->x = 0;
}

/* expect
 * accesses
 *   foo_add -> struct foo@foo_add store w 15
 *   foo_add -> struct foo@foo_add store w 16
 *   foo_add -> foos store w 17
 *   foo_reset -> struct foo@foo_add store w 23
 * objects
 *   foos global 8 struct foo *
 *   struct foo@foo_add alloc 16 struct foo
 * unknowns
 */
