// SPDX-License-Identifier: Apache-2.0
// What the analysis grants nobody is refused: a write through a number, and out of bounds.
#include "host.h"

static long secret;
static long row[4];
static long sum;

__attribute__((noinline)) void keep(long v)
{
	secret = v;
}

__attribute__((noinline)) void write_row(long i, long v)
{
	row[i] = v;
}

__attribute__((noinline)) void forged(void *arg)
{
	long *p = launder((unsigned long)arg);

	*p = 1;
}

/* From one variable to another: the window is that of the variable meant. */
__attribute__((noinline)) void beyond(void *arg)
{
	write_row((long *)arg - row, 1);
}

int main(void)
{
	keep(3);
	write_row(2, 4);
	sum = secret + row[2];
	must(sum == 7, "legitimate writes");
	must_fault(forged, (void *)((unsigned long)&secret ^ 0x5555555555555555ul));
	must_fault(beyond, &secret);
	must(secret == 3, "unharmed");
	return 0;
}
/* clang-format off */
/* expect
 * keep: open secret write secret close
 * write_row: open row write row close
 * functions-with-windows 2
 * writes 2
 * windows 2
 * gates-open 2
 * gates-close 2
 * globals-moved 2
 */
