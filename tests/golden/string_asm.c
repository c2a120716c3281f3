// SPDX-License-Identifier: Apache-2.0
// rep stosq writes through the pointer it advances.
long buffer[64], other[64];

void clear(void)
{
	long d0, d1;

	asm volatile("rep stosq"
		     : "=&c"(d0), "=&D"(d1)
		     : "a"(0l), "1"(buffer), "0"(64l)
		     : "memory");
}

/* expect
 * accesses
 *   clear -> buffer asm w 9
 * unknowns
 */
