// SPDX-License-Identifier: Apache-2.0
// A void pointer in a generic object brings the driver's own object back.
#include "kernel.h"

struct file {
	void *private_data;
};
struct device {
	int open;
} tty, disk;

noinline int tty_open(struct file *f)
{
	f->private_data = &tty;
	return 0;
}

noinline int tty_close(struct file *f)
{
	struct device *d = f->private_data;

	d->open = 0;
	return disk.open;
}

struct file files[8];

int session(int i)
{
	return tty_open(&files[i]) + tty_close(&files[i]);
}

/* expect
 * accesses
 *   tty_open -> files helper w 14 for session
 *   tty_close -> tty helper w 22 for session
 * unknowns
 */
