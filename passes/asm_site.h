/* SPDX-License-Identifier: Apache-2.0 */
/* One inline-asm call while it is being described: what its registers hold, and where its operands
 * are. For extract_asm.c and asm_effect.c. */
#ifndef CM_PASSES_ASM_SITE_H
#define CM_PASSES_ASM_SITE_H

#include "passes/asm_table.h"
#include "passes/extract_int.h"

#define ASM_MAX_OPERANDS 64

/* What a register holds now. An input is asked for its node when an instruction reads it. */
struct asm_cell {
	LLVMValueRef input; /* not asked for yet, else NULL */
	fact_node node;
};

struct asm_site {
	struct ex *x;
	LLVMValueRef call;
	struct asm_operands o;
	struct asm_template t;
	bool branches; /* an instruction may be skipped or come again: cells gain, and lose nothing
			*/
	struct asm_cell reg[ASM_REG_COUNT];
	struct asm_cell operand[ASM_MAX_OPERANDS]; /* of those in no register of their own name */
};

/* What an operand of an instruction is: memory at base + off, a cell, or (neither) a constant or a
 * register without pointers. */
struct asm_place {
	bool memory;
	fact_node base;
	int64_t off;
	uint64_t size; /* 0 unknown */
	struct asm_cell *cell;
	LLVMValueRef constant;
};

/* Reads constraints and template; false when the constraints cannot be read. */
bool asm_site_open(struct asm_site *s, struct ex *x, LLVMValueRef call, LLVMValueRef callee);
void asm_site_close(struct asm_site *s);
/* Copies what the cells hold to the values that the call gives. */
void asm_site_results(struct asm_site *s);

/* An operand's value in the call; NULL for a result and a label. */
LLVMValueRef asm_argument(const struct asm_site *s, const struct asm_operand *o);
struct asm_operand *asm_operand_of(struct asm_site *s, const struct asm_arg *a);

struct asm_place asm_place_of(struct asm_site *s, const struct asm_insn *in,
			      const struct asm_arg *a);
/* Operand i as a place of its own, outside any instruction. */
struct asm_place asm_place_of_operand(struct asm_site *s, unsigned i);
fact_node asm_cell_get(struct asm_site *s, struct asm_cell *c);
void asm_cell_set(struct asm_site *s, struct asm_cell *c, fact_node value);
fact_node asm_load(struct asm_site *s, const struct asm_place *p);
/* Memory: an access, and a STORE when value is not 0. */
void asm_store(struct asm_site *s, const struct asm_place *p, fact_node value, enum fact_via via);

/* asm_effect.c: what one instruction does. */
void asm_apply(struct asm_site *s, const struct asm_insn *in);

#endif
