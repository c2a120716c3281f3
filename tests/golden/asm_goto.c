// SPDX-License-Identifier: Apache-2.0
// A static branch: asm goto with a jump-table entry in another section writes nothing.
struct static_key {
	int enabled;
} key;
int slow;

void f(void)
{
	asm goto("1: .byte 0x0f,0x1f,0x44,0x00,0x00\n\t"
		 ".pushsection __jump_table, \"aw\"\n\t"
		 ".balign 8\n\t.long 1b - ., %l[yes] - .\n\t.quad %c0 - .\n\t.popsection\n\t"
		 :
		 : "i"(&key)
		 :
		 : yes);
	return;
yes:
	slow = 1;
}

/* expect
 * accesses
 *   f -> slow store w 19
 * unknowns
 */
