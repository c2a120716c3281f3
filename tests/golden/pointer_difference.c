// SPDX-License-Identifier: Apache-2.0
// An index made from the distance of two pointers takes nothing of them along.
struct slot {
	long v[3];
} slots[8];
int refs[8];
struct slot *last = slots;

void get(void)
{
	refs[last - slots]++;
}

/* expect
 * accesses
 *   get -> refs store w 11
 * unknowns
 */
