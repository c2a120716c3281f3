// SPDX-License-Identifier: Apache-2.0
// A static inline of a header that is not inlined is each file's own function.
#include "header.h"

int a_even, a_odd;

void a(int n)
{
	note(n & 1 ? &a_odd : &a_even);
}

/* expect
 * accesses
 *   header_inline.d/a.c:note -> a_even helper w header.h:7 for a
 *   header_inline.d/a.c:note -> a_odd helper w header.h:7 for a
 *   header_inline.d/b.c:note -> b_even helper w header.h:7 for b
 *   header_inline.d/b.c:note -> b_odd helper w header.h:7 for b
 * unknowns
 */
