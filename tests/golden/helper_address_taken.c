// SPDX-License-Identifier: Apache-2.0
// Called only through a table, it cannot run on its caller's rights: whoever dispatches would
// collect the rights of every method. It holds them itself.
#include "kernel.h"

struct device {
	void (*reset)(struct device *);
	int state;
};

noinline void disk_reset(struct device *d)
{
	d->state = 0;
}

struct device disk = {disk_reset, 1};
struct device *devices[2] = {&disk};

void reset_device(int i)
{
	devices[i & 1]->reset(devices[i & 1]);
}

/* expect
 * accesses
 *   disk_reset -> disk store w 13
 * calls
 *   reset_device -> disk_reset 21
 * unknowns
 */
