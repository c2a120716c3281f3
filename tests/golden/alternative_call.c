// SPDX-License-Identifier: Apache-2.0
// clear_page(): one of three assembly routines is called from inline assembly.
#include "kernel.h"

char page[4096], other[4096];
void clear_page_orig(void *page);
void clear_page_rep(void *page);

void clear(void)
{
	asm volatile(
	    "661:\n\tcall %P[old]\n662:\n"
	    ".pushsection .altinstructions,\"a\"\n .long 661b - .\n .popsection\n"
	    ".pushsection .altinstr_replacement, \"ax\"\n663:\n\tcall %P[new]\n664:\n.popsection\n"
	    : "=D"(*(void **)&(void *){0})
	    : [old] "i"(clear_page_orig), [new] "i"(clear_page_rep), "0"(page)
	    : "cc", "memory", "rax", "rcx");
}

/* expect
 * accesses
 *   clear -> page copy w 11
 * unknowns
 */
