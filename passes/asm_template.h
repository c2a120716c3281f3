/* SPDX-License-Identifier: Apache-2.0 */
/* Inline assembly as text: LLVM's constraint strings and AT&T x86 templates, parsed into operands
 * and instructions. Free of LLVM. What an instruction does is asm.def's business. */
#ifndef CM_PASSES_ASM_TEMPLATE_H
#define CM_PASSES_ASM_TEMPLATE_H

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

enum asm_arg_kind {
	ASM_ARG_IMM = 1, /* a number, or a label's address */
	ASM_ARG_REF,	 /* operand $ref */
	ASM_ARG_REG,	 /* register reg, ASM_NO_REG when it holds no pointer */
	ASM_ARG_MEM,	 /* memory at disp(base, index): base and index as below */
	ASM_ARG_SYM,	 /* a name: memory there, or the target of a call */
};

struct asm_arg {
	uint8_t kind;
	bool gs;	 /* %gs: a per-CPU variable, addressed by its name */
	bool bare;	 /* ${n:P}, ${n:c}, ${n:a}: without the $ of an immediate, so an address */
	int8_t ref;	 /* REF; MEM: base is operand ref when >= 0 */
	int8_t reg;	 /* REG; MEM: base register */
	bool indexed;	 /* MEM: base plus an unknown multiple of something */
	int64_t disp;	 /* MEM */
	const char *sym; /* SYM: symlen bytes of the template */
	size_t symlen;
};

#define ASM_MAX_ARGS 4
struct asm_insn {
	char name[24]; /* mnemonic; ".byte" data is "byte:" and its hexadecimal digits */
	bool lock, rep;
	uint8_t nargs;
	struct asm_arg arg[ASM_MAX_ARGS]; /* in AT&T order: the destination is last */
};

struct asm_template {
	VEC(struct asm_insn) insn;
	bool user_fault; /* its exception table says that it reaches for user memory */
};

/* Reads the instructions that stay in the current section: labels, comments, directives and what is
 * pushed to other sections (alternatives' replacements, bug and exception tables) are left out.
 * Never fails: what it cannot read is an instruction with a name that no table knows. text must
 * outlive t. */
void asm_template_parse(struct asm_template *t, const char *text, size_t n);
void asm_template_release(struct asm_template *t);

/* A symbol that module-level assembly defines or mentions, and the section it does so in ("" for
 * the one the text starts in). */
typedef void asm_symbol_fn(void *ctx, const char *section, size_t sn, const char *name, size_t n);
void asm_symbols(const char *text, size_t n, asm_symbol_fn *fn, void *ctx);

#endif
