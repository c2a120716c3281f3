// SPDX-License-Identifier: Apache-2.0
// Neighbouring writes share a window; a call that may gate parts them.
#include "host.h"

long counter;
struct {
	long a, b;
} pair;

__attribute__((noinline)) void set_pair(long v)
{
	pair.a = v;
	pair.b = v + 1;
}

__attribute__((noinline)) void twice(long v)
{
	counter = v;
	elsewhere();
	counter += v;
}

/* Both ways write before they meet. */
__attribute__((noinline)) void either(int way, long v)
{
	pair.a = v;
	if (way)
		pair.b = v * v;
	else
		pair.b = v ^ (v >> 3);
}

int main(void)
{
	must_refuse(&counter);
	must_refuse(&pair);
	set_pair(4);
	must(gates() == 2, "one window for two writes");
	twice(3);
	must(gates() == 6, "a window on each side of the call");
	either(0, 5);
	must(gates() == 8, "one window for all of either()");
	must(counter == 6 && pair.a == 5 && pair.b == 5, "the writes are done");
	must_refuse(&counter);
	return 0;
}
/* clang-format off */
/* expect
 * set_pair: open pair write pair write pair close
 * twice: open counter write counter close elsewhere() open counter write counter close
 * either: open pair write pair write pair close
 * functions-with-windows 3
 * writes 6
 * windows 4
 * merged 2
 * gates-open 4
 * gates-close 4
 * globals-moved 2
 */
