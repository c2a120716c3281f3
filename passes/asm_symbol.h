/* SPDX-License-Identifier: Apache-2.0 */
/* Module-level assembly: the symbols in it. Free of LLVM. */
#ifndef CM_PASSES_ASM_SYMBOL_H
#define CM_PASSES_ASM_SYMBOL_H

#include "passes/asm_text.h"

#include <stddef.h>

enum asm_mention {
	ASM_LABEL,  /* the symbol is here */
	ASM_GLOBAL, /* .globl: and the linker knows it */
	ASM_WEAK,   /* .weak */
	ASM_ABOUT,  /* .type, .size and the like say something about it */
	ASM_USE,    /* an instruction or datum refers to it */
};

/* name: not local labels. section: the one the mention is in, empty for where the text starts. */
typedef void asm_symbol_fn(void *ctx, enum asm_mention how, struct text name, struct text section);
void asm_symbols(const char *text, size_t n, asm_symbol_fn *fn, void *ctx);

#endif
