// SPDX-License-Identifier: Apache-2.0
// Initcalls: pointers gathered in a section between two symbols that only the linker defines.
#include "kernel.h"

typedef int (*initcall_t)(void);
#define initcall(fn) static initcall_t __init_##fn __used __attribute__((section("initcalls"))) = fn

int net, disk;

static int net_init(void)
{
	return ++net;
}
initcall(net_init);

static int disk_init(void)
{
	return ++disk;
}
initcall(disk_init);

extern initcall_t __start_initcalls[], __stop_initcalls[];

void do_initcalls(void)
{
	for (initcall_t *fn = __start_initcalls; fn < __stop_initcalls; fn++)
		(*fn)();
}

/* expect
 * accesses
 *   net_init -> net store w 12
 *   disk_init -> disk store w 18
 * calls
 *   do_initcalls -> disk_init 27
 *   do_initcalls -> net_init 27
 * unknowns
 */
