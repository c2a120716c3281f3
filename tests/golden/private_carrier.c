// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// A struct laid over one that ends in bytes and begins alike, and records of numbers in an array of
// numbers, also where pointers to objects that are declared as such flow to the same place.
#include "kernel.h"

struct file {
	long pos;
};
struct kiocb {
	struct file *filp;
	long pos;
	int flags;
};
struct io_cmd {
	struct file *file;
	unsigned char data[56];
};
struct io_req {
	struct io_cmd cmd;
	int opcode;
} *last;
struct header {
	unsigned short magic, entries;
	unsigned int generation;
};
struct inode {
	long number;
	unsigned int data[15];
	struct file *file;
} *root;

noinline void complete(struct kiocb *k, long pos)
{
	k->pos = pos;
}

void read_sync(struct file *f)
{
	struct kiocb *k = __kmalloc(sizeof(*k), GFP_KERNEL);

	k->filp = f;
	complete(k, 1);
}

void read_async(void)
{
	struct io_req *req = __kmalloc(sizeof(*req), GFP_KERNEL);

	req->opcode = 1;
	last = req;
	complete((struct kiocb *)&req->cmd, 2);
}

noinline void merge(struct header *h)
{
	h->entries++;
}

void merge_block(void)
{
	struct header *h = __kmalloc(sizeof(*h), GFP_KERNEL);

	h->magic = 0xf30a;
	merge(h);
}

void merge_root(void)
{
	struct inode *i = __kmalloc(sizeof(*i), GFP_KERNEL);

	i->number = 2;
	root = i;
	merge((struct header *)i->data);
}

/* expect
 * accesses
 *   complete -> struct io_req@read_async helper w 35 for read_async
 *   complete -> struct kiocb@read_sync helper w 35 for read_sync
 *   read_sync -> struct kiocb@read_sync store w 42
 *   read_async -> struct io_req@read_async store w 50
 *   read_async -> last store w 51
 *   merge -> struct header@merge_block helper w 57 for merge_block
 *   merge -> struct inode@merge_root helper w 57 for merge_root
 *   merge_block -> struct header@merge_block store w 64
 *   merge_root -> struct inode@merge_root store w 72
 *   merge_root -> root store w 73
 * unknowns
 */
