// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bug that everything else is there for: a function that writes where a number
 * says. It is part of the program that is analysed and instrumented, and has no
 * right to anything, because no pointer leads to what it writes.
 */
#include <linux/compiler.h>

#include "selftest.h"

noinline void st_poke(unsigned long address, unsigned int value)
{
	WRITE_ONCE(*(unsigned int *)address, value);
}
