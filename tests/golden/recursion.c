// SPDX-License-Identifier: Apache-2.0
// A recursive walk reaches every node that hangs together, and no other.
#include "kernel.h"

struct tree {
	struct tree *left, *right;
	int seen;
};
struct tree leaf, inner = {&leaf, NULL}, root = {NULL, &inner}, lonely;
int visits;

noinline void walk(struct tree *t)
{
	if (!t)
		return;
	t->seen = 1;
	visits++;
	walk(t->left);
	walk(t->right);
}

void walk_root(void)
{
	walk(&root);
}

/* expect
 * accesses
 *   walk -> inner store w 16
 *   walk -> leaf store w 16
 *   walk -> root store w 16
 *   walk -> visits store w 17
 * unknowns
 */
