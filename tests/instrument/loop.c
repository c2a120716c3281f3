// SPDX-License-Identifier: Apache-2.0
// A loop that writes in every round is one window; one with a call in it has one a round.
#include "host.h"

#define N 8
static long table[N];
static int found;

__attribute__((noinline)) void fill(int n, long v)
{
	for (int i = 0; i < n; i++) {
		table[i] ^= v;
		asm volatile("" : : : "memory");
	}
}

__attribute__((noinline)) void fill_slowly(int n, long v)
{
	for (int i = 0; i < n; i++) {
		table[i] += v;
		elsewhere();
	}
}

/* Writes once at most: a window around the search would be a window for nothing. */
__attribute__((noinline)) void look_for(long v)
{
	for (int i = 0; i < N; i++) {
		asm volatile("" : : : "memory");
		if (table[i] == v)
			found = i;
	}
}

int main(void)
{
	must_refuse(table);
	fill(N, 1);
	must(gates() == 2, "one window for the loop");
	fill(0, 1);
	must(gates() == 2, "none when it makes no round");
	fill_slowly(N, 1);
	must(gates() == 2 + 2 * N, "one a round");
	table[3] = 7;
	look_for(7);
	must(found == 3, "found");
	must(gates() == 2 + 2 * N + 4, "one window for the hit");
	must_refuse(&found);
	return 0;
}
/* clang-format off */
/* expect
 * fill: -> 4|6 4: open table -> %7 6: 7: write table -> ._crit_edge|7 ._crit_edge: close -> %6
 * fill_slowly: -> 4|6 4: -> %7 6: 7: open table write table close elsewhere() -> 6|7
 * look_for: -> 4|5 4: open found write found close -> %5 5: -> 8|9 8: open found write found close -> %9 9: -> 12|13 12: open found write found close -> %13 13: -> 16|17 16: open found write found close -> %17 17: -> 20|21 20: open found write found close -> %21 21: -> 24|25 24: open found write found close -> %25 25: -> 28|29 28: open found write found close -> %29 29: -> 32|33 32: open found write found close -> %33 33:
 * main: must_refuse() fill() gates() must() fill() gates() must() fill_slowly() gates() must() open table write table close look_for() must() gates() must() must_refuse()
 * functions-with-windows 4
 * writes 11
 * windows 11
 * hoisted-loops 1
 * gates-open 11
 * gates-close 11
 * globals-moved 2
 */
