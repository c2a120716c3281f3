// SPDX-License-Identifier: Apache-2.0
// The strong definition of another file replaces the weak one, body and all.
int from_weak;
void arch_setup(void);

__attribute__((weak)) void arch_setup(void)
{
	from_weak = 1;
}

void start(void)
{
	arch_setup();
}

/* expect
 * accesses
 *   arch_setup -> from_strong store w b.c:6
 * unknowns
 */
