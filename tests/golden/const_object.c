// SPDX-License-Identifier: Apache-2.0
// Constants are objects nobody writes: a set that holds one beside a variable means the variable.
int a;
static const int zero = 0;
const int *const pointers[2] = {&zero, &a};

void hit(int i)
{
	*(int *)pointers[i & 1] = 1;
}

/* expect
 * accesses
 *   hit -> a store w 9
 * unknowns
 */
