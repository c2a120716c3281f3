/* SPDX-License-Identifier: Apache-2.0 */
/* What asm.def says: the effects of instructions, of routines that templates call, and of a place
 * in module-level assembly. The words are explained there. */
#ifndef CM_PASSES_ASM_TABLE_H
#define CM_PASSES_ASM_TABLE_H

#include "passes/asm_template.h"

enum asm_effect {
	ASM_UNKNOWN, /* not in the table */
	ASM_NONE,
	ASM_SET,
	ASM_MOV,
	ASM_LEA,
	ASM_RMW,
	ASM_ADDR,
	ASM_XCHG,
	ASM_XADD,
	ASM_CMPXCHG,
	ASM_CMPXCHG16,
	ASM_STOS,
	ASM_MOVS,
	ASM_LODS,
	ASM_INS,
	ASM_SAVE,
	ASM_PUSH,
	ASM_CALL,
};
enum asm_effect asm_effect_of(const struct asm_insn *in);
/* Bytes that the mnemonic's suffix tells, 0 when it has none. */
uint64_t asm_suffix_size(const struct asm_insn *in);

enum asm_callee_effect {
	ASM_CALLEE_UNKNOWN, /* not in the table: a function that follows the C convention */
	ASM_CALLEE_NONE,
	ASM_CALLEE_COPY_USER,
	ASM_CALLEE_FILL,
	ASM_CALLEE_CMPXCHG16,
};
enum asm_callee_effect asm_callee_effect_of(const char *name, size_t n);

/* Within this function a copy's destination is user memory. */
bool asm_function_writes_user(const char *name, size_t n);
/* In this section a mention of a symbol is no use of it. */
bool asm_section_ignored(const char *name, size_t n);

#endif
