// SPDX-License-Identifier: Apache-2.0
// Memory that is wiped before it is freed is written, by who wipes it.
#include "kernel.h"

struct payload {
	long length;
	char data[24];
};
void kfree(const void *p);

noinline void kfree_sensitive(const void *p)
{
	__builtin_memset((void *)p, 0, sizeof(struct payload));
	kfree(p);
}

void put(void)
{
	struct payload *p = __kmalloc(sizeof(*p), GFP_KERNEL);

	p->length = 1;
	asm volatile("" : : "r"(p) : "memory");
	kfree_sensitive(p);
}

/* expect
 * accesses
 *   kfree_sensitive -> struct payload@put helper w 13 for put
 *   put -> struct payload@put store w 21
 * unknowns
 */
