// SPDX-License-Identifier: Apache-2.0
// A switch over addresses becomes a constant table of pointers.
int a, b, c, d, e;
int *keep = &e;

void hit(int which)
{
	int *p;

	switch (which) {
	case 0:
		p = &a;
		break;
	case 1:
		p = &b;
		break;
	case 2:
		p = &c;
		break;
	default:
		p = &d;
	}
	*p = 1;
}

/* expect
 * accesses
 *   hit -> a store w 23
 *   hit -> b store w 23
 *   hit -> c store w 23
 *   hit -> d store w 23
 * unknowns
 */
