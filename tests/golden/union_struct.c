// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// An array in a union is one place. A struct that lies beside it, at an element that is not the
// first, is still found there.
#include "kernel.h"

struct tree {
	struct tree *root;
	unsigned long leaves;
};
struct key {
	long usage;
	union {
		void *data[4];
		struct {
			struct list_head link;
			struct tree keys;
		};
	};
};
struct kmem_cache *key_cache;

void key_init(void)
{
	key_cache = kmem_cache_create("key_jar", sizeof(struct key), 0, 0, NULL);
}

noinline void tree_destroy(struct tree *tree)
{
	tree->root = NULL;
}

void key_destroy(void)
{
	struct key *key = kmem_cache_alloc(key_cache, GFP_KERNEL);

	tree_destroy(&key->keys);
}

/* expect
 * accesses
 *   key_init -> key_cache store w 25
 *   tree_destroy -> key_jar helper w 30 for key_destroy
 * unknowns
 */
