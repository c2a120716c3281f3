// SPDX-License-Identifier: Apache-2.0
// No access tag names a member of a struct that ends in a flexible array, or of a union. A variable
// of the struct around the place tells it.
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
#include "kernel.h"

struct head {
	long n;
};

struct host {
	struct head head;
	void (*release)(struct head *head);
	long private[];
};

struct inode {
	long n[2];
	struct head head;
	union {
		long *numbers;
		void (*free)(struct inode *inode);
	};
};

struct other {
	long n[2];
	struct head head;
	void (*wrong)(struct other *other);
};

int a, b, c;

static void release(struct head *head)
{
	a = 1;
}

static void free_inode(struct inode *inode)
{
	b = 1;
}

static void wrong(struct other *other)
{
	c = 1;
}

struct host host = {.release = release};
struct inode inode = {.free = free_inode};
struct other other = {.wrong = wrong};

noinline void release_host(struct head *head)
{
	struct host *h = (struct host *)head;

	h->release(head);
}

noinline void callback(struct head *head)
{
	struct inode *i = container_of(head, struct inode, head);

	i->free(i);
}

void call(int which)
{
	struct head *head = which == 1 ? &host.head : which == 2 ? &inode.head : &other.head;

	if (which == 1)
		release_host(head);
	else
		callback(head);
}

/* expect
 * calls
 *   release_host -> release 57
 *   callback -> free_inode 64
 * unknowns
 *   wrong uncalled 44
 */
