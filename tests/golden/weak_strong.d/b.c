// SPDX-License-Identifier: Apache-2.0
int from_strong;

void arch_setup(void)
{
	from_strong = 1;
}
