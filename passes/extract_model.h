/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of models.def, where the kinds are explained. For extract_model*.c. */
#ifndef CM_PASSES_EXTRACT_MODEL_H
#define CM_PASSES_EXTRACT_MODEL_H

#include "passes/extract_int.h"

enum model_kind {
	MODEL_ALLOC,
	MODEL_DUP,
	MODEL_REALLOC,
	MODEL_PAGES,
	MODEL_PERCPU,
	MODEL_CACHE_CREATE,
	MODEL_CACHE_ALLOC,
	MODEL_CACHE_BULK,
	MODEL_COPY,
	MODEL_WRITE,
	MODEL_FILL,
	MODEL_STORE,
	MODEL_INTO,
	MODEL_HANDOVER,
	MODEL_ENQUEUE,
	MODEL_BUFFER,
	MODEL_SOURCE,
	MODEL_FIXED,
	MODEL_NOTHING,
};

struct model {
	const char *name;
	enum model_kind kind;
	int8_t a, b, c; /* positions of arguments, MODEL_NO for none */
};
#define MODEL_NO (-1)

/* The first of the rows that name has, NULL when it has none. */
const struct model *model_named(const char *name);
/* Argument i of the call, NULL for MODEL_NO; and its node, 0 for MODEL_NO. */
LLVMValueRef model_argument(LLVMValueRef call, int8_t i);
fact_node model_node(struct ex *x, LLVMValueRef call, int8_t i);
/* The value of a constant argument; none when there is no such argument, 0 when it varies. */
uint64_t model_constant(LLVMValueRef call, int8_t i, uint64_t none);
/* A length as facts hold it: 0 for one they have no room for. */
uint32_t model_length(uint64_t n);

/* extract_model_memory.c: a row that says all there is to the call. */
void model_apply(struct ex *x, LLVMValueRef call, const struct model *m);

/* extract_model_follow.c: rows m to end, of one function, that take something out of a call which
 * is followed into the body otherwise. Records the call; false when a callback is not known here
 * and has to be found through the body, its data with it. */
bool model_follow(struct ex *x, LLVMValueRef call, LLVMValueRef callee, const struct model *m,
		  const struct model *end);
/* fn is called with data as its argument number position, some other time. */
void model_defer(struct ex *x, LLVMValueRef fn, fact_node data, unsigned position);

#endif
