// SPDX-License-Identifier: Apache-2.0
// Two pointer fields of one struct do not mix.
struct pair {
	int *first, *second;
};

int a, b;
struct pair pair;

void init(void)
{
	pair.first = &a;
	pair.second = &b;
}

void hit_first(void)
{
	*pair.first = 1;
}

void hit_second(void)
{
	*pair.second = 1;
}

/* expect
 * accesses
 *   init -> pair store w 12
 *   init -> pair store w 13
 *   hit_first -> a store w 18
 *   hit_second -> b store w 23
 * unknowns
 */
