// SPDX-License-Identifier: Apache-2.0
// A search that ends with the address of the child pointer to fill in.
#include "kernel.h"

struct node {
	unsigned long parent_color;
	struct node *left, *right;
	int key;
} a, b, c;
struct node *root;

static inline void insert(struct node *new)
{
	struct node **link = &root, *parent = NULL;

	while (*link) {
		parent = *link;
		link = new->key < parent->key ? &parent->left : &parent->right;
	}
	new->parent_color = (unsigned long)parent;
	*link = new;
}

void insert_a(void)
{
	insert(&a);
}

void insert_b(void)
{
	insert(&b);
}

/* expect
 * accesses
 *   insert_a -> a store w 20
 *   insert_b -> b store w 20
 *   insert_a -> a store w 21
 *   insert_a -> b store w 21
 *   insert_a -> root store w 21
 *   insert_b -> a store w 21
 *   insert_b -> b store w 21
 *   insert_b -> root store w 21
 * unknowns
 */
