/* SPDX-License-Identifier: Apache-2.0 */
/* LLVM's constraint strings: what the operands of an inline-asm call are. Free of LLVM. */
#ifndef CM_PASSES_ASM_OPERAND_H
#define CM_PASSES_ASM_OPERAND_H

#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum asm_reg {
	ASM_NO_REG, /* memory, any register, or one that holds no pointer (segment, control, x87) */
	ASM_AX,
	ASM_CX,
	ASM_DX,
	ASM_BX,
	ASM_SP,
	ASM_BP,
	ASM_SI,
	ASM_DI,
	ASM_R8,
	ASM_R15 = ASM_R8 + 7,
	ASM_REG_COUNT
};

/* The register of "%rdi", "edi", "di" and the like, whatever its width. */
enum asm_reg asm_reg_named(const char *name, size_t n);

/* One constraint, in template order: $0 is the first. Clobbers are left out. */
struct asm_operand {
	bool output, label;
	bool indirect;	/* memory: the argument is its address, its elementtype the size */
	bool immediate; /* "i", "I", ...: never a register or memory */
	bool address;	/* "p": the template uses the value as an address */
	int8_t tied;	/* input: index of the output whose place it shares, else -1 */
	int8_t result;	/* direct output: index among the results, else -1 */
	int8_t arg;	/* index among the call's arguments, else -1 */
	uint8_t reg;	/* enum asm_reg */
};

struct asm_operands {
	VEC(struct asm_operand) op;
	uint32_t nresults, nargs;
};

/* False on a string that is not LLVM's (o is then empty). */
bool asm_operands_parse(struct asm_operands *o, const char *text, size_t n);
void asm_operands_release(struct asm_operands *o);

#endif
