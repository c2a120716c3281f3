// SPDX-License-Identifier: Apache-2.0
// It writes a global of its own as well, so it is no helper and holds all its rights itself.
#include "kernel.h"

int a, b, calls;

noinline void set(int *p)
{
	*p = 1;
	calls++;
}

void f(void)
{
	set(&a);
}

void g(void)
{
	set(&b);
}

/* expect
 * accesses
 *   set -> a store w 9
 *   set -> b store w 9
 *   set -> calls store w 10
 * unknowns
 */
