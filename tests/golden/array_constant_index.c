// SPDX-License-Identifier: Apache-2.0
// Only tab[1] is written through, and only b was ever put there.
// known-failing: all elements of an array are one place (docs/design.md, "what is widened")
int a, b;
int *tab[2] = {&a, &b};

void hit(void)
{
	*tab[1] = 1;
}

/* expect
 * accesses
 *   hit -> b store w 9
 * unknowns
 */
