// SPDX-License-Identifier: Apache-2.0
// rcu_assign_pointer() and rcu_dereference(): volatile and release accesses are stores and loads.
#include "kernel.h"

struct config {
	int level;
} old, new;
struct config *current_config = &old;

void publish(void)
{
	asm volatile("" : : : "memory");
	*(struct config *volatile *)&current_config = &new;
}

void publish_release(void)
{
	__atomic_store_n(&current_config, &new, __ATOMIC_RELEASE);
}

void set_level(int l)
{
	struct config *c = *(struct config *volatile *)&current_config;

	c->level = l;
}

/* expect
 * accesses
 *   publish -> current_config store w 13
 *   publish_release -> current_config store w 18
 *   set_level -> new store w 25
 *   set_level -> old store w 25
 * unknowns
 */
