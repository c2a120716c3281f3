// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// Descriptors of pages that are found by number, in an array at a base address and by sections, are
// the ones that allocations give.
#include "kernel.h"

struct page {
	unsigned long flags;
	struct list_head lru;
	void *mapping;
	unsigned long pad[4];
};
struct page *__alloc_pages(gfp_t gfp, unsigned int order);
void *vmalloc_node(size_t size, int node);

struct mem_section {
	unsigned long section_mem_map;
	void *usage;
} mem_section[64];
extern unsigned long vmemmap_base;

struct list_head pgds;

void section_init(unsigned long nr)
{
	struct page *map = (struct page *)__alloc_pages(GFP_KERNEL, 9);

	mem_section[nr].section_mem_map = (unsigned long)(map - (nr << 15)) | 2;
}

void pgd_alloc(void)
{
	struct page *page = __alloc_pages(GFP_KERNEL, 0);

	page->lru.next = pgds.next;
	pgds.next = &page->lru;
}

void by_section(unsigned long pfn)
{
	unsigned long map = mem_section[pfn >> 15].section_mem_map & ~15ul;
	struct page *page = (struct page *)map + pfn;

	page->lru.next = NULL;
}

void by_base(unsigned long pfn)
{
	struct page *page = (struct page *)vmemmap_base + pfn;

	page->mapping = NULL;
}

/* expect
 * accesses
 *   section_init -> mem_section store w 28
 *   pgd_alloc -> struct page@section_init store w 35
 *   pgd_alloc -> pgds store w 36
 *   by_section -> struct page@section_init store w 44
 *   by_base -> struct page@section_init store w 51
 * unknowns
 */
