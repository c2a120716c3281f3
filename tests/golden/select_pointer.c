// SPDX-License-Identifier: Apache-2.0
// A pointer chosen between two, and compared: it may be either, and nothing else.
#include "kernel.h"

int a, b, c;
int *keep = &c;

noinline int *pick(int n)
{
	return n > 3 ? &a : &b;
}

void hit(int n)
{
	int *p = pick(n);

	if (p != keep)
		*p = 1;
}

/* expect
 * accesses
 *   hit -> a store w 18
 *   hit -> b store w 18
 * unknowns
 */
