// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// Objects that arrive through an array of void *: what the cache is named after tells their type.
#include "kernel.h"

int kmem_cache_alloc_bulk(struct kmem_cache *cache, gfp_t flags, size_t n, void **objects);

struct work_node {
	struct work_node *next;
};
struct io_kiocb {
	int opcode, flags;
	struct work_node comp_list;
	long result;
};

struct kmem_cache *req_cachep;
struct work_node free_list;

void io_init(void)
{
	req_cachep = kmem_cache_create("io_kiocb", sizeof(struct io_kiocb), 0, 0, NULL);
}

noinline int refill(void)
{
	void *reqs[8];
	int n = kmem_cache_alloc_bulk(req_cachep, GFP_KERNEL, 8, reqs);

	for (int i = 0; i < n; i++) {
		struct io_kiocb *req = reqs[i];

		req->comp_list.next = free_list.next;
		free_list.next = &req->comp_list;
	}
	return n;
}

void submit(int opcode)
{
	struct io_kiocb *req = container_of(free_list.next, struct io_kiocb, comp_list);

	req->opcode = opcode;
}

/* expect
 * accesses
 *   io_init -> req_cachep store w 22
 *   refill -> io_kiocb store w 33
 *   refill -> free_list store w 34
 *   submit -> io_kiocb store w 43
 * unknowns
 */
