// SPDX-License-Identifier: Apache-2.0
// A void pointer slot that holds functions of two types: a call reaches those of its own type.
int a, b;

static void plain(void)
{
	a = 1;
}

static long with_argument(long n)
{
	b = 1;
	return n;
}

void *handlers[2];

void init(int i, int j)
{
	handlers[i] = plain;
	handlers[j] = with_argument;
}

void run(int i)
{
	((void (*)(void))handlers[i])();
}

/* expect
 * calls
 *   run -> plain 26
 * unknowns
 *   with_argument uncalled 10
 */
