// SPDX-License-Identifier: Apache-2.0
// A pointer to a pointer, stored to and loaded through.
int a, b;
int *p = &a, *q = &b;
int **pp;

void select_slot(int which)
{
	pp = which ? &p : &q;
}

void redirect(void)
{
	*pp = &b;
}

void hit_p(void)
{
	*p = 1;
}

void hit_any(void)
{
	**pp = 2;
}

/* expect
 * accesses
 *   select_slot -> pp store w 9
 *   redirect -> p store w 14
 *   redirect -> q store w 14
 *   hit_p -> a store w 19
 *   hit_p -> b store w 19
 *   hit_any -> a store w 24
 *   hit_any -> b store w 24
 * unknowns
 */
