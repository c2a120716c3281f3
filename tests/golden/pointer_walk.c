// SPDX-License-Identifier: Apache-2.0
// p++ over an array stays in the array.
struct slot {
	int key;
	int *value;
} slots[4096], others[16];

int a;

void renumber(void)
{
	int n = 0;

	for (struct slot *p = slots; p < slots + 4096; p++) {
		p->key = n++;
		p->value = &a;
	}
}

void hit(int n)
{
	struct slot *p = slots;

	while (p->key != n)
		p++;
	*p->value = 1;
}

/* expect
 * accesses
 *   renumber -> slots store w 15
 *   renumber -> slots store w 16
 *   hit -> a store w 26
 * unknowns
 */
