// SPDX-License-Identifier: Apache-2.0
// sysctl style: a table says which variable a generic function writes.
#include "kernel.h"

struct ctl {
	const char *name;
	void *data;
	int (*handler)(const struct ctl *, long);
};
int calls, panic_timeout, quiet;
long unrelated;

static int set_int(const struct ctl *c, long v)
{
	calls++;
	*(int *)c->data = (int)v;
	return 0;
}

struct ctl table[] = {
    {"panic_timeout", &panic_timeout, set_int},
    {"quiet", &quiet, set_int},
    {},
};
void *keep = &unrelated;

int write_ctl(int i, long v)
{
	return table[i].handler(&table[i], v);
}

/* expect
 * accesses
 *   set_int -> calls store w 15
 *   set_int -> panic_timeout store w 16
 *   set_int -> quiet store w 16
 * calls
 *   write_ctl -> set_int 29
 * unknowns
 */
