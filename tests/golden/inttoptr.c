// SPDX-License-Identifier: Apache-2.0
// A number that no pointer went into, used as an address: an unknown write, never silence.
// known-failing: a write through a computed integer address leaves no row in unknowns
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
