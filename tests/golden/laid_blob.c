// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// A record of numbers in memory whose allocation has no type, and whose place in it is known when
// the program runs only. That it may also be an array of numbers does not rule it out.
#include "kernel.h"

struct kmem_cache *blob_cache;
struct sid {
	unsigned int own, owner;
};
struct inode {
	long number;
	unsigned int data[15];
	struct file *file;
} *root;
struct file {
	void *security;
	struct inode *inode;
};
int blob_offset;

void blob_init(void)
{
	blob_cache = kmem_cache_create("blobs", 64, 0, 0, NULL);
}

noinline void label(struct sid *sid)
{
	sid->own = 7;
}

noinline void file_blob(struct file *f)
{
	f->security = kmem_cache_alloc(blob_cache, GFP_KERNEL);
}

noinline void file_data(struct file *f, struct inode *i)
{
	f->security = i->data;
}

noinline void file_label(struct file *f)
{
	label(f->security + blob_offset);
}

struct file *file_open(void)
{
	struct file *f = __kmalloc(sizeof(*f), GFP_KERNEL);

	f->inode = root;
	file_blob(f);
	file_label(f);
	return f;
}

struct inode *inode_read(struct file *f)
{
	struct inode *i = __kmalloc(sizeof(*i), GFP_KERNEL);

	i->number = 2;
	root = i;
	file_data(f, i);
	return i;
}

void system_start(void)
{
	inode_read(file_open());
}

/* expect
 * accesses
 *   blob_init -> blob_cache store w 24
 *   label -> blobs helper w 29 for file_open
 *   label -> blobs helper w 29 for system_start
 *   label -> struct inode@system_start helper w 29 for system_start
 *   file_blob -> struct file@file_open helper w 34 for file_open
 *   file_blob -> struct file@system_start helper w 34 for system_start
 *   file_data -> struct file@system_start helper w 39 for system_start
 *   file_open -> struct file@file_open store w 51
 *   system_start -> struct file@system_start store w 51
 *   inode_read -> struct inode@inode_read store w 61
 *   system_start -> struct inode@system_start store w 61
 *   inode_read -> root store w 62
 *   system_start -> root store w 62
 * unknowns
 *   file_data empty-set 39
 */
