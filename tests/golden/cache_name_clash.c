// SPDX-License-Identifier: Apache-2.0
// The kernel likes to call the variable what it calls the cache. The cache keeps the plain name.
#include "kernel.h"

struct cred {
	int uid;
};
static struct kmem_cache *cred_jar;
struct cred *last;

void cred_init(void)
{
	cred_jar = kmem_cache_create("cred_jar", sizeof(struct cred), 0, 0, NULL);
}

void new_cred(void)
{
	last = kmem_cache_alloc(cred_jar, GFP_KERNEL);
}

void set_uid(int uid)
{
	last->uid = uid;
}

/* expect
 * accesses
 *   cred_init -> cache_name_clash.c:cred_jar store w 13
 *   new_cred -> last store w 18
 *   set_uid -> cred_jar store w 23
 * unknowns
 */
