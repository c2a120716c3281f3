// SPDX-License-Identifier: Apache-2.0
// A variable that is declared to point to a pointer to a struct points to none that is declared
// otherwise.
#include "kernel.h"

struct node {
	struct node *next;
} node;
struct other {
	long id;
};
struct node *root;
struct other *others;

noinline void *place(int of_node)
{
	return of_node ? (void *)&root : (void *)&others;
}

void insert(int of_node)
{
	struct node **link = place(of_node);

	*link = &node;
}

/* expect
 * accesses
 *   insert -> root store w 24
 * unknowns
 */
