// SPDX-License-Identifier: Apache-2.0
// The plainest writes: a global, an element of an array, a read-modify-write.
int count;
long table[8];
int total;

void set_count(void)
{
	count = 1;
}

void set_slot(int i)
{
	table[i & 7] = i;
}

void add(int n)
{
	total += n;
}

int read_only(void)
{
	return count + total;
}

/* expect
 * accesses
 *   set_count -> count store w 9
 *   set_slot -> table store w 14
 *   add -> total store w 19
 * unknowns
 */
