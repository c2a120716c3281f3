// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmalloc() for objects that a key guards. The instrumentation calls it at the
 * places that the key table names; kfree() and krealloc() find the cache by the
 * object. An object of the table has a cache of its own, so that a report can name
 * it and its memory is not used for another; one whose size varies has several. What
 * found no room for caches is in those that all objects of a key share.
 */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/init.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "internal.h"

static struct kmem_cache *shared[CAPMAP_KEYS][CAPMAP_TYPED_SIZES] __ro_after_init;

/* By row of the table, ascending. */
static struct own {
	/* Of its size, or of CAPMAP_VARIED_SIZE(i). */
	struct kmem_cache *cache[CAPMAP_VARIED_SIZES];
	u32 row;
	u32 size; /* 0: it varies */
} own[CAPMAP_TYPED] __ro_after_init;
static unsigned int nown __ro_after_init;
/* Caches for them: the slab allocator's other users need some, too. */
static unsigned int nowned __ro_after_init;

/* Which cache that all of a key share has room for @size bytes; CAPMAP_TYPED_SIZES if none has. */
static unsigned int shared_class(size_t size)
{
	if (size <= CAPMAP_TYPED_MIN)
		return 0;
	return min_t(unsigned int, order_base_2(size) - ilog2(CAPMAP_TYPED_MIN),
		     CAPMAP_TYPED_SIZES);
}

/* Likewise, of an object whose size varies. */
static unsigned int varied_class(size_t size)
{
	unsigned int class = 0;

	while (class < CAPMAP_VARIED_SIZES && CAPMAP_VARIED_SIZE(class) < size)
		class ++;
	return class;
}

static struct kmem_cache *own_cache(size_t size, unsigned int row)
{
	unsigned int low = 0, high = nown, class;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (own[middle].row < row)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == nown || own[low].row != row)
		return NULL;
	if (own[low].size)
		return size <= own[low].size ? own[low].cache[0] : NULL;
	class = varied_class(size);
	return class < CAPMAP_VARIED_SIZES ? own[low].cache[class] : NULL;
}

/* Large objects, and those of early boot, get no key: the same as without this call. */
void *capmap_kmalloc(size_t size, gfp_t gfp, unsigned int key, unsigned int row)
{
	unsigned int class = shared_class(size);
	struct kmem_cache *cache = NULL;

	if (size && key < CAPMAP_KEYS && class < CAPMAP_TYPED_SIZES) {
		cache = own_cache(size, row);
		cache = cache ?: shared[key][class];
	}
	return cache ? kmem_cache_alloc(cache, gfp) : kmalloc(size, gfp);
}

/* Frees @name: the cache has a copy. */
static struct kmem_cache __init *create(char *name, unsigned int size)
{
	/* As kmalloc() has it: what is a power of 2 lies at a multiple of itself. */
	unsigned int align = is_power_of_2(size) ? size : ARCH_KMALLOC_MINALIGN;
	struct kmem_cache *cache = NULL;

	if (name)
		cache = kmem_cache_create_usercopy(name, size, align, 0, 0, size, NULL);
	kfree(name);
	return cache;
}

static int __init create_own(u32 row, const struct capmap_kt_object *o)
{
	unsigned int key = capmap_table->regions[o->region - 1].key;
	unsigned int n = o->size ? 1 : CAPMAP_VARIED_SIZES;
	struct own *to = &own[nown];

	if (o->size > CAPMAP_TYPED_MIN << (CAPMAP_TYPED_SIZES - 1) || nown == CAPMAP_TYPED ||
	    nowned + n > CAPMAP_OWNED)
		return 0;
	to->row = row;
	to->size = o->size;
	for (unsigned int i = 0; i < n; i++) {
		unsigned int size = o->size ?: CAPMAP_VARIED_SIZE(i);

		to->cache[i] =
		    create(kasprintf(GFP_KERNEL, CAPMAP_CACHE_NAME "r%u-%u", key, row, size), size);
		if (!to->cache[i])
			return -ENOMEM;
	}
	nown++;
	nowned += n;
	return 0;
}

static int __init create_shared(unsigned int key)
{
	for (unsigned int class = 0; class < CAPMAP_TYPED_SIZES; class ++) {
		unsigned int size = CAPMAP_TYPED_MIN << class;

		shared[key][class] =
		    create(kasprintf(GFP_KERNEL, CAPMAP_CACHE_NAME "%u", key, size), size);
		if (!shared[key][class])
			return -ENOMEM;
	}
	return 0;
}

static int __init typed_init(void)
{
	/* A kernel without a table has only the self-test's allocations: every key has caches. */
	u32 keys = capmap_table->nkeys ? 0 : CAPMAP_ALL_KEYS;
	int err = 0;

	if (capmap_mode == CAPMAP_OFF)
		return 0;
	for (u32 i = 0; i < capmap_table->nobjects && !err; i++) {
		const struct capmap_kt_object *o = &capmap_table->objects[i];

		if (o->kind != CAPMAP_KT_ALLOC)
			continue;
		keys |= 1u << capmap_table->regions[o->region - 1].key;
		err = create_own(i + 1, o);
	}
	for (unsigned int key = 1; key < CAPMAP_KEYS && !err; key++)
		if (keys >> key & 1)
			err = create_shared(key);
	return err;
}
early_initcall(typed_init);
