// SPDX-License-Identifier: Apache-2.0
// Copying a struct copies each pointer to the same field of the other.
struct quad {
	int *first, *second;
	long rest[4];
};

int a, b;
struct quad from = {&a, &b}, to, by_value;

void copy(void)
{
	__builtin_memcpy(&to, &from, sizeof(to));
}

void assign(void)
{
	by_value = from;
}

void hit(void)
{
	*to.second = 1;
	*by_value.first = 2;
}

/* expect
 * accesses
 *   copy -> to copy w 13
 *   assign -> by_value copy w 18
 *   hit -> b store w 23
 *   hit -> a store w 24
 * unknowns
 */
