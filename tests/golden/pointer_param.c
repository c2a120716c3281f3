// SPDX-License-Identifier: Apache-2.0
// A function that writes only through its parameter is a helper: it runs on its caller's rights,
// and each caller is charged with what it passed, not with what others pass.
#include "kernel.h"

int a, b;

noinline void set(int *p)
{
	*p = 1;
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
 *   set -> a helper w 10 for f
 *   set -> b helper w 10 for g
 * unknowns
 */
