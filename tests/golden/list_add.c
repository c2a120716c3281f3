// SPDX-License-Identifier: Apache-2.0
// list_add() of two nodes: each insertion may write the head, its own node and the first node.
#include "kernel.h"

struct item {
	int value;
	struct list_head list;
} a, b;
struct list_head head = {&head, &head};

static inline void list_add(struct list_head *new, struct list_head *at)
{
	struct list_head *next = at->next;

	next->prev = new;
	new->next = next;
	new->prev = at;
	at->next = new;
}

void add_a(void)
{
	list_add(&a.list, &head);
}

void add_b(void)
{
	list_add(&b.list, &head);
}

/* expect
 * accesses
 *   add_a -> a store w 15
 *   add_a -> b store w 15
 *   add_a -> head store w 15
 *   add_b -> a store w 15
 *   add_b -> b store w 15
 *   add_b -> head store w 15
 *   add_a -> a store w 16
 *   add_b -> b store w 16
 *   add_a -> a store w 17
 *   add_b -> b store w 17
 *   add_a -> head store w 18
 *   add_b -> head store w 18
 * unknowns
 */
