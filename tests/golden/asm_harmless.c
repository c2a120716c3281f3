// SPDX-License-Identifier: Apache-2.0
// Barriers, port input and flag changes write no object and are no unknowns.
int a;

void barrier(void)
{
	asm volatile("" : : : "memory");
	asm volatile("mfence" : : : "memory");
	a = 1;
	asm volatile("sti" : : : "memory");
	asm volatile("rep; nop" : : : "memory");
}

unsigned char inb(unsigned short port)
{
	unsigned char v;

	asm volatile("inb %w1, %b0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

/* expect
 * accesses
 *   barrier -> a store w 9
 * unknowns
 */
