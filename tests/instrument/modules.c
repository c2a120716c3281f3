// SPDX-License-Identifier: Apache-2.0
// modules
// The same program as helper.c, instrumented as one module of several. A helper runs in its
// callers' windows, each with its own keys. One that is also called through a pointer has a second
// entry for that.
#include "host.h"

struct item {
	struct item *next, *prev;
};
static struct item ours, theirs, node_ours, node_theirs, own;
void (*hook)(struct item *) = 0;

static __attribute__((noinline)) void insert(struct item *new, struct item *head)
{
	new->next = head->next;
	new->prev = head;
	head->next = new;
}

static __attribute__((noinline)) void reset(struct item *i)
{
	i->next = i->prev = i;
}

__attribute__((noinline)) void add_ours(void)
{
	insert(&node_ours, &ours);
}

__attribute__((noinline)) void add_theirs(void)
{
	insert(&node_theirs, &theirs);
}

__attribute__((noinline)) void reset_ours(void)
{
	reset(&ours);
}

__attribute__((noinline)) void by_pointer(struct item *i)
{
	hook(i);
}

int main(void)
{
	must_refuse(&ours);
	must_refuse(&node_theirs);
	add_ours();
	add_theirs();
	must(ours.next == &node_ours && theirs.next == &node_theirs, "inserted");
	must(gates() == 4, "a window a call");
	reset_ours();
	must(ours.next == &ours, "reset");
	hook = reset;
	by_pointer(&own);
	must(own.next == &own, "reset by a pointer");
	/* The second entry has no right to what only direct callers hand over. */
	must_fault((void (*)(void *))reset, &theirs);
	return 0;
}
/* clang-format off */
/* expect
 * add_ours: open node_ours+ours insert node_ours+ours close
 * add_theirs: open node_theirs insert node_theirs close
 * reset_ours: open ours reset.capmap_helper ours close
 * reset: open own reset.capmap_helper own close
 * main: must_refuse() must_refuse() add_ours() add_theirs() must() gates() must() reset_ours() must() open hook write hook close by_pointer() must() must_fault()
 * functions-with-windows 4
 * writes 1
 * helper-calls 3
 * windows 5
 * gates-open 5
 * gates-close 5
 * helpers-with-a-gated-entry 1
 * globals-moved 6
 */
