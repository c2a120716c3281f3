// SPDX-License-Identifier: Apache-2.0
// Arrays of structs inside arrays of structs: the two pointer fields do not mix.
// known-failing: steps that divide no element of the inner array reach every place they may end at
struct slot {
	int *owner, *waiter;
};
struct bank {
	long id;
	struct slot slot[4];
} banks[2];

int a, b;

void put(int i, int j)
{
	banks[i].slot[j].owner = &a;
	banks[i].slot[j].waiter = &b;
}

void hit(int i, int j)
{
	*banks[i].slot[j].waiter = 1;
}

void set_id(int i)
{
	banks[i].id = i;
}

/* expect
 * accesses
 *   put -> banks store w 15
 *   put -> banks store w 16
 *   hit -> b store w 21
 *   set_id -> banks store w 26
 * unknowns
 */
