// SPDX-License-Identifier: Apache-2.0
// Objects of a kmem_cache carry the cache's name, wherever they are allocated.
#include "kernel.h"

struct cred {
	int uid;
	struct cred *parent;
	long pad[4];
};
struct kmem_cache *cred_cachep;
struct cred *last;

void cred_init(void)
{
	cred_cachep = kmem_cache_create("cred_jar", sizeof(struct cred), 0, 0, NULL);
}

struct cred *prepare_cred(int uid)
{
	struct cred *c = kmem_cache_alloc(cred_cachep, GFP_KERNEL);

	c->uid = uid;
	last = c;
	return c;
}

void set_parent(void)
{
	last->parent = last;
}

/* expect
 * accesses
 *   cred_init -> cred_cachep store w 15
 *   prepare_cred -> cred_jar store w 22
 *   prepare_cred -> last store w 23
 *   set_parent -> cred_jar store w 29
 * objects
 *   cred_cachep global 8 struct kmem_cache *
 *   cred_jar cache 48 struct cred
 *   kmem_cache:cred_jar alloc - -
 *   last global 8 struct cred *
 * unknowns
 */
