// SPDX-License-Identifier: Apache-2.0
// A hook that is set in two places reaches both functions, and not a third of the same type.
int a, b, c;

static void one(int n)
{
	a = n;
}

static void two(int n)
{
	b = n;
}

static void three(int n)
{
	c = n;
}

void (*hook)(int);
void (*never_called)(int) = three;

void set_one(void)
{
	hook = one;
}

void set_two(void)
{
	hook = two;
}

void run(void)
{
	if (hook)
		hook(1);
}

/* expect
 * calls
 *   run -> one 36
 *   run -> two 36
 * unknowns
 *   three uncalled 15
 */
