// SPDX-License-Identifier: Apache-2.0
// An instruction nobody described, which may write memory it is given.
int a;

void spell(int *p)
{
	asm volatile("frobnicate (%0)" : : "r"(p) : "memory");
}

void cast(void)
{
	spell(&a);
}

/* expect
 * unknowns
 *   cast asm-template 7
 *   spell asm-template 7
 */
