// SPDX-License-Identifier: GPL-2.0-only
/* A slab cache under a key: the allocator works, and nobody else writes. */

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "selftest.h"

#define KEY	9
#define OBJECTS 500
#define NAME	"capmap-9-selftest"

struct object {
	unsigned long words[30];
};

static struct object *objects[OBJECTS];

/* Returns how many there were memory for. */
static unsigned int allocate(struct kmem_cache *cache, gfp_t gfp)
{
	unsigned int n = 0;

	while (n < OBJECTS && (objects[n] = kmem_cache_alloc(cache, gfp)))
		n++;
	return n;
}

static void free(struct kmem_cache *cache, unsigned int n)
{
	/* Not in the order of their allocation, so that freelists have many links. */
	for (unsigned int start = 0; start < 2; start++)
		for (unsigned int i = start; i < n; i += 2)
			kmem_cache_free(cache, objects[i]);
}

static void test_objects(struct kmem_cache *cache)
{
	unsigned int n = allocate(cache, GFP_KERNEL), wrong = 0;
	unsigned long *p = objects[0]->words;
	unsigned int expected = capmap_mode == CAPMAP_OFF ? 0 : KEY, offset;
	const char *name;

	for (unsigned int i = 0; i < n; i++)
		wrong += capmap_key_at((unsigned long)objects[i]) != expected;
	st_result(n == OBJECTS && !wrong, "%u objects lie under their key", OBJECTS);

	name = capmap_cache_name((unsigned long)(p + 2), &offset);
	st_result(name && !strcmp(name, NAME) && offset == 2 * sizeof(long),
		  "an address leads back to its cache");

	st_watch(p, sizeof(struct object));
	st_result(st_write(p) == st_closed(), "a write to an object");
	st_result(st_write_in_window(KEY, p) == ST_PASSED, "a write to an object in a window");
	st_result(st_write_in_window(KEY + 1, p) == st_closed(),
		  "a write to an object in the window of another key");
	st_watch(NULL, 0);
	free(cache, n);
}

static void test_zeroed(struct kmem_cache *cache)
{
	struct object *o = kmem_cache_zalloc(cache, GFP_KERNEL);

	st_result(o && !memchr_inv(o, 0, sizeof(*o)), "zeroed objects are zero");
	if (o)
		kmem_cache_free(cache, o);
}

static void test_atomic(struct kmem_cache *cache)
{
	unsigned long flags;
	unsigned int n;

	local_irq_save(flags);
	n = allocate(cache, GFP_ATOMIC);
	free(cache, n);
	local_irq_restore(flags);
	st_result(n == OBJECTS, "allocate and free with interrupts off");
}

static void test_bulk(struct kmem_cache *cache)
{
	int n = kmem_cache_alloc_bulk(cache, GFP_KERNEL, OBJECTS, (void **)objects);

	if (n)
		kmem_cache_free_bulk(cache, n, (void **)objects);
	st_result(n == OBJECTS, "allocate and free in bulk");
}

/* A key has caches for these only if the table has allocations under it. */
static void test_typed_size(unsigned int key, size_t size)
{
	unsigned long *p = capmap_kmalloc(size, GFP_KERNEL | __GFP_ZERO, key, 0), *larger;
	unsigned int before;
	unsigned long word;

	if (capmap_mode != CAPMAP_OFF && p && !capmap_key_at((unsigned long)p)) {
		st_skip("the table has no allocations under it", "key %u, typed allocation", key);
		kfree(p);
		return;
	}
	st_result(p && ksize(p) >= size && !memchr_inv(p, 0, size),
		  "key %u, a typed allocation of %zu bytes is zero", key, size);
	if (!p)
		return;
	st_watch(p, size);
	st_result(st_write(p) == st_closed() && st_write_in_window(key, p) == ST_PASSED,
		  "key %u, a write to a typed allocation of %zu bytes", key, size);
	st_watch(NULL, 0);
	before = st_faults();
	word = *p;
	larger = krealloc(p, size + 1, GFP_KERNEL);
	st_result(larger && *larger == word, "key %u, krealloc of %zu bytes", key, size);
	kfree(larger);
	st_result(st_faults() == before, "key %u, no fault by the allocator", key);
}

static void test_typed(void)
{
	for (unsigned int key = 1; key < CAPMAP_KEYS; key += 7)
		for (size_t size = 8; size <= 4096; size *= 8)
			test_typed_size(key, size);
}

void st_slab(void)
{
	unsigned int before = st_faults();
	struct kmem_cache *cache, *twin;
	unsigned int expected = capmap_mode == CAPMAP_OFF ? 0 : 2;

	cache = kmem_cache_create(NAME, sizeof(struct object), 0, 0, NULL);
	twin = kmem_cache_create("capmap_selftest_twin", sizeof(struct object), 0, 0, NULL);
	st_result(cache && twin, "create caches");
	if (!cache || !twin)
		return;
	st_result(capmap_mode == CAPMAP_OFF || cache != twin, "a keyed cache is not merged");

	test_objects(cache);
	test_zeroed(cache);
	test_atomic(cache);
	test_bulk(cache);
	st_result(st_faults() - before == expected, "the allocator itself faults never");
	kmem_cache_destroy(cache);
	kmem_cache_destroy(twin);
	test_typed();
}
