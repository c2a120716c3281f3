// SPDX-License-Identifier: Apache-2.0
// A helper that reaches an allocator cannot run in its callers' windows: it gates itself.
#include "host.h"

struct list {
	struct list *next;
	long v;
};
static struct list *first, *second;

static __attribute__((noinline)) void push(struct list **head, long v)
{
	struct list *l = kmalloc(sizeof(*l), 0);

	l->next = *head;
	l->v = v;
	*head = l;
}

__attribute__((noinline)) void push_first(long v)
{
	push(&first, v);
}

__attribute__((noinline)) void push_second(long v)
{
	push(&second, v);
}

int main(void)
{
	must_refuse(&first);
	must_refuse(&second);
	push_first(1);
	push_first(2);
	push_second(3);
	must(first->v == 2 && first->next->v == 1 && second->v == 3, "pushed");
	must_refuse(&first);
	return 0;
}
/* clang-format off */
/* expect
 * push: kmalloc() open first+list@push+second write list@push write list@push write first+second close
 * functions-with-windows 1
 * writes 3
 * windows 1
 * merged 2
 * gates-open 1
 * gates-close 1
 * helpers-that-gate-themselves 1
 * globals-moved 2
 * self-gated push kmalloc
 * left-out allocation-without-a-cache struct list@push loud_helper.c:13
 */
