// SPDX-License-Identifier: Apache-2.0
// A helper may follow pointers it finds behind its parameters, as rb_insert_color() does.
#include "kernel.h"

struct node {
	struct node *next;
	int value;
};

struct node b, d, a = {&b}, c = {&d};

noinline void set_next(struct node *n)
{
	n->next->value = 1;
}

void f(void)
{
	set_next(&a);
}

void g(void)
{
	set_next(&c);
}

/* expect
 * accesses
 *   set_next -> b helper w 14 for f
 *   set_next -> d helper w 14 for g
 * unknowns
 */
