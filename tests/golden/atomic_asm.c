// SPDX-License-Identifier: Apache-2.0
// atomic_inc(), atomic_sub_return() and cmpxchg() as the kernel writes them.
#include "kernel.h"

typedef struct {
	int counter;
} atomic_t;
atomic_t refs, users, state;

void get(void)
{
	asm volatile(LOCK_PREFIX "incl %0" : "+m"(refs.counter) : : "memory");
}

int put(int n)
{
	int old = -n;

	asm volatile(LOCK_PREFIX "xaddl %0, %1\n"
		     : "+r"(old), "+m"(users.counter)
		     :
		     : "memory", "cc");
	return old - n;
}

int change(int from, int to)
{
	int was;

	asm volatile(LOCK_PREFIX "cmpxchgl %2,%1"
		     : "=a"(was), "+m"(state.counter)
		     : "r"(to), "0"(from)
		     : "memory");
	return was;
}

/* expect
 * accesses
 *   get -> refs atomic w 12
 *   put -> users atomic w 19
 *   change -> state atomic w 30
 * unknowns
 */
