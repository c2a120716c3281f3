// SPDX-License-Identifier: Apache-2.0
// Two caches stay apart although one function allocates from both.
#include "kernel.h"

struct inode {
	int mode;
	long pad[3];
};
struct kmem_cache *caches[1], *other;
struct inode *x, *y;

void init(void)
{
	caches[0] = kmem_cache_create("ext4_inode", sizeof(struct inode), 0, 0, NULL);
	other = kmem_cache_create("proc_inode", sizeof(struct inode), 0, 0, NULL);
}

void fill(void)
{
	x = kmem_cache_alloc(caches[0], GFP_KERNEL);
	y = kmem_cache_alloc(other, GFP_KERNEL);
}

void hit(void)
{
	x->mode = 1;
	y->mode = 2;
}

/* expect
 * accesses
 *   init -> caches store w 14
 *   init -> other store w 15
 *   fill -> x store w 20
 *   fill -> y store w 21
 *   hit -> ext4_inode store w 26
 *   hit -> proc_inode store w 27
 * unknowns
 */
