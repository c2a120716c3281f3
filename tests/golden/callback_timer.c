// SPDX-License-Identifier: Apache-2.0
// A timer callback finds its object by container_of().
#include "kernel.h"

struct timer {
	void (*fn)(struct timer *);
	struct timer *next;
};
struct device {
	long id;
	struct timer timer;
	int ticks;
} uart, unused;

int fired;
struct timer *queue;

static void uart_tick(struct timer *t)
{
	container_of(t, struct device, timer)->ticks++;
	fired++;
}

void uart_start(void)
{
	uart.timer.fn = uart_tick;
	uart.timer.next = queue;
	queue = &uart.timer;
}

void run_timers(void)
{
	for (struct timer *t = queue; t; t = t->next)
		t->fn(t);
}

/* expect
 * accesses
 *   uart_tick -> uart store w 20
 *   uart_tick -> fired store w 21
 *   uart_start -> uart store w 26
 *   uart_start -> uart store w 27
 *   uart_start -> queue store w 28
 * calls
 *   run_timers -> uart_tick 34
 * unknowns
 */
