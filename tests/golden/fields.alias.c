// SPDX-License-Identifier: Apache-2.0
// Fields of a struct are apart by offset, also behind a pointer and in a copy.
#include "kernel.h"

struct pair {
	int *first, *second;
};
int a, b;
struct pair x = {&a, &b}, y, *px = &x;

void copy(void)
{
	y = x;
}

void check(void)
{
	NOALIAS(x.first, x.second);
	NOALIAS(px->first, px->second);
	MAYALIAS(px->second, x.second);
	NOALIAS(&px->first, &px->second);
	MAYALIAS(y.first, &a);
	NOALIAS(y.first, &b);
}
