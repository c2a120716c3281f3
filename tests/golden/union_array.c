// SPDX-License-Identifier: Apache-2.0
// Bytes in one member of a union do not make one place of what lies beside them.
#include "kernel.h"

struct key;
struct key_type {
	int (*instantiate)(struct key *k);
};
struct index_key {
	unsigned long hash;
	union {
		struct {
			unsigned short len;
			char desc[6];
		};
		unsigned long x;
	};
	const struct key_type *type;
};
struct key {
	union {
		struct index_key index_key;
		struct {
			unsigned long hash;
			unsigned long len_desc;
			const struct key_type *type;
		};
	};
	long state;
};

static int generic_instantiate(struct key *k)
{
	k->state = 1;
	return 0;
}

const struct key_type user = {.instantiate = generic_instantiate};
struct key keys[4];

void key_alloc(int i, const struct key_type *type)
{
	keys[i].index_key.type = type;
}

void add(int i)
{
	key_alloc(i, &user);
}

noinline int link(struct key *k)
{
	return k->type->instantiate(k);
}

int instantiate(int i)
{
	return link(&keys[i]);
}

/* expect
 * calls
 *   link -> generic_instantiate 53
 * unknowns
 */
