/* SPDX-License-Identifier: Apache-2.0 */
/* Inline assembly's templates: AT&T x86 text with LLVM's $n for operands, parsed into instructions.
 * What an instruction does is asm.def's business. Free of LLVM. */
#ifndef CM_PASSES_ASM_TEMPLATE_H
#define CM_PASSES_ASM_TEMPLATE_H

#include "passes/asm_operand.h"

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
	bool user; /* memory it names is the user's: it may fault, or opens user memory (stac) */
};

/* Reads the instructions that stay in the current section: labels, comments, directives and what is
 * pushed to other sections (alternatives' replacements, bug and exception tables) are left out.
 * Never fails: what it cannot read is an instruction with a name that no table knows. text must
 * outlive t. */
void asm_template_parse(struct asm_template *t, const char *text, size_t n);
void asm_template_release(struct asm_template *t);

#endif
