// SPDX-License-Identifier: Apache-2.0
// A helper of a helper runs on the rights of the first caller that is none.
// known-failing: the uncalled base instance of a nested helper counts as an empty set
#include "kernel.h"

struct pair {
	int x, y;
} p, q;

noinline void set_int(int *i, int v)
{
	*i = v;
}

noinline void set_pair(struct pair *s, int v)
{
	set_int(&s->x, v);
	set_int(&s->y, v);
}

void f(int v)
{
	set_pair(&p, v);
}

void g(int v)
{
	set_int(&q.y, v);
}

/* expect
 * accesses
 *   set_int -> p helper w 11 for f
 *   set_int -> q helper w 11 for g
 * unknowns
 */
