// SPDX-License-Identifier: Apache-2.0
// A number that no pointer went into, used as an address: an unknown write, never silence.
int a;
int *keep = &a;

void poke(unsigned int page)
{
	*(int *)(page * 4096ul) = 1;
}

/* expect
 * accesses
 * unknowns
 *   poke inttoptr 8
 */
