// SPDX-License-Identifier: Apache-2.0
// A function whose write counts as its caller's, but which may gate, is lent the caller's keys for
// what it writes through its parameters.
#include "host.h"

static struct counter {
	int value;
} users;
static int warnings;

__attribute__((noinline)) void refcount_warn_saturate(struct counter *c, int kind)
{
	c->value = -1;
	elsewhere();
	warnings += kind;
}

__attribute__((noinline)) void get(void)
{
	if (++users.value < 2)
		refcount_warn_saturate(&users, 2);
}

int main(void)
{
	must_refuse(&users);
	get();
	must(users.value == -1 && warnings == 2, "saturated");
	must_refuse(&users);
	return 0;
}
/* clang-format off */
/* expect
 * refcount_warn_saturate: open users write users close elsewhere() open warnings write warnings close
 * get: open users write users close -> 4|5 4: refcount_warn_saturate() -> %5 5:
 * functions-with-windows 2
 * writes 3
 * writes-lent-to-the-callee 1
 * windows 3
 * gates-open 3
 * gates-close 3
 * globals-moved 2
 */
