// SPDX-License-Identifier: Apache-2.0
// The pointer a helper stores is the one its caller gave.
#include "kernel.h"

int a, b;
int *pa, *pb;

noinline void assign(int **slot, int *value)
{
	*slot = value;
}

void init(void)
{
	assign(&pa, &a);
	assign(&pb, &b);
}

void hit(void)
{
	*pa = 1;
}

/* expect
 * accesses
 *   assign -> pa helper w 10 for init
 *   assign -> pb helper w 10 for init
 *   hit -> a store w 21
 * unknowns
 */
