// SPDX-License-Identifier: Apache-2.0
// get_user() and put_user() call assembly that moves data, never kernel pointers, into registers.
#include "kernel.h"

int value;

int get(const int *from)
{
	int ret;
	unsigned long v;

	asm volatile("call __get_user_%c[size]"
		     : "=a"(ret), "=r"(v)
		     : "0"(from), [size] "i"(sizeof(*from)));
	value = (int)v;
	return ret;
}

/* expect
 * accesses
 *   get -> value store w 15
 * unknowns
 */
