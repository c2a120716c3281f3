// SPDX-License-Identifier: Apache-2.0
// Elements of an array are one place: a constant index is not told from another.
#include "kernel.h"

int a, b, c;
int *tab[4];
struct entry {
	int *key, *value;
} entries[4];

void put(int i)
{
	tab[i] = &a;
	tab[i + 1] = &b;
	entries[i].key = &a;
	entries[i].value = &b;
}

void check(int i, int j)
{
	MAYALIAS(tab[i], tab[j]);
	NOALIAS(tab[i], &c);
	NOALIAS(entries[i].key, entries[j].value);
	MAYALIAS(entries[i].key, entries[j].key);
	EXPECTEDFAIL_NOALIAS(&tab[0], &tab[1]);
}
