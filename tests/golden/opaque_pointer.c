// SPDX-License-Identifier: Apache-2.0
// A type that is a name only, so that nobody takes a tagged pointer for a plain one.
#include "kernel.h"

struct __key_reference_with_attributes;
struct key {
	int usage;
	long serial;
} key;
struct thing {
	int count;
} thing;
struct __key_reference_with_attributes *found;

void find_key(unsigned long possessed)
{
	found = (void *)((unsigned long)&key | (possessed & 1));
}

void find_thing(void)
{
	found = (void *)&thing;
}

void use(void)
{
	*(int *)((unsigned long)found & ~1ul) = 1;
}

/* expect
 * accesses
 *   find_key -> found store w 17
 *   find_thing -> found store w 22
 *   use -> key store w 27
 * unknowns
 */
