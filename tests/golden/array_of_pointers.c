// SPDX-License-Identifier: Apache-2.0
// Elements reached by a variable index share what any of them holds.
int a, b, c;
int *tab[4] = {&a, &b};

void put(int i)
{
	tab[i & 3] = &c;
}

void hit(int i)
{
	*tab[i & 3] = 1;
}

/* expect
 * accesses
 *   put -> tab store w 8
 *   hit -> a store w 13
 *   hit -> b store w 13
 *   hit -> c store w 13
 * unknowns
 */
