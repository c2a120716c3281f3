// SPDX-License-Identifier: Apache-2.0
// this_cpu_add() and this_cpu_write(): a write through %gs to a per-CPU variable.
#include "kernel.h"

int counter __percpu;
long last __percpu;

void inc(void)
{
	asm("addl %1, %%gs:%0" : "+m"(counter) : "ri"(1));
}

void put(long v)
{
	asm volatile("movq %1, %%gs:%0" : "+m"(last) : "re"(v));
}

long get(void)
{
	long v;

	asm("movq %%gs:%1, %0" : "=r"(v) : "m"(last));
	return v;
}

/* expect
 * accesses
 *   inc -> counter asm w 10
 *   put -> last asm w 15
 * objects
 *   counter percpu 4 int
 *   last percpu 8 long
 * unknowns
 */
