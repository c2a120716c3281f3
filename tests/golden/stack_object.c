// SPDX-License-Identifier: Apache-2.0
// A struct on the stack passed to a helper: no protected object is written, but pointers in it
// are followed.
#include "kernel.h"

struct iter {
	int *pos;
	long left;
};
int a, b;
int *keep = &b;

noinline void iter_init(struct iter *it, int *p)
{
	it->pos = p;
	it->left = 1;
}

noinline void iter_put(struct iter *it)
{
	*it->pos = 1;
}

void hit(void)
{
	struct iter it;

	iter_init(&it, &a);
	iter_put(&it);
}

/* expect
 * accesses
 *   iter_put -> a helper w 21 for hit
 * unknowns
 */
