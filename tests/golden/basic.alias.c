// SPDX-License-Identifier: Apache-2.0
// Globals, pointers to them, and what a store makes of them.
#include "kernel.h"

int a, b;
int *p = &a, *q = &b, *r;

void assign(int n)
{
	r = n ? &a : &b;
}

void check(void)
{
	MUSTALIAS(p, &a);
	NOALIAS(p, q);
	MAYALIAS(r, p);
	MAYALIAS(r, q);
	NOALIAS(&p, &q);
}
