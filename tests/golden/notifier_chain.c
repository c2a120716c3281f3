// SPDX-License-Identifier: Apache-2.0
// A chain of blocks with a function each, called with an argument from outside the chain.
#include "kernel.h"

struct block {
	int (*call)(struct block *, void *);
	struct block *next;
	int calls;
};
struct event {
	int handled;
} event;
int total;

static int on_event(struct block *b, void *data)
{
	struct event *e = data;

	b->calls++;
	e->handled = 1;
	return ++total;
}

struct block first = {on_event}, *chain;

void register_first(void)
{
	first.next = chain;
	chain = &first;
}

void notify(void)
{
	for (struct block *b = chain; b; b = b->next)
		b->call(b, &event);
}

/* expect
 * accesses
 *   on_event -> first store w 19
 *   on_event -> event store w 20
 *   on_event -> total store w 21
 *   register_first -> first store w 28
 *   register_first -> chain store w 29
 * calls
 *   notify -> on_event 35
 * unknowns
 */
