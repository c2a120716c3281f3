/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/window_join.h"
#include "base/hash.h"
#include "base/vec.h"
#include "passes/window.h"
#include "passes/window_callee.h"
#include "passes/window_write.h"

#include <llvm-c/Core.h>

#include <stdbool.h>

/* What a block has seen: the gate that opened the window at hand, if the block has it, and the gate
 * that closed the one before, if nothing has come between. */
struct joining {
	struct map keys_in; /* block -> 1 + keys open where it is entered */
	LLVMValueRef opened, closed;
	uint16_t open, before; /* keys now; of the window that closed was the end of */
	uint32_t removed;
};

static bool comes_between(LLVMValueRef inst)
{
	LLVMValueRef fn;
	size_t n;

	if (!window_marked(inst) && window_writes_afar(inst))
		return true;
	if (!LLVMIsACallInst(inst) && !LLVMIsAInvokeInst(inst) && !LLVMIsACallBrInst(inst))
		return false;
	if (LLVMIsAInlineAsm(LLVMGetCalledValue(inst)))
		return window_asm_may_gate(inst);
	fn = window_callee(inst);
	return !fn ||
	       (!LLVMGetIntrinsicID(fn) && !window_callee_is_listed(LLVMGetValueName2(fn, &n)));
}

/* The gate that ends the window which opened begins, when the block has it. */
static LLVMValueRef end_of(LLVMValueRef opened)
{
	uint16_t keys;

	for (LLVMValueRef i = LLVMGetNextInstruction(opened); i; i = LLVMGetNextInstruction(i))
		if (window_is_gate(i, &keys))
			return i;
	return NULL;
}

/* A window of keys opens at gate, while the one before has just closed. */
static void meet(struct joining *j, LLVMValueRef gate, uint16_t keys)
{
	if (keys != j->before) {
		if (!j->opened || !end_of(gate))
			return;
		window_set_keys(j->opened, keys | j->before);
	}
	LLVMInstructionEraseFromParent(j->closed);
	LLVMInstructionEraseFromParent(gate);
	j->open = keys | j->before;
	j->closed = NULL;
	j->removed++;
}

static void pass_gate(struct joining *j, LLVMValueRef gate, uint16_t keys)
{
	if (!keys) {
		j->closed = gate;
		j->before = j->open;
		j->open = 0;
		return;
	}
	LLVMValueRef closed = j->closed;

	j->open = keys;
	if (closed)
		meet(j, gate, keys);
	if (!closed || j->closed)
		j->opened = gate;
	j->closed = NULL;
}

static void join_in_block(struct joining *j, LLVMBasicBlockRef b)
{
	j->opened = j->closed = NULL;
	j->open = (uint16_t)(map_get(&j->keys_in, (uintptr_t)b) - 1);
	for (LLVMValueRef i = LLVMGetFirstInstruction(b), next; i; i = next) {
		uint16_t keys;

		next = LLVMGetNextInstruction(i);
		if (window_is_gate(i, &keys))
			pass_gate(j, i, keys);
		else if (comes_between(i))
			j->closed = NULL;
	}
}

/* Blocks in an order in which each comes behind one that leads to it. */
static void join_in_function(struct joining *j, LLVMValueRef fn)
{
	VEC(LLVMBasicBlockRef) pending = {0};

	map_release(&j->keys_in);
	vec_push(&pending, LLVMGetEntryBasicBlock(fn));
	*map_at(&j->keys_in, (uintptr_t)pending.v[0]) = 1;
	while (pending.n) {
		LLVMBasicBlockRef b = pending.v[--pending.n];
		LLVMValueRef end = LLVMGetBasicBlockTerminator(b);

		join_in_block(j, b);
		for (unsigned k = 0; k < LLVMGetNumSuccessors(end); k++) {
			LLVMBasicBlockRef to = LLVMGetSuccessor(end, k);

			if (map_get(&j->keys_in, (uintptr_t)to))
				continue;
			*map_at(&j->keys_in, (uintptr_t)to) = j->open + 1u;
			vec_push(&pending, to);
		}
	}
	vec_free(&pending);
}

uint32_t window_join(LLVMModuleRef m)
{
	struct joining j = {0};

	for (LLVMValueRef fn = LLVMGetFirstFunction(m); fn; fn = LLVMGetNextFunction(fn))
		if (LLVMCountBasicBlocks(fn))
			join_in_function(&j, fn);
	map_release(&j.keys_in);
	return j.removed;
}
