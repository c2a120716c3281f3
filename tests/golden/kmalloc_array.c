// SPDX-License-Identifier: Apache-2.0
// An array of structs on the heap: fields stay apart, elements do not.
#include "kernel.h"

struct slot {
	int *key, *value;
};
struct slot *slots;
int a, b;

void slots_init(unsigned long n)
{
	slots = __kmalloc(n * sizeof(struct slot), GFP_KERNEL);
}

void put(int i)
{
	slots[i].key = &a;
	slots[i].value = &b;
}

void hit(int i)
{
	*slots[i].value = 1;
}

/* expect
 * accesses
 *   slots_init -> slots store w 13
 *   put -> struct slot@slots_init store w 18
 *   put -> struct slot@slots_init store w 19
 *   hit -> b store w 24
 * unknowns
 */
