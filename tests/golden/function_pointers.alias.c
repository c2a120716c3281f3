// SPDX-License-Identifier: Apache-2.0
// What comes back from an indirect call is what the functions it may reach return.
#include "kernel.h"

int a, b, c;

static int *get_a(void)
{
	return &a;
}

static int *get_b(void)
{
	return &b;
}

int *(*getter)(void) = get_a;
int *(*other)(void) = get_a;

void change(void)
{
	getter = get_b;
}

void check(void)
{
	MAYALIAS(getter(), &a);
	MAYALIAS(getter(), &b);
	NOALIAS(getter(), &c);
	NOALIAS(other(), &b);
}
