/* SPDX-License-Identifier: Apache-2.0 */
/* Module-level assembly: the symbols in it. Free of LLVM. */
#ifndef CM_PASSES_ASM_SYMBOL_H
#define CM_PASSES_ASM_SYMBOL_H

#include <stddef.h>

/* A symbol that module-level assembly defines or mentions, and the section it does so in ("" for
 * the one the text starts in). */
typedef void asm_symbol_fn(void *ctx, const char *section, size_t sn, const char *name, size_t n);
void asm_symbols(const char *text, size_t n, asm_symbol_fn *fn, void *ctx);

#endif
