// SPDX-License-Identifier: Apache-2.0
// A chain of statically initialised nodes, and a pointer into the middle of an array.
struct node {
	int value;
	struct node *next;
};

struct node last, middle = {2, &last}, first = {1, &middle};
int array[4];
int *inside = &array[2];

void hit_last(void)
{
	first.next->next->value = 3;
}

void hit_array(void)
{
	*inside = 1;
}

/* expect
 * accesses
 *   hit_last -> last store w 14
 *   hit_array -> array store w 19
 * unknowns
 */
