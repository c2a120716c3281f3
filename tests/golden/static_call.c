// SPDX-License-Identifier: Apache-2.0
// A static call goes through a trampoline that only assembly defines; its key says where.
#include "kernel.h"

struct static_call_key {
	void *func;
	unsigned long type;
};
int fast, slow;

void slow_path(int n)
{
	slow = n;
}

void fast_path(int n)
{
	fast = n;
}

struct static_call_key __SCK__path = {.func = slow_path, .type = 1};
void __SCT__path(int n);
asm(".pushsection .static_call.text, \"ax\"\n"
    ".globl __SCT__path\n__SCT__path:\n.byte 0xe9\n.long slow_path - (. + 4)\n.popsection\n");

void use_fast(void)
{
	__SCK__path.func = fast_path;
}

void run(int n)
{
	__SCT__path(n);
}

/* expect
 * accesses
 *   slow_path -> slow store w 13
 *   fast_path -> fast store w 18
 *   use_fast -> __SCK__path store w 28
 * calls
 *   run -> fast_path 33
 *   run -> slow_path 33
 * unknowns
 */
