// SPDX-License-Identifier: Apache-2.0
// A pointer crosses files through a declared variable and through a call.
extern int *shared;
void publish(int *p);
int mine;

void init(void)
{
	publish(&mine);
}

void hit(void)
{
	*shared = 1;
}

/* expect
 * accesses
 *   hit -> mine store w 14
 *   publish -> shared store w b.c:6
 * unknowns
 */
