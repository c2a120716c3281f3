// SPDX-License-Identifier: Apache-2.0
// Two allocations are two objects; a list node and its successor of one site are one.
#include "kernel.h"

struct node {
	struct node *next;
	int v;
};
struct node *x, *y, *z;

void init_x(void)
{
	x = __kmalloc(sizeof(*x), GFP_KERNEL);
	x->next = NULL;
}

void init_y(void)
{
	for (int i = 0; i < 4; i++) {
		struct node *n = __kmalloc(sizeof(*n), GFP_KERNEL);

		n->next = y;
		y = n;
	}
	z = y->next;
}

void check(void)
{
	NOALIAS(x, y);
	MAYALIAS(y, z);
	NOALIAS(x, z);
	NOALIAS(&y->next, &y->v);
}
