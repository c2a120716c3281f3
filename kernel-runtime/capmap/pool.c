// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages under a key, for the slab allocator.
 *
 * Changing the key of a page means changing page tables and flushing TLBs, which
 * cannot be done where slabs are allocated from, and would break the direct map to
 * pieces. So each pool takes 2 MiB at a time, which stay one entry of the direct
 * map, and never gives them back. All blocks of a pool are of one order, since
 * those above 0 are compound pages.
 */
#define pr_fmt(fmt) "capmap: " fmt

#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "../../mm/internal.h"
#include "internal.h"

struct capmap_pool {
	spinlock_t lock;
	struct list_head free; /* of struct page.lru */
	unsigned int nfree;
	unsigned int nblocks;
};

static struct capmap_pool pools[CAPMAP_KEYS][CAPMAP_POOL_ORDERS] = {
    [0 ... CAPMAP_KEYS - 1] =
	{
	    [0 ... CAPMAP_POOL_ORDERS - 1] =
		{
		    .lock = __SPIN_LOCK_UNLOCKED(pools.lock),
		},
	},
};

/* What was taken before pages have keys, so that it can be tagged then. */
static struct capmap_chunk {
	struct page *page;
	u8 order;
	u8 key;
} early[CAPMAP_KEYS * CAPMAP_POOL_ORDERS * 4] __initdata;
static unsigned int nearly __initdata;

/* Chunks are remembered and pools_tagged is set under the lock: none is forgotten. */
static DEFINE_SPINLOCK(early_lock);
static bool pools_tagged __ro_after_init;

static void refill(struct work_struct *work);
static DECLARE_WORK(refill_work, refill);

/* Slabs are allocated under all kinds of locks, perhaps those of the workqueue itself. */
static void schedule_refill(struct irq_work *unused)
{
	schedule_work(&refill_work);
}
static struct irq_work refill_interrupt = IRQ_WORK_INIT(schedule_refill);

/* Before pages have keys: *@late is then false. */
static bool __ref remember(struct page *page, unsigned int order, unsigned int key, bool *late)
{
	unsigned long flags;
	bool room = false;

	*late = READ_ONCE(pools_tagged);
	if (*late)
		return false;
	spin_lock_irqsave(&early_lock, flags);
	*late = pools_tagged;
	if (!*late) {
		room = nearly < ARRAY_SIZE(early);
		if (room)
			early[nearly++] = (struct capmap_chunk){page, order, key};
	}
	spin_unlock_irqrestore(&early_lock, flags);
	return room;
}

/* Page tables may have to be allocated, for one who may not wait for a disk. */
static bool tag_now(struct page *page, unsigned int order, unsigned int key)
{
	unsigned int noio = memalloc_noio_save();
	int err = capmap_tag(page_address(page), 1u << order, key);

	memalloc_noio_restore(noio);
	return !err;
}

/* The page gets its key now or, while the kernel boots, later. */
static bool put_under_key(struct page *page, unsigned int order, unsigned int key, gfp_t gfp)
{
	bool late;

	if (remember(page, order, key, &late))
		return true;
	return late && gfpflags_allow_blocking(gfp) && tag_now(page, order, key);
}

/* Cut a chunk into blocks as alloc_pages() would return them. */
static void cut(struct capmap_pool *pool, struct page *page, unsigned int chunk_order,
		unsigned int order)
{
	unsigned long flags;

	for (unsigned int i = 0; i < 1u << chunk_order; i += 1u << order) {
		struct page *block = page + i;

		set_page_count(block, 1);
		if (order)
			prep_compound_page(block, order);
		spin_lock_irqsave(&pool->lock, flags);
		if (!pool->nblocks)
			INIT_LIST_HEAD(&pool->free);
		list_add_tail(&block->lru, &pool->free);
		pool->nfree++;
		pool->nblocks++;
		spin_unlock_irqrestore(&pool->lock, flags);
	}
}

static bool grow(unsigned int key, unsigned int order, gfp_t gfp)
{
	gfp_t quiet = (gfp | __GFP_NOWARN | __GFP_NORETRY) & ~(__GFP_COMP | __GFP_NOFAIL);

	for (int chunk = CAPMAP_POOL_CHUNK_ORDER; chunk >= (int)order; chunk -= 3) {
		struct page *page = alloc_pages(quiet, chunk);

		if (!page)
			continue;
		if (!put_under_key(page, chunk, key, gfp)) {
			__free_pages(page, chunk);
			return false;
		}
		cut(&pools[key][order], page, chunk, order);
		return true;
	}
	return false;
}

static void refill(struct work_struct *work)
{
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++)
		for (unsigned int order = 0; order < CAPMAP_POOL_ORDERS; order++) {
			struct capmap_pool *pool = &pools[key][order];

			if (READ_ONCE(pool->nblocks) && READ_ONCE(pool->nfree) < CAPMAP_POOL_LOW)
				grow(key, order, GFP_KERNEL);
		}
}

static struct page *take(struct capmap_pool *pool)
{
	struct page *page = NULL;
	unsigned long flags;
	bool low;

	spin_lock_irqsave(&pool->lock, flags);
	if (pool->nfree) {
		page = list_first_entry(&pool->free, struct page, lru);
		list_del(&page->lru);
		pool->nfree--;
	}
	low = pool->nfree < CAPMAP_POOL_LOW;
	spin_unlock_irqrestore(&pool->lock, flags);

	if (low && pools_tagged)
		irq_work_queue(&refill_interrupt);
	if (page)
		page->lru.next = NULL; /* where page_is_pfmemalloc() looks */
	return page;
}

/*
 * A pool that is empty where one may not sleep gives nothing: a page without its
 * key would be worse.
 */
struct page *capmap_pool_get(unsigned int key, unsigned int order, gfp_t gfp)
{
	struct capmap_pool *pool = &pools[key][order];
	struct page *page = take(pool);

	if (page || (pools_tagged && !gfpflags_allow_blocking(gfp)))
		return page;
	return grow(key, order, gfp) ? take(pool) : NULL;
}

void capmap_pool_put(unsigned int key, unsigned int order, struct page *page)
{
	struct capmap_pool *pool = &pools[key][order];
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	list_add(&page->lru, &pool->free);
	pool->nfree++;
	spin_unlock_irqrestore(&pool->lock, flags);
}

/* Other threads allocate meanwhile. */
int __init capmap_pools_tag(void)
{
	for (unsigned int i = 0;; i++) {
		const struct capmap_chunk *c = &early[i];
		int err;

		spin_lock_irq(&early_lock);
		pools_tagged = i == nearly;
		spin_unlock_irq(&early_lock);
		if (pools_tagged)
			return 0;
		err = capmap_tag(page_address(c->page), 1u << c->order, c->key);
		if (err)
			return err;
	}
}

void capmap_pools_show(struct seq_file *m)
{
	for (unsigned int key = 1; key < CAPMAP_KEYS; key++)
		for (unsigned int order = 0; order < CAPMAP_POOL_ORDERS; order++) {
			const struct capmap_pool *pool = &pools[key][order];

			if (pool->nblocks)
				seq_printf(m, "pool key %u order %u blocks %u free %u\n", key,
					   order, pool->nblocks, pool->nfree);
		}
}
