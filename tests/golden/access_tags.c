// SPDX-License-Identifier: Apache-2.0
// Access tags tell an entry from the list head beside it, where no variable says what is walked.
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
#include "kernel.h"

struct waiter {
	struct list_head list;
	long *woken;
};
struct lock {
	struct list_head waiting;
	long *owner;
};
struct lock lock;
long first, second;

void wait_on(struct waiter *w)
{
	w->woken = &first;
	lock.owner = &second;
	w->list.next = w->list.prev = &lock.waiting;
	lock.waiting.next = lock.waiting.prev = &w->list;
}

struct waiter one;

void wait_one(void)
{
	wait_on(&one);
}

void wake(int later)
{
	struct list_head *l = lock.waiting.next;

	*((struct waiter *)(later ? l->next : l))->woken = 1;
}

/* expect
 * accesses
 *   wait_one -> one store w 19
 *   wait_on -> lock store w 20
 *   wait_one -> lock store w 20
 *   wait_one -> one store w 21
 *   wait_on -> lock store w 22
 *   wait_one -> lock store w 22
 *   wake -> first store w 36
 * unknowns
 *   wait_on empty-set 19
 *   wait_on empty-set 21
 */
