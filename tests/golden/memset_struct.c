// SPDX-License-Identifier: Apache-2.0
// memset() writes, and stores no pointer.
struct quad {
	int *first;
	long rest[5];
};

int a;
struct quad quad = {&a};

void clear(void)
{
	__builtin_memset(&quad, 0, sizeof(quad));
}

void fill(int byte, unsigned long n)
{
	__builtin_memset(quad.rest, byte, n);
}

void hit(void)
{
	*quad.first = 1;
}

/* expect
 * accesses
 *   clear -> quad copy w 13
 *   fill -> quad copy w 18
 *   hit -> a store w 23
 * unknowns
 */
