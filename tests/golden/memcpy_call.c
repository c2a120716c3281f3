// SPDX-License-Identifier: Apache-2.0
// memmove() and a memcpy() of unknown length, with pointers into the middle of both sides.
#include "kernel.h"

struct slot {
	long key;
	int *value;
};

int a;
struct slot from[4] = {{1, &a}}, to[4];

void shift(unsigned long n)
{
	__builtin_memmove(&from[1], &from[0], n);
}

void copy(unsigned long n)
{
	__builtin_memcpy(&to[1], &from[1], n);
}

void hit(int i)
{
	*to[i].value = 1;
}

/* expect
 * accesses
 *   shift -> from copy w 15
 *   copy -> to copy w 20
 *   hit -> a store w 25
 * unknowns
 */
