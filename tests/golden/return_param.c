// SPDX-License-Identifier: Apache-2.0
// A function that returns its argument gives each caller its own back.
#include "kernel.h"

int a, b;

noinline int *check(int *p)
{
	return *p > 7 ? NULL : p;
}

void f(void)
{
	*check(&a) = 1;
}

void g(void)
{
	*check(&b) = 2;
}

/* expect
 * accesses
 *   f -> a store w 14
 *   g -> b store w 19
 * unknowns
 */
