// SPDX-License-Identifier: GPL-2.0-only
/* Slab caches whose objects a key guards, and the allocator's own windows. */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../mm/slab.h"
#include "internal.h"
#include "rights.h"

/*
 * Which cache has which key, in read-only data: what a struct kmem_cache says of
 * itself could have been overwritten. Number 0 is no cache.
 */
static struct capmap_cache {
	const struct kmem_cache *cache;
	u32 rights; /* in the allocator's windows */
	u8 key;
} caches[CAPMAP_CACHES] __ro_after_init;
static unsigned int ncaches __ro_after_init = 1;

DEFINE_STATIC_KEY_FALSE_RO(capmap_slabs_closed);

/* 0: none. The two caches that SLUB itself is made of move while it boots. */
static unsigned int key_of_name(const char *name)
{
	const struct capmap_kt_object *o;
	unsigned int key;

	if (capmap_mode == CAPMAP_OFF || !name)
		return 0;
	if (sscanf(name, CAPMAP_CACHE_NAME, &key) == 1)
		return key < CAPMAP_KEYS ? key : 0;
	if (!strcmp(name, "kmem_cache") || !strcmp(name, "kmem_cache_node"))
		return 0;
	o = capmap_table_cache(name);
	return o ? capmap_table->regions[o->region - 1].key : 0;
}

bool capmap_cache_wanted(const char *name)
{
	return key_of_name(name) != 0;
}

/* Thousands of folders in sysfs would cost more memory than the caches. */
bool capmap_cache_hidden(const char *name)
{
	unsigned int key;

	return sscanf(name, CAPMAP_CACHE_NAME, &key) == 1;
}

unsigned int __ref capmap_cache_add(struct kmem_cache *s)
{
	unsigned int key = key_of_name(s->name);
	unsigned int order = get_order(s->size);

	if (!key)
		return 0;
	if (system_state >= SYSTEM_FREEING_INITMEM || ncaches == CAPMAP_CACHES ||
	    order >= CAPMAP_POOL_ORDERS) {
		pr_warn("cache %s stays without its key %u: %s\n", s->name, key,
			order >= CAPMAP_POOL_ORDERS ? "its objects are too large"
			: ncaches == CAPMAP_CACHES  ? "too many caches"
						    : "created after boot");
		return 0;
	}
	caches[ncaches] = (struct capmap_cache){
	    .cache = s,
	    .rights = CAPMAP_CLOSED & ~CAPMAP_GATE_DENY(key),
	    .key = key,
	};
	return ncaches++;
}

void __ref capmap_cache_del(struct kmem_cache *s)
{
	if (s->capmap && system_state < SYSTEM_FREEING_INITMEM)
		caches[s->capmap].cache = NULL;
}

/* BUG: a struct kmem_cache that claims another one's key was tampered with. */
static const struct capmap_cache *lookup(const struct kmem_cache *s, unsigned int number)
{
	BUG_ON(number >= CAPMAP_CACHES || caches[number].cache != s);
	return &caches[number];
}

void capmap_cache_open(const struct kmem_cache *s, unsigned int number)
{
	capmap_rights_set(lookup(s, number)->rights);
}

void capmap_cache_close(void)
{
	capmap_close();
}

struct page *capmap_cache_pages(struct kmem_cache *s, gfp_t gfp, unsigned int order)
{
	struct page *page = capmap_pool_get(lookup(s, s->capmap)->key, order, gfp);

	if (!page && !(gfp & __GFP_NOWARN))
		pr_warn_ratelimited("no page under the key of cache %s\n", s->name);
	return page;
}

void capmap_cache_free_pages(struct kmem_cache *s, struct page *page, unsigned int order)
{
	capmap_pool_put(lookup(s, s->capmap)->key, order, page);
}

static struct slab *slab_at(unsigned long address)
{
	struct slab *slab = virt_addr_valid((void *)address) ? virt_to_slab((void *)address) : NULL;

	return slab && slab->slab_cache ? slab : NULL;
}

unsigned int capmap_cache_number(unsigned long address)
{
	struct slab *slab = slab_at(address);

	return slab ? slab->slab_cache->capmap : 0;
}

const char *capmap_cache_name(unsigned long address, unsigned int *offset)
{
	struct slab *slab = slab_at(address);

	if (!slab)
		return NULL;
	*offset = (address - (unsigned long)slab_address(slab)) % slab->slab_cache->size;
	return slab->slab_cache->name;
}

void capmap_caches_show(struct seq_file *m)
{
	for (unsigned int i = 1; i < ncaches; i++)
		if (caches[i].cache)
			seq_printf(m, "cache %s key %u\n", caches[i].cache->name, caches[i].key);
}
