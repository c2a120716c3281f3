// SPDX-License-Identifier: Apache-2.0
// One load through either of two members, which the compiler makes of two calls: both are called.
#include "kernel.h"

struct file;
struct file_operations {
	long (*read)(struct file *f);
	int (*iterate)(struct file *f);
	int (*iterate_shared)(struct file *f);
};
struct file {
	const struct file_operations *op;
	long pos, version;
};

static int ext4_readdir(struct file *f)
{
	f->pos++;
	return 0;
}

static int old_readdir(struct file *f)
{
	f->version++;
	return 0;
}

const struct file_operations ext4_dir = {.iterate_shared = ext4_readdir};
const struct file_operations old_dir = {.iterate = old_readdir};
struct file a = {.op = &ext4_dir}, b = {.op = &old_dir};

noinline int iterate_dir(struct file *f)
{
	_Bool shared = f->op->iterate_shared;

	return shared ? f->op->iterate_shared(f) : f->op->iterate(f);
}

int getdents(void)
{
	return iterate_dir(&a) + iterate_dir(&b);
}

/* expect
 * calls
 *   iterate_dir -> ext4_readdir 36
 *   iterate_dir -> old_readdir 36
 * accesses
 *   ext4_readdir -> a store w 18
 *   old_readdir -> b store w 24
 * unknowns
 */
