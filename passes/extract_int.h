/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the extractor: what extract*.c share. Nothing outside passes/ includes it.
 *
 *   extract.c       module and function walk, plain instructions, constants, calls, locations
 *   extract_type.c  debug-info types and names; type hints of values
 *   extract_init.c  globals, linkage, initialisers
 *   extract_model.c calls of modelled functions (models.def): allocators, memcpy and kin
 *   extract_asm.c   inline asm, by template and constraint string (asm.def)
 */
#ifndef CM_PASSES_EXTRACT_INT_H
#define CM_PASSES_EXTRACT_INT_H

#include "base/hash.h"
#include "passes/extract.h"

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>

struct ex {
	struct facts *f;
	LLVMModuleRef m;
	LLVMTargetDataRef td;
	uint32_t func;        /* index of the function being walked, 0 outside */
	fact_loc_id loc;      /* of the instruction being walked */
	struct map sym_of;    /* LLVMValueRef of a global -> fact_sym_id */
	struct map node_of;   /* LLVMValueRef of a local or argument -> fact_node, per function */
	struct map type_of;   /* LLVMMetadataRef -> fact_type_id */
	struct map loc_of;    /* (file, line) -> fact_loc_id */
	struct map hint_of;   /* fact_node -> fact_type_id, per function */
};

/* extract.c. Nodes: ex_node gives the node of any operand, making address constraints for globals,
 * constant expressions and null (0) as needed; 0 when the value cannot carry a pointer. ex_define
 * gives the node an instruction defines. */
fact_node ex_fresh(struct ex *x);
fact_node ex_node(struct ex *x, LLVMValueRef v);
fact_node ex_define(struct ex *x, LLVMValueRef inst);
void ex_cons(struct ex *x, enum fact_op op, uint32_t dst, uint32_t src, int64_t off, uint32_t aux);
/* size 0: unknown. ptr 0 (null, constant address) is dropped. */
void ex_access(struct ex *x, fact_node ptr, uint64_t size, enum fact_via via);
void ex_unknown(struct ex *x, const char *reason, const char *detail);
/* The value of a constant integer operand, or otherwise. */
int64_t ex_int(LLVMValueRef v, int64_t otherwise);
/* The text of a constant C string that v points to, NULL when there is none; malloc'd. */
char *ex_string(LLVMValueRef v);
/* A new heap object described at the current instruction; type 0: from the hints of value. */
fact_heap_id ex_heap(struct ex *x, enum fact_heap_kind kind, LLVMValueRef value, uint64_t size,
		     const char *name);

/* extract_type.c. The type that debug info gives to what v points to (0 unknown): the variables
 * v is the value of, else the returned or argument's declared type. Best: a complete struct. */
fact_type_id ex_type(struct ex *x, LLVMMetadataRef di_type);
fact_type_id ex_pointee_of(struct ex *x, LLVMValueRef v);

/* extract_model.c: true when callee is modelled and everything about the call has been recorded,
 * fact_call (modelled = 1) included. name: linker name, without an .NNN suffix. */
bool ex_model_call(struct ex *x, LLVMValueRef call, LLVMValueRef callee, const char *name);

/* extract_asm.c: records an inline-asm call. */
void ex_asm_call(struct ex *x, LLVMValueRef call, LLVMValueRef callee);

/* extract.c, for both: records a fact_call of an unmodelled or modelled direct callee. */
void ex_record_call(struct ex *x, LLVMValueRef call, fact_sym_id callee, fact_node target,
		    bool modelled);
/* extract_init.c: symbol of a global value, made on first use. */
fact_sym_id ex_sym(struct ex *x, LLVMValueRef global);

#endif
