// SPDX-License-Identifier: Apache-2.0
// memcpy() of part of a struct copies the pointers of that part.
#include "kernel.h"

struct block {
	int *p0, *p1, *p2, *p3;
	long rest[4];
};
int a, b, c, d;
struct block from = {&a, &b, &c, &d}, to;

void copy(void)
{
	__builtin_memcpy(&to.p1, &from.p1, 5 * sizeof(long));
}

void check(void)
{
	MAYALIAS(to.p1, &b);
	NOALIAS(to.p1, to.p2);
	NOALIAS(to.p0, &a);
}
