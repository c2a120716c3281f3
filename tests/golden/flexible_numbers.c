// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// The array that ends a struct holds a record of numbers, which is as long as the machine wants.
#include "kernel.h"

struct mask {
	unsigned long bits[1];
};
struct mm {
	long users;
	struct mm *next;
	unsigned long bitmap[];
};
struct kmem_cache *mm_cache;
unsigned int mask_bytes;

void mm_init(void)
{
	mm_cache = kmem_cache_create("mm", sizeof(struct mm) + mask_bytes, 0, 0, NULL);
}

noinline void mask_clear(struct mask *mask)
{
	mask->bits[0] = 0;
}

void mm_start(void)
{
	struct mm *mm = kmem_cache_alloc(mm_cache, GFP_KERNEL);

	mm->users = 1;
	mask_clear((struct mask *)mm->bitmap);
}

/* expect
 * accesses
 *   mm_init -> mm_cache store w 19
 *   mask_clear -> mm helper w 24 for mm_start
 *   mm_start -> mm store w 31
 * unknowns
 */
