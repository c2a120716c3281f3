// SPDX-License-Identifier: Apache-2.0
// list_for_each_entry(): container_of() is also applied to the head, but nothing lies there that
// the body could write.
#include "kernel.h"

struct item {
	int value;
	struct list_head list;
};
extern struct list_head head;
struct item b = {0, {&head}}, a = {0, {&b.list}};
struct list_head head = {&a.list};

void reset(void)
{
	struct list_head *p;

	for (p = head.next; p != &head; p = p->next)
		container_of(p, struct item, list)->value = 0;
}

/* expect
 * accesses
 *   reset -> a store w 19
 *   reset -> b store w 19
 * unknowns
 */
