// SPDX-License-Identifier: Apache-2.0
// A pointer in a field of a static struct, from its initialiser and from a store.
struct config {
	int level;
	int *target;
};

int a, b;
struct config config = {1, &a};

void retarget(void)
{
	config.target = &b;
}

void hit(void)
{
	*config.target = 1;
}

/* expect
 * accesses
 *   retarget -> config store w 13
 *   hit -> a store w 18
 *   hit -> b store w 18
 * unknowns
 */
