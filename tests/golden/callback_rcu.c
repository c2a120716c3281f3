// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// What is handed to call_rcu() reaches its own callback alone. It is written by who queues it, and
// by those who work off the queue, wherever that takes them.
#include "kernel.h"

#define rcu_head callback_head
struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};
struct rcu_head *pending;

noinline void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *))
{
	head->func = func;
	head->next = pending;
	pending = head;
}

void rcu_core(void)
{
	pending->func = NULL;
}

struct foo {
	struct rcu_head rcu;
	int freed;
};
struct bar {
	long id;
	struct rcu_head rcu;
	int freed;
};
struct foo foo;
struct bar bar;

static void free_foo(struct rcu_head *head)
{
	((struct foo *)head)->freed = 1;
}

static void free_bar(struct rcu_head *head)
{
	container_of(head, struct bar, rcu)->freed = 1;
}

void put_foo(void)
{
	call_rcu(&foo.rcu, free_foo);
}

void put_bar(void)
{
	call_rcu(&bar.rcu, free_bar);
}

/* expect
 * accesses
 *   call_rcu -> bar store w 16
 *   call_rcu -> foo store w 16
 *   call_rcu -> bar store w 17
 *   call_rcu -> foo store w 17
 *   call_rcu -> pending store w 18
 *   rcu_core -> bar store w 23
 *   rcu_core -> foo store w 23
 *   free_foo -> foo store w 40
 *   free_bar -> bar store w 45
 *   put_foo -> foo copy w 50
 *   put_bar -> bar copy w 55
 * unknowns
 */
