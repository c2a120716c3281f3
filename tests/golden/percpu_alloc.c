// SPDX-License-Identifier: Apache-2.0
// alloc_percpu(): the object is named by its type and the function that made it.
#include "kernel.h"

struct stat {
	long hits, misses;
};
struct stat *stats;
unsigned long this_cpu_off __percpu;

void stats_init(void)
{
	stats = __alloc_percpu(sizeof(struct stat), 8);
}

void hit(void)
{
	struct stat *p;

	asm("add %%gs:%1, %0" : "=r"(p) : "m"(this_cpu_off), "0"(stats));
	p->hits++;
}

/* expect
 * accesses
 *   stats_init -> stats store w 13
 *   hit -> struct stat@stats_init store w 21
 * unknowns
 */
