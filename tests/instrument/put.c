// SPDX-License-Identifier: Apache-2.0
// Assembly that jumps and writes to what it calls an input, as put_user(): no window spans it.
#include "host.h"

#define MASK 0x5555555555555555ul /* launder() undoes it */

static long attempts;
static long mails[4];

__attribute__((noinline)) int put(long *to, long v)
{
	attempts++;
	asm goto("testq %0, %0\n\tjs %l2\n\tmovq %0, %1" : : "r"(v), "m"(*to) : "cc" : failed);
	attempts++;
	return 1;
failed:
	attempts += 2;
	return 0;
}

/* To look at memory is not to write it. */
__attribute__((noinline)) int look(long *at, long v)
{
	attempts++;
	asm goto("cmpq %0, %1\n\tje %l2" : : "r"(v), "m"(*at) : "cc" : same);
	attempts++;
	return 0;
same:
	attempts += 2;
	return 1;
}

static void put_attempts(void *v)
{
	put(launder((unsigned long)&attempts ^ MASK), *(long *)v);
}

int main(void)
{
	long here = 0, nine = 9;

	must(put(launder((unsigned long)&here ^ MASK), nine) && here == 9, "put");
	must(look(&mails[1], 0) && !look(&mails[2], 1), "looked");
	must_refuse(&attempts);
	must_fault(put_attempts, &nine);
	must(attempts != 9 && attempts != 10, "not put");
	return 0;
}
/* clang-format off */
/* expect
 * put: open attempts write attempts close 5: -> %6 6: open attempts write attempts close
 * look: open attempts write attempts 5: -> %6 6: write attempts close
 * functions-with-windows 2
 * writes 4
 * windows 3
 * merged 1
 * gates-open 3
 * gates-close 3
 * globals-moved 2
 */
