/* SPDX-License-Identifier: GPL-2.0-only */
/* IA32_PKRS beyond the constants of windows. */
#ifndef _CAPMAP_RIGHTS_H
#define _CAPMAP_RIGHTS_H

#include <linux/types.h>

#include "internal.h"

/*
 * Write the register. The only place in the image that writes it with a value
 * that is not a constant; who calls it, and whence the value comes:
 *   setup.c   a processor comes up or back: closed
 *   rights.c  an exception returns: what its entry read from the register
 *   cache.c   the slab allocator's windows: read-only data
 *   capmap_close(), while an audit watches: closed
 */
void capmap_rights_set(u32 rights);

/* Gates are NOPs while an audit watches. */
static __always_inline void capmap_close(void)
{
	if (capmap_watch)
		capmap_rights_set(CAPMAP_CLOSED);
	else
		capmap_gate((int)CAPMAP_CLOSED);
}

/* This processor no longer heeds keys, from now until it is reset. */
void capmap_rights_give_up(void);

/* Before alternatives are applied: which values gates write. NULL, or what is wrong. */
const char *capmap_rights_learn(void);

/* Threads that were switched out with a window open since boot: bugs. */
unsigned long capmap_rights_leaks(void);

#endif
