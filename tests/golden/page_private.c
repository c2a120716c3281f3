// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// What owners of pages keep in page->private, a number, is any object of the type it is taken for.
#include "kernel.h"

struct page {
	unsigned long flags;
	struct list_head lru;
	void *mapping;
	unsigned long private;
};
struct page *__alloc_pages(gfp_t gfp, unsigned int order);

struct buffer_head {
	unsigned long state;
	struct buffer_head *next;
	char room[80];
};
struct swap_cluster {
	unsigned long used;
	char room[80];
} *cluster;
struct page *cached;

void attach_buffers(void)
{
	struct buffer_head *bh = __kmalloc(sizeof(*bh), GFP_KERNEL);

	bh->next = NULL;
	cached = __alloc_pages(GFP_KERNEL, 0);
	cached->private = (unsigned long)bh;
}

void attach_cluster(struct page *page)
{
	cluster = __kmalloc(sizeof(*cluster), GFP_KERNEL);
	cluster->used = 1;
	page->private = (unsigned long)cluster;
}

noinline void touch_buffers(struct page *page)
{
	struct buffer_head *bh = (struct buffer_head *)page->private;

	bh->state |= 1;
}

void touch_cached(void)
{
	attach_cluster(cached);
	touch_buffers(cached);
}

/* expect
 * accesses
 *   attach_buffers -> struct buffer_head@attach_buffers store w 29
 *   attach_buffers -> cached store w 30
 *   attach_buffers -> struct page@attach_buffers store w 31
 *   attach_cluster -> cluster store w 36
 *   touch_cached -> cluster store w 36
 *   attach_cluster -> struct swap_cluster@attach_cluster store w 37
 *   touch_cached -> struct swap_cluster@touch_cached store w 37
 *   touch_cached -> struct page@attach_buffers store w 38
 *   touch_buffers -> struct buffer_head@attach_buffers helper w 45 for touch_cached
 * unknowns
 *   attach_cluster empty-set 38
 */
