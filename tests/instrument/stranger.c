// SPDX-License-Identifier: Apache-2.0
// A write that needs no key does not run on those of its neighbours, wherever its pointer leads.
#include "host.h"

static struct {
	long a, b;
} pair;

__attribute__((noinline)) void between(long *p, long v)
{
	pair.a = v;
	*p = v;
	pair.b = v;
}

static long *target;

__attribute__((noinline)) void forged(void *arg)
{
	(void)arg;
	between(target, 1);
}

int main(void)
{
	long plain = 0;

	between(&plain, 4);
	must(pair.a == 4 && pair.b == 4 && plain == 4, "legitimate writes");
	must(gates() == 4, "a window on each side");
	target = launder((unsigned long)&pair ^ 0x5555555555555555ul);
	must_fault(forged, 0);
	must(pair.b == 4, "unharmed");
	return 0;
}
/* clang-format off */
/* expect
 * between: open pair write pair close open pair write pair close
 * main: between() must() gates() must() launder() open target write target close must_fault() must()
 * functions-with-windows 2
 * writes 3
 * windows 3
 * gates-open 3
 * gates-close 3
 * globals-moved 2
 */
