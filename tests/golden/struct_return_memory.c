// SPDX-License-Identifier: Apache-2.0
// A large struct is returned through memory that the caller provides.
#include "kernel.h"

struct result {
	int *where;
	long rest[4];
};
int a, b;
int *source = &a, *keep = &b;
struct result result;

noinline struct result find(long n)
{
	return (struct result){source, {n}};
}

void hit(void)
{
	result = find(1);
	*result.where = 1;
}

/* expect
 * accesses
 *   hit -> result copy w 20
 *   hit -> a store w 21
 * unknowns
 */
