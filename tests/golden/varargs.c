// SPDX-License-Identifier: Apache-2.0
// A pointer passed through "...".
#include "kernel.h"

int a, b, calls;

noinline void set_all(int n, ...)
{
	__builtin_va_list ap;

	__builtin_va_start(ap, n);
	while (n--)
		*__builtin_va_arg(ap, int *) = 1;
	__builtin_va_end(ap);
	calls++;
}

void f(void)
{
	set_all(2, &a, &b);
}

/* expect
 * accesses
 *   set_all -> a store w 13
 *   set_all -> b store w 13
 *   set_all -> calls store w 15
 * unknowns
 */
