/* SPDX-License-Identifier: Apache-2.0 */
/* Not instrumented itself. Pages of key k, the section .data..capmap.k that host.ld aligns, are
 * writable while the simulated register says so. */
#include "host.h"

#include "../../kernel-runtime/include/capmap_gate.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define KEYS(do)                                                                                   \
	do                                                                                         \
	(1) do(2) do(3) do(4) do(5) do(6) do(7) do(8) do(9) do(10) do(11) do(12) do(13) do(14) do( \
	    15)

#define DECLARE(k) extern char capmap_start_##k[], capmap_end_##k[];
KEYS(DECLARE)

static char *const first[16] = {
#define FIRST(k) [k] = capmap_start_##k,
    KEYS(FIRST)};
static char *const end[16] = {
#define END(k) [k] = capmap_end_##k,
    KEYS(END)};

static unsigned long crossed;
static unsigned rights;
static volatile int expected;
static sigjmp_buf back;

static void fail(const char *message)
{
	fprintf(stderr, "%s\n", message);
	_Exit(1);
}

#define POOL 4096
static char *pool[16];
static unsigned long used[16];

static void protect(char *start, size_t n, int writable)
{
	if (n && mprotect(start, n, writable ? PROT_READ | PROT_WRITE : PROT_READ))
		fail("mprotect failed");
}

static void apply(unsigned value)
{
	for (int k = 1; k < 16; k++) {
		int writable = !(value & CAPMAP_GATE_DENY(k));

		protect(first[k], (size_t)(end[k] - first[k]), writable);
		protect(pool[k], pool[k] ? POOL : 0, writable);
	}
	rights = value;
}

void capmap_gate(unsigned value);
void capmap_gate(unsigned value)
{
	if ((rights == CAPMAP_GATE_CLOSED) == (value == CAPMAP_GATE_CLOSED))
		fail(rights == CAPMAP_GATE_CLOSED ? "closed twice" : "opened twice");
	crossed++;
	apply(value);
}

static void refused(int signal)
{
	(void)signal;
	if (!expected)
		fail("a legitimate write was refused");
	siglongjmp(back, 1);
}

static void poke(void *arg)
{
	volatile char *p = arg;

	*p = *p;
}

static int is_refused(void (*fn)(void *), void *arg)
{
	int stopped;

	expected = 1;
	stopped = sigsetjmp(back, 1);
	if (!stopped)
		fn(arg);
	else
		apply(CAPMAP_GATE_CLOSED);
	expected = 0;
	return stopped;
}

void must_refuse(void *p)
{
	if (!is_refused(poke, p))
		fail("a write was admitted");
}

void must_admit(void *p)
{
	if (is_refused(poke, p))
		fail("a write was refused");
}

void must_fault(void (*fn)(void *), void *arg)
{
	if (!is_refused(fn, arg))
		fail("a function did what it may not");
}

void must(int ok, const char *message)
{
	if (!ok)
		fail(message);
}

unsigned long gates(void)
{
	return crossed;
}

void elsewhere(void)
{
	if (rights != CAPMAP_GATE_CLOSED)
		fail("a call left in a window");
}

void *launder(unsigned long p)
{
	return (void *)(p ^ 0x5555555555555555ul);
}

static void __attribute__((constructor)) start(void)
{
	struct sigaction a;

	memset(&a, 0, sizeof(a));
	a.sa_handler = refused;
	if (sigaction(SIGSEGV, &a, NULL))
		fail("sigaction failed");
	apply(CAPMAP_GATE_CLOSED);
}

/* For cases that allocate. */
void *kmalloc(unsigned long n, unsigned flags)
{
	(void)flags;
	elsewhere();
	return malloc(n);
}

void *__kmalloc(unsigned long n, unsigned flags)
{
	return kmalloc(n, flags);
}

void *capmap_kmalloc(unsigned long n, unsigned flags, unsigned key, unsigned row)
{
	must(row, "an allocation without a row");
	unsigned long at = used[key];

	(void)flags;
	elsewhere();
	if (!pool[key]) {
		pool[key] = mmap(NULL, POOL, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (pool[key] == MAP_FAILED)
			fail("mmap failed");
	}
	used[key] += (n + 15) & ~15ul;
	if (used[key] > POOL)
		fail("the pool is used up");
	return pool[key] + at;
}
