// SPDX-License-Identifier: Apache-2.0
// Two files' statics of one name are two objects and two functions.
static int count;

static __attribute__((noinline)) void bump(void)
{
	count++;
}

int a_next(void)
{
	bump();
	return count;
}

/* expect
 * accesses
 *   same_static.d/a.c:bump -> same_static.d/a.c:count store w 7
 *   same_static.d/b.c:bump -> same_static.d/b.c:count store w b.c:6
 * unknowns
 */
