// SPDX-License-Identifier: Apache-2.0
// Keys that a function is lent for what a parameter leads to are lent on with it: to what it calls,
// through a loop that moves the pointer, and back out of a helper that returns it. They are not
// lent for another parameter.
#include "host.h"

static struct block {
	unsigned char bytes[8];
} identity;
static struct state {
	unsigned uses;
} state;
static int rounds;

static __attribute__((noinline)) unsigned char *put(unsigned char *to, unsigned char c)
{
	*to = c;
	return to + 1;
}

static __attribute__((noinline)) void make(struct state *s, unsigned char *to, unsigned long n)
{
	rounds++;
	s->uses++;
	elsewhere();
	to = put(to, 1);
	for (unsigned long i = 1; i < n; i++, to++) {
		elsewhere();
		*to = (unsigned char)(i * i);
	}
}

__attribute__((noinline)) void get_random_bytes(void *to, unsigned long n)
{
	make(&state, to, n);
}

__attribute__((noinline)) void identify(void)
{
	get_random_bytes(identity.bytes, sizeof(identity.bytes));
}

// Whoever can pass what he likes for s gets no further than that.
static void confuse(void *s)
{
	unsigned char to[1];

	make(s, to, sizeof(to));
}

int main(void)
{
	must_refuse(&identity);
	must_refuse(&state);
	identify();
	must(identity.bytes[0] == 1 && identity.bytes[7] == 49, "made");
	must(rounds == 1 && state.uses == 1, "counted");
	must_fault(confuse, launder((unsigned long)&identity));
	must_refuse(&identity);
	return 0;
}
// clang-format off
/* expect
 * make: open rounds write rounds write rounds close elsewhere() open identity put identity close -> 11|10 10: 11: elsewhere() open identity write identity close -> 10|11
 * functions-with-windows 1
 * writes 3
 * helper-calls 1
 * writes-lent-to-the-callee 1
 * windows 3
 * merged 1
 * gates-open 3
 * gates-close 3
 * globals-moved 3
 */
