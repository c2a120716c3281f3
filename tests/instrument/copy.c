// SPDX-License-Identifier: Apache-2.0
// Copies, atomics, assembly and bit fields are writes like any other; what only reads is free.
#include "host.h"

typedef unsigned long size_t;
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
size_t strlen(const char *s);

static char name[64];
static struct big {
	long v[32];
} big, other;
static int count;
static unsigned long flags;
static struct {
	unsigned a : 3, b : 5;
} bits;

__attribute__((noinline)) void rename_to(const char *s, size_t n)
{
	memcpy(name, s, n);
	name[n] = 0;
}

__attribute__((noinline)) void assign(void)
{
	big = other;
	memset(&other, 0, sizeof(other));
}

__attribute__((noinline)) int take(void)
{
	int old = 2;

	__atomic_fetch_add(&count, 1, __ATOMIC_SEQ_CST);
	__atomic_compare_exchange_n(&count, &old, 5, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	return old;
}

__attribute__((noinline)) void set_flag(long bit)
{
	asm volatile("lock btsq %1, %0" : "+m"(flags) : "r"(bit) : "memory");
}

__attribute__((noinline)) void set_bits(unsigned b)
{
	bits.b = b;
}

__attribute__((noinline)) size_t length(void)
{
	return strlen(name);
}

__attribute__((noinline)) int next(void)
{
	static int last;

	return last += 3;
}

int main(void)
{
	must_refuse(&big);
	must_refuse(&flags);
	must_refuse(&bits);
	rename_to("a name", 6);
	must(length() == 6, "copied");
	other.v[3] = 9;
	assign();
	must(big.v[3] == 9 && other.v[3] == 0, "assigned");
	take();
	must(take() == 2 || count == 5, "counted");
	set_flag(5);
	must(flags == 32, "flag");
	set_bits(17);
	must(bits.b == 17, "bits");
	must(next() == 3 && next() == 6, "a static variable of a function");
	return 0;
}
/* clang-format off */
/* expect
 * rename_to: open name llvm.memcpy.p0.p0.i64 name write name close
 * assign: open big+other llvm.memcpy.p0.p0.i64 big llvm.memset.p0.i64 other close
 * take: open count write count write count close
 * set_flag: open flags asm flags close
 * set_bits: open bits write bits close
 * next: open last write last close
 * main: must_refuse() must_refuse() must_refuse() rename_to() length() must() open other write other close assign() must() take() take() must() set_flag() must() set_bits() must() next() -> 26|30 26: next() -> %30 30: must()
 * functions-with-windows 7
 * writes 10
 * windows 7
 * merged 3
 * gates-open 7
 * gates-close 7
 * globals-moved 7
 */
