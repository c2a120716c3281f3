// SPDX-License-Identifier: Apache-2.0
// this_cpu_ptr() adds the CPU's base in asm, per_cpu_ptr() by a table: both stay in the variable.
#include "kernel.h"

struct stat {
	long hits, misses;
};
struct stat stat __percpu;
unsigned long this_cpu_off __percpu;
unsigned long __per_cpu_offset[64];

void hit(void)
{
	struct stat *p;

	asm("add %%gs:%1, %0" : "=r"(p) : "m"(this_cpu_off), "0"(&stat));
	p->hits++;
}

void miss(int cpu)
{
	unsigned long p;

	asm("" : "=r"(p) : "0"(&stat));
	((struct stat *)(p + __per_cpu_offset[cpu]))->misses++;
}

/* expect
 * accesses
 *   hit -> stat store w 17
 *   miss -> stat store w 25
 * unknowns
 */
