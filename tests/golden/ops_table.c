// SPDX-License-Identifier: Apache-2.0
// A function pointer in a constant table of operations; only the slot that is called is reached.
// A function that nobody calls although its address is taken is no silence: its caller may be
// missing.
#include "kernel.h"

struct file {
	const struct ops *ops;
	int pos;
};
struct ops {
	void (*write)(struct file *);
	void (*close)(struct file *);
};

int writes, closes;

static void disk_write(struct file *f)
{
	f->pos++;
	writes++;
}

static void disk_close(struct file *f)
{
	f->pos = 0;
	closes++;
}

static const struct ops disk_ops = {.write = disk_write, .close = disk_close};
struct file disk = {&disk_ops};

noinline void vfs_write(struct file *f)
{
	f->ops->write(f);
}

void sys_write(void)
{
	vfs_write(&disk);
}

/* expect
 * accesses
 *   disk_write -> disk store w 20
 *   disk_write -> writes store w 21
 *   disk_close -> closes store w 27
 * calls
 *   vfs_write -> disk_write 35
 * unknowns
 *   disk_close uncalled 24
 */
