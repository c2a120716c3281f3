// SPDX-License-Identifier: Apache-2.0
// container_of() gives the whole object back, and a neighbour's member stays a neighbour's.
#include "kernel.h"

struct inner {
	int x;
};
struct outer {
	int *key;
	struct inner inner;
	struct list_head list;
} o, other;

struct inner *member = &o.inner;
struct list_head *link = &other.list;

void check(void)
{
	MAYALIAS(container_of(member, struct outer, inner), &o);
	NOALIAS(container_of(member, struct outer, inner), &other);
	MAYALIAS(&container_of(link, struct outer, list)->inner, &other.inner);
	NOALIAS(container_of(link, struct outer, list), &other.inner);
}
