// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmalloc() for objects that a key guards. The instrumentation calls it at the
 * places that the key table names; kfree() and krealloc() find the cache by the
 * object. Sizes are powers of 2, and a key has caches only if the table has
 * allocations for it.
 */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/init.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "internal.h"

static struct kmem_cache *typed[CAPMAP_KEYS][CAPMAP_TYPED_SIZES] __ro_after_init;

/* Which cache of a key has room for @size bytes; CAPMAP_TYPED_SIZES if none has. */
static unsigned int size_class(size_t size)
{
	if (size <= CAPMAP_TYPED_MIN)
		return 0;
	return min_t(unsigned int, order_base_2(size) - ilog2(CAPMAP_TYPED_MIN),
		     CAPMAP_TYPED_SIZES);
}

/* Large objects, and those of early boot, get no key: the same as without this call. */
void *capmap_kmalloc(size_t size, gfp_t gfp, unsigned int key)
{
	unsigned int class = size_class(size);
	struct kmem_cache *cache = NULL;

	if (size && key < CAPMAP_KEYS && class < CAPMAP_TYPED_SIZES)
		cache = typed[key][class];
	return cache ? kmem_cache_alloc(cache, gfp) : kmalloc(size, gfp);
}

/* A kernel without a table has only the self-test's allocations: every key has caches. */
static u32 __init keys_with_allocations(void)
{
	u32 keys = capmap_table->nkeys ? 0 : CAPMAP_ALL_KEYS;

	for (u32 i = 0; i < capmap_table->nobjects; i++) {
		const struct capmap_kt_object *o = &capmap_table->objects[i];

		if (o->kind == CAPMAP_KT_ALLOC)
			keys |= 1u << capmap_table->regions[o->region - 1].key;
	}
	return keys;
}

static int __init typed_init(void)
{
	u32 keys = capmap_mode == CAPMAP_OFF ? 0 : keys_with_allocations();

	for (unsigned int key = 1; key < CAPMAP_KEYS; key++) {
		if (!(keys >> key & 1))
			continue;
		for (unsigned int class = 0; class < CAPMAP_TYPED_SIZES; class ++) {
			unsigned int size = CAPMAP_TYPED_MIN << class;
			const char *name = kasprintf(GFP_KERNEL, CAPMAP_CACHE_NAME "%u", key, size);

			if (name)
				typed[key][class] = kmem_cache_create_usercopy(
				    name, size, ARCH_KMALLOC_MINALIGN, 0, 0, size, NULL);
			if (!typed[key][class])
				return -ENOMEM;
		}
	}
	return 0;
}
early_initcall(typed_init);
