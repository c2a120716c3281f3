// SPDX-License-Identifier: Apache-2.0
// A function pointer and its argument go through a generic iterator.
#include "kernel.h"

int total, seen;

static void count(void *arg)
{
	++*(int *)arg;
	seen++;
}

noinline void for_each(void (*fn)(void *), void *arg)
{
	for (int i = 0; i < 4; i++)
		fn(arg);
}

void count_all(void)
{
	for_each(count, &total);
}

/* expect
 * accesses
 *   count -> total store w 9
 *   count -> seen store w 10
 * calls
 *   for_each -> count 16
 * unknowns
 */
