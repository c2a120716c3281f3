// SPDX-License-Identifier: Apache-2.0
// A table of operations copied from another, with one method replaced.
#include "kernel.h"

struct ops {
	int (*read)(void);
	int (*write)(void);
	long pad[4];
};
int reads, writes, own_writes;

static int base_read(void)
{
	return ++reads;
}

static int base_write(void)
{
	return ++writes;
}

static int own_write(void)
{
	return ++own_writes;
}

const struct ops base_ops = {base_read, base_write};
struct ops own_ops;

void init(void)
{
	own_ops = base_ops;
	own_ops.write = own_write;
}

int do_read(void)
{
	return own_ops.read();
}

int do_write(void)
{
	return own_ops.write();
}

/* expect
 * calls
 *   do_read -> base_read 38
 *   do_write -> base_write 43
 *   do_write -> own_write 43
 * unknowns
 */
