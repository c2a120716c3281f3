// SPDX-License-Identifier: Apache-2.0
// set_bit() names the word only as an input operand; test_and_set_bit() and the constant form as
// outputs.
#include "kernel.h"

unsigned long flags[2], locks;

void set(long nr)
{
	asm volatile(LOCK_PREFIX "btsq %1,%0"
		     :
		     : "m"(*(volatile long *)flags), "Ir"(nr)
		     : "memory");
}

void set_first(void)
{
	asm volatile(LOCK_PREFIX "orb %b1,%0" : "+m"(*(volatile char *)flags) : "iq"(1) : "memory");
}

_Bool try_lock(long nr)
{
	_Bool was;

	asm volatile(LOCK_PREFIX "btsq %2,%0"
		     : "+m"(*(volatile long *)&locks), "=@ccc"(was)
		     : "Ir"(nr)
		     : "memory");
	return was;
}

_Bool test(long nr)
{
	_Bool is;

	asm volatile("btq %2,%1"
		     : "=@ccc"(is)
		     : "m"(*(unsigned long *)&locks), "Ir"(nr)
		     : "memory");
	return is;
}

/* expect
 * accesses
 *   set -> flags atomic w 10
 *   set_first -> flags atomic w 18
 *   try_lock -> locks atomic w 25
 * unknowns
 */
