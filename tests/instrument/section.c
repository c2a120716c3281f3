// SPDX-License-Identifier: Apache-2.0
// Variables go into the section of their key, unless something looks for them where they are.
#include "host.h"

int plain = 1, zero;
static int local;
__attribute__((section(".data..read_mostly"))) int mostly = 2;
__attribute__((section(".init.data"))) int early = 3;
_Thread_local int mine;

__attribute__((noinline)) void set(int v)
{
	plain = v;
	zero = v;
	local = v;
	mostly = v;
	early = v;
	mine = v;
}

int main(void)
{
	must_refuse(&plain);
	must_refuse(&zero);
	must_refuse(&local);
	must_refuse(&mostly);
	must_admit(&early);
	set(7);
	must(plain + zero + local + mostly + early + mine == 42, "set");
	return 0;
}
/* clang-format off */
/* expect
 * set: open early write early write early write early write early write early close
 * functions-with-windows 1
 * writes 5
 * windows 1
 * merged 4
 * gates-open 1
 * gates-close 1
 * globals-moved 4
 * left-out global-in-special-section mine section.c:9
 */
