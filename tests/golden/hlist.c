// SPDX-License-Identifier: Apache-2.0
// pprev points at whatever pointed here: deleting may write the head or the node before.
#include "kernel.h"

struct hnode {
	struct hnode *next, **pprev;
};
struct entry {
	long key;
	struct hnode node;
} x, y, unlinked;
struct hnode *head;

static inline void hlist_add_head(struct hnode *n)
{
	n->next = head;
	n->pprev = &head;
	if (head)
		head->pprev = &n->next;
	head = n;
}

void add_x(void)
{
	hlist_add_head(&x.node);
}

void add_y(void)
{
	hlist_add_head(&y.node);
}

void del_first(void)
{
	struct hnode *n = head;

	*n->pprev = n->next;
}

/* expect
 * accesses
 *   add_x -> x store w 16
 *   add_y -> y store w 16
 *   add_x -> x store w 17
 *   add_y -> y store w 17
 *   add_x -> x store w 19
 *   add_x -> y store w 19
 *   add_y -> x store w 19
 *   add_y -> y store w 19
 *   add_x -> head store w 20
 *   add_y -> head store w 20
 *   del_first -> head store w 37
 *   del_first -> x store w 37
 *   del_first -> y store w 37
 * unknowns
 */
