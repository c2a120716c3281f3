// SPDX-License-Identifier: Apache-2.0
// A small struct returned by value carries its pointer in a register.
#include "kernel.h"

struct fd {
	int *file;
	unsigned long flags;
};
int a, b;
int *files[2] = {&a, &a}, *keep = &b;

noinline struct fd fdget(int n)
{
	return (struct fd){files[n], n};
}

void hit(int n)
{
	struct fd f = fdget(n);

	if (f.flags)
		*f.file = 1;
}

/* expect
 * accesses
 *   hit -> a store w 22
 * unknowns
 */
