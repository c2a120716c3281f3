// SPDX-License-Identifier: Apache-2.0
// A static variable of a function is an object like any other.
int next_id(void)
{
	static int id;

	return ++id;
}

/* expect
 * accesses
 *   next_id -> id store w 7
 * unknowns
 */
