// SPDX-License-Identifier: Apache-2.0
static int count;

static __attribute__((noinline)) void bump(void)
{
	count += 2;
}

int b_next(void)
{
	bump();
	return count;
}
