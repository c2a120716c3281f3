// SPDX-License-Identifier: Apache-2.0
// rb_parent_color: a pointer with flags in its low bits, kept in a long.
// known-failing: pointers kept in unsigned long fields are followed in listed records only
#include "kernel.h"

struct node {
	unsigned long parent_color;
	int value;
} child, parent, other;

void set_parent(struct node *p, int color)
{
	child.parent_color = (unsigned long)p | (color & 1);
}

void init(int color)
{
	set_parent(&parent, color);
}

void hit(void)
{
	struct node *p = (struct node *)(child.parent_color & ~3ul);

	p->value = 1;
}

/* expect
 * accesses
 *   init -> child store w 12
 *   set_parent -> child store w 12
 *   hit -> parent store w 24
 * unknowns
 */
