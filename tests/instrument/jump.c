// SPDX-License-Identifier: Apache-2.0
// Assembly that writes and jumps: the window closes on each of its ways out.
#include "host.h"

static long word;
static long last;

__attribute__((noinline)) int set_if_clear(long v)
{
	asm goto("cmpq $0, %0\n\tjne %l2\n\tmovq %1, %0"
		 :
		 : "m"(word), "r"(v)
		 : "memory", "cc"
		 : taken);
	return 1;
taken:
	last = word;
	return 0;
}

int main(void)
{
	must_refuse(&word);
	must(set_if_clear(3) && word == 3, "set");
	must(!set_if_clear(4) && last == 3, "not set");
	must_refuse(&word);
	return 0;
}
/* clang-format off */
/* expect
 * set_if_clear: open last write last ._crit_edge: close -> %4 2: close open last write last close -> %4 4:
 * functions-with-windows 1
 * writes 2
 * windows 2
 * gates-open 2
 * gates-close 3
 * globals-moved 2
 */
