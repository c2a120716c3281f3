/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/window_check.h"
#include "base/hash.h"
#include "base/vec.h"
#include "passes/window.h"
#include "passes/window_callee.h"
#include "passes/window_write.h"

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>

#include <stdio.h>

struct judge {
	bool whole, strict;
	struct map gates;   /* function -> 1 looked at or quiet, 2 may gate */
	struct map entered; /* block of the function at hand -> 1 + keys open there */
	VEC(LLVMBasicBlockRef) pending;
	struct diag *d;
};

static int offence(struct judge *j, LLVMValueRef inst, const char *what)
{
	LLVMValueRef fn = LLVMGetBasicBlockParent(LLVMGetInstructionParent(inst));
	LLVMMetadataRef at = LLVMInstructionGetDebugLoc(inst);
	size_t n;

	return diag_set(j->d, CM_EGRAPH, LLVMGetValueName2(fn, &n),
			"line %u: %s; this is a defect of the instrumentation",
			at ? LLVMDILocationGetLine(at) : 0, what);
}

static bool is_call(LLVMValueRef inst)
{
	return LLVMIsACallInst(inst) || LLVMIsAInvokeInst(inst) || LLVMIsACallBrInst(inst);
}

static bool may_gate(struct judge *j, LLVMValueRef fn);

/* Whether a call may lead to a gate. Of other modules only assembly is sure to have none; where the
 * program is in modules, who was admitted into a window by the key table is trusted further down.
 */
static bool call_may_gate(struct judge *j, LLVMValueRef call)
{
	LLVMValueRef fn = window_callee(call);
	size_t n;

	if (LLVMIsAInlineAsm(LLVMGetCalledValue(call)))
		return window_asm_may_gate(call);
	if (!fn)
		return true;
	if (LLVMGetIntrinsicID(fn))
		return false;
	if (window_callee_is_cold(LLVMGetValueName2(fn, &n)))
		return false;
	if (LLVMCountBasicBlocks(fn))
		return may_gate(j, fn);
	return !window_callee_is_listed(LLVMGetValueName2(fn, &n)) && j->whole;
}

static bool may_gate(struct judge *j, LLVMValueRef fn)
{
	uint32_t *known = map_at(&j->gates, (uintptr_t)fn);
	bool found = false;
	uint16_t keys;

	if (*known)
		return *known == 2;
	*known = 1;
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b && !found;
	     b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i && !found;
		     i = LLVMGetNextInstruction(i))
			found = is_call(i) && (window_is_gate(i, &keys) || call_may_gate(j, i));
	if (found)
		*map_at(&j->gates, (uintptr_t)fn) = 2;
	return found;
}

/* Whether control that passes inst gets to a marked write before a gate. */
static bool leads_to_write(LLVMValueRef inst)
{
	struct map been = {0};
	VEC(LLVMValueRef) pending = {0};
	bool found = false;
	uint16_t keys;

	vec_push(&pending, LLVMGetNextInstruction(inst));
	while (pending.n && !found) {
		LLVMValueRef i = pending.v[--pending.n], end = NULL;

		for (; i && !found && !window_is_gate(i, &keys); i = LLVMGetNextInstruction(i)) {
			found = window_marked(i) != 0;
			end = i;
		}
		if (i || found || !end || !LLVMIsATerminatorInst(end))
			continue;
		for (unsigned k = 0; k < LLVMGetNumSuccessors(end); k++) {
			LLVMBasicBlockRef to = LLVMGetSuccessor(end, k);

			if (map_get(&been, (uintptr_t)to))
				continue;
			*map_at(&been, (uintptr_t)to) = 1;
			vec_push(&pending, LLVMGetFirstInstruction(to));
		}
	}
	map_release(&been);
	vec_free(&pending);
	return found;
}

static int judge_gate(struct judge *j, LLVMValueRef inst, uint16_t opens, uint16_t *open)
{
	if (opens && *open)
		return offence(j, inst, "a window opens in a window");
	if (!opens && !*open)
		return offence(j, inst, "a window closes that is not open");
	if (opens && j->strict && !leads_to_write(inst))
		return offence(j, inst, "a window opens for nothing");
	*open = opens;
	return 0;
}

/* Another module's function that has not been admitted, or what only helpers may call there. (The
 * optimiser inlines helpers.) */
static bool is_out_of_sight(const struct judge *j, LLVMValueRef call)
{
	LLVMValueRef fn = window_callee(call);
	size_t n;

	if (fn && window_callee_is_cold(LLVMGetValueName2(fn, &n)))
		return j->strict;
	return fn && !LLVMCountBasicBlocks(fn) && !LLVMGetIntrinsicID(fn) &&
	       !window_callee_is_listed(LLVMGetValueName2(fn, &n)) && !window_is_marked(call);
}

static int judge_instruction(struct judge *j, LLVMValueRef inst, uint16_t *open)
{
	uint16_t keys = window_marked(inst);

	if (keys & ~*open)
		return offence(j, inst, "a write lacks its key");
	/* Optimisation loses marks, and moves writes to fresh memory. */
	if (*open && j->strict && !keys && window_writes_afar(inst))
		return offence(j, inst, "a write that needs no key stands in a window");
	if (LLVMIsAReturnInst(inst) || LLVMIsAResumeInst(inst))
		return *open ? offence(j, inst, "the function ends with a window open") : 0;
	if (!is_call(inst))
		return 0;
	if (window_is_gate(inst, &keys))
		return judge_gate(j, inst, keys, open);
	if (*open && (call_may_gate(j, inst) || is_out_of_sight(j, inst)))
		return offence(j, inst, "a call in a window may open another");
	return 0;
}

static int enter(struct judge *j, LLVMBasicBlockRef b, uint16_t open, LLVMValueRef from)
{
	uint32_t *known = map_at(&j->entered, (uintptr_t)b);

	if (*known)
		return *known == open + 1u
			   ? 0
			   : offence(j, from,
				     "other keys are open on another way to where it goes");
	*known = open + 1u;
	vec_push(&j->pending, b);
	return 0;
}

static int judge_function(struct judge *j, LLVMValueRef fn)
{
	int rc = 0;

	map_release(&j->entered);
	j->pending.n = 0;
	vec_push(&j->pending, LLVMGetEntryBasicBlock(fn));
	*map_at(&j->entered, (uintptr_t)j->pending.v[0]) = 1;
	while (j->pending.n && !rc) {
		LLVMBasicBlockRef b = j->pending.v[--j->pending.n];
		LLVMValueRef end = LLVMGetBasicBlockTerminator(b);
		uint16_t open = (uint16_t)(map_get(&j->entered, (uintptr_t)b) - 1);

		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i && !rc;
		     i = LLVMGetNextInstruction(i))
			rc = judge_instruction(j, i, &open);
		for (unsigned k = 0; k < LLVMGetNumSuccessors(end) && !rc; k++)
			rc = enter(j, LLVMGetSuccessor(end, k), open, end);
	}
	return rc;
}

int window_check(LLVMModuleRef m, bool whole, bool strict, struct diag *d)
{
	struct judge j = {.whole = whole, .strict = strict, .d = d};
	int rc = 0;

	for (LLVMValueRef fn = LLVMGetFirstFunction(m); fn && !rc; fn = LLVMGetNextFunction(fn))
		if (LLVMCountBasicBlocks(fn))
			rc = judge_function(&j, fn);
	map_release(&j.gates);
	map_release(&j.entered);
	vec_free(&j.pending);
	return rc;
}
