// SPDX-License-Identifier: Apache-2.0
// A flexible array behind a header: entries are part of the same allocation.
#include "kernel.h"

struct table {
	long n;
	int *entry[];
};
struct table *table;
int a, b;
int *keep = &b;

void table_init(long n)
{
	struct table *t = __kmalloc(sizeof(*t) + n * sizeof(int *), GFP_KERNEL);

	t->n = n;
	table = t;
}

void put(long i)
{
	table->entry[i] = &a;
}

void hit(long i)
{
	*table->entry[i] = 1;
}

/* expect
 * accesses
 *   table_init -> struct table@table_init store w 17
 *   table_init -> table store w 18
 *   put -> struct table@table_init store w 23
 *   hit -> a store w 28
 * unknowns
 */
