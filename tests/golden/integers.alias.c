// SPDX-License-Identifier: Apache-2.0
// Pointers that spend time as integers: masked, tagged, in a table of longs.
// known-failing: arithmetic on an integer that only a callee turns into a pointer is dropped
#include "kernel.h"

long a, b;
unsigned long words[2];
unsigned long tagged;

void put(long flag)
{
	words[0] = (unsigned long)&a;
	tagged = (unsigned long)&b + (flag & 1);
}

void check(void)
{
	MAYALIAS((void *)words[0], &a);
	NOALIAS((void *)words[0], &b);
	MAYALIAS((void *)(tagged & ~7ul), &b);
	NOALIAS((void *)(tagged & ~7ul), &a);
}
