// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// Allocated as the struct that others begin with, and found again through a member that only one of
// those has: a hash table of which bit 0 of each slot is a lock.
#include "kernel.h"

struct proto {
	unsigned long size;
};
struct sock {
	struct proto *proto;
	long refs;
	long pad[8];
};
struct rhash_head {
	struct rhash_head *next;
};
struct netlink_sock {
	struct sock sk;
	int portid;
	long group[4];
	struct rhash_head node;
};
struct rhash_lock_head {
};
struct bucket {
	struct rhash_lock_head *head;
};

noinline struct sock *sk_alloc(struct proto *p)
{
	struct sock *sk = __kmalloc(p->size, GFP_KERNEL);

	sk->proto = p;
	return sk;
}

struct proto netlink_proto = {.size = sizeof(struct netlink_sock)};
struct bucket table[16];

void create(int i, int portid)
{
	struct netlink_sock *nlk = (struct netlink_sock *)sk_alloc(&netlink_proto);

	nlk->portid = portid;
	nlk->node.next = (struct rhash_head *)((unsigned long)table[i].head & ~1ul);
	table[i].head = (struct rhash_lock_head *)((unsigned long)&nlk->node | 1);
}

noinline struct sock *lookup(int i, unsigned short offset)
{
	struct rhash_head *he = (struct rhash_head *)((unsigned long)table[i].head & ~1ul);
	struct netlink_sock *nlk = (void *)((char *)he - offset);

	return nlk->portid ? &nlk->sk : NULL;
}

void send(int i)
{
	struct sock *sk = lookup(i, __builtin_offsetof(struct netlink_sock, node));

	sk->refs++;
}

/* expect
 * accesses
 *   sk_alloc -> struct sock@sk_alloc helper w 34 for create
 *   create -> struct sock@sk_alloc store w 45
 *   create -> struct sock@sk_alloc store w 46
 *   create -> table store w 47
 *   send -> struct sock@sk_alloc store w 62
 * unknowns
 */
