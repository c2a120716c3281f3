// SPDX-License-Identifier: Apache-2.0
// A small function analysed for each of its callers, and one that remembers.
#include "kernel.h"

int a, b;
int *last;

noinline int *same(int *p)
{
	return p + (*p & 1) * 0;
}

noinline int *previous(int *p)
{
	int *was = last;

	last = p;
	return was;
}

void check(void)
{
	NOALIAS(same(&a), same(&b));
	MUSTALIAS(same(&a), &a);
	MAYALIAS(previous(&a), previous(&b));
}
