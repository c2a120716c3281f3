// SPDX-License-Identifier: Apache-2.0
// xchg() and cmpxchg() in asm move pointers both ways.
#include "kernel.h"

int a, b;
int *slot = &a;

int *swap(int *p)
{
	asm volatile("xchgq %q0, %1\n" : "+r"(p), "+m"(slot) : : "memory", "cc");
	return p;
}

void put_b(void)
{
	*swap(&b) = 1;
}

void hit(void)
{
	*slot = 2;
}

/* expect
 * accesses
 *   put_b -> slot atomic w 10
 *   swap -> slot atomic w 10
 *   put_b -> a store w 16
 *   put_b -> b store w 16
 *   hit -> a store w 21
 *   hit -> b store w 21
 * unknowns
 */
