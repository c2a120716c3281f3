// SPDX-License-Identifier: Apache-2.0
// What is handed to call_rcu() reaches its own callback alone, and is written by who queues it.
#include "kernel.h"

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
 *   call_rcu -> pending store w 15
 *   free_foo -> foo store w 32
 *   free_bar -> bar store w 37
 *   put_foo -> foo copy w 42
 *   put_bar -> bar copy w 47
 * unknowns
 *   call_rcu empty-set 13
 *   call_rcu empty-set 14
 */
