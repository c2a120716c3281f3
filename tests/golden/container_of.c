// SPDX-License-Identifier: Apache-2.0
// From a member's address back to the whole: a negative offset, then another member.
#include "kernel.h"

struct inner {
	int x;
};
struct outer {
	long first;
	int *target;
	struct inner inner;
};

int hidden, other;
struct outer outer = {0, &hidden, {0}};
struct inner *handle = &outer.inner;
int *unrelated = &other;

void set_first(void)
{
	container_of(handle, struct outer, inner)->first = 1;
}

void hit(void)
{
	*container_of(handle, struct outer, inner)->target = 1;
}

/* expect
 * accesses
 *   set_first -> outer store w 21
 *   hit -> hidden store w 26
 * unknowns
 */
