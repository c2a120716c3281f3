// SPDX-License-Identifier: Apache-2.0
// A pointer stored as one member of a union and read back as another.
union word {
	int *pointer;
	unsigned long bits;
};

int a, b;
union word word;

void put(void)
{
	word.pointer = &a;
}

void hit(void)
{
	*(int *)word.bits = 1;
}

/* expect
 * accesses
 *   put -> word store w 13
 *   hit -> a store w 18
 * unknowns
 */
