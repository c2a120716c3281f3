/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/window_write.h"
#include "passes/asm_table.h"
#include "passes/window.h"
#include "passes/window_callee.h"

#include <llvm-c/Core.h>

#include <string.h>

static LLVMValueRef base_of(LLVMValueRef p)
{
	for (;;) {
		bool step =
		    (LLVMIsAGetElementPtrInst(p) || LLVMIsABitCastInst(p) ||
		     LLVMIsAAddrSpaceCastInst(p)) ||
		    (LLVMIsAConstantExpr(p) && (LLVMGetConstOpcode(p) == LLVMGetElementPtr ||
						LLVMGetConstOpcode(p) == LLVMBitCast));

		if (!step)
			return p;
		p = LLVMGetOperand(p, 0);
	}
}

/* Where inst writes, NULL when that is not one operand. */
static LLVMValueRef address_of(LLVMValueRef inst)
{
	LLVMValueRef fn;

	if (LLVMIsAStoreInst(inst))
		return LLVMGetOperand(inst, 1);
	if (LLVMIsAAtomicRMWInst(inst) || LLVMIsAAtomicCmpXchgInst(inst))
		return LLVMGetOperand(inst, 0);
	fn = LLVMIsACallInst(inst) ? window_callee(inst) : NULL;
	if (fn && LLVMGetIntrinsicID(fn) && LLVMGetNumArgOperands(inst) >= 3)
		return LLVMGetOperand(inst, 0); /* memcpy and kin */
	return NULL;
}

bool window_is_write(LLVMValueRef inst)
{
	LLVMValueRef fn;
	size_t n;

	if (LLVMIsAStoreInst(inst) || LLVMIsAAtomicRMWInst(inst) || LLVMIsAAtomicCmpXchgInst(inst))
		return true;
	fn = LLVMIsACallInst(inst) ? window_callee(inst) : NULL;
	return fn && LLVMGetIntrinsicID(fn) && !strncmp(LLVMGetValueName2(fn, &n), "llvm.mem", 8);
}

LLVMValueRef window_write_base(LLVMValueRef inst)
{
	LLVMValueRef address = address_of(inst);

	return address ? base_of(address) : NULL;
}

static bool is_variable(LLVMValueRef base)
{
	return LLVMIsAAllocaInst(base) || LLVMIsAGlobalVariable(base);
}

static bool is_pointer(LLVMValueRef v)
{
	return LLVMGetTypeKind(LLVMTypeOf(v)) == LLVMPointerTypeKind;
}

static bool leads_afar(LLVMValueRef call)
{
	for (unsigned i = 0; i < (unsigned)LLVMGetNumArgOperands(call); i++) {
		LLVMValueRef arg = LLVMGetOperand(call, i);

		if (is_pointer(arg) && !LLVMIsAFunction(arg) && !is_variable(base_of(arg)))
			return true;
	}
	return false;
}

static bool is_memory(const struct asm_operands *o, const struct asm_arg *a)
{
	if (a->kind == ASM_ARG_REF)
		return (uint32_t)a->ref >= o->op.n || o->op.v[a->ref].indirect;
	return a->kind == ASM_ARG_MEM || a->kind == ASM_ARG_SYM;
}

static bool insn_writes(const struct asm_operands *o, const struct asm_insn *insn)
{
	switch (asm_effect_of(insn)) {
	case ASM_NONE:
	case ASM_PUSH:
	case ASM_LODS:
	case ASM_CALL:
		return false;
	case ASM_XCHG:
	case ASM_XADD:
		return is_memory(o, &insn->arg[0]) || is_memory(o, &insn->arg[insn->nargs - 1]);
	case ASM_UNKNOWN:
		return true;
	default:
		return !insn->nargs || is_memory(o, &insn->arg[insn->nargs - 1]);
	}
}

/* Assembly that jumps may call an input what it writes: put_user() does. */
static bool asm_writes_input(LLVMValueRef code, const char *operands, size_t n)
{
	struct asm_operands o = {0};
	struct asm_template t = {0};
	bool writes;
	const char *text;

	if (!memchr(operands, '*', n))
		return false;
	writes = !asm_operands_parse(&o, operands, n);
	text = LLVMGetInlineAsmAsmString(code, &n);
	asm_template_parse(&t, text, n);
	vec_each (&t.insn, i)
		writes |= insn_writes(&o, &t.insn.v[i]);
	asm_template_release(&t);
	asm_operands_release(&o);
	return writes;
}

/* By an output in memory, or by a pointer in a register and a note that memory changes. */
static bool asm_writes(LLVMValueRef code)
{
	size_t n;
	const char *operands = LLVMGetInlineAsmConstraintString(code, &n);

	return memmem(operands, n, "=*", 2) || memmem(operands, n, "{memory}", 8) ||
	       asm_writes_input(code, operands, n);
}

bool window_writes_afar(LLVMValueRef inst)
{
	LLVMValueRef fn;
	uint16_t keys;
	size_t n;

	if (window_is_write(inst)) {
		LLVMValueRef base = window_write_base(inst);

		return !base || !is_variable(base);
	}
	if ((!LLVMIsACallInst(inst) && !LLVMIsAInvokeInst(inst) && !LLVMIsACallBrInst(inst)) ||
	    window_is_gate(inst, &keys))
		return false;
	if (LLVMIsAInlineAsm(LLVMGetCalledValue(inst)))
		return asm_writes(LLVMGetCalledValue(inst)) && leads_afar(inst);
	fn = window_callee(inst);
	if (!fn || LLVMGetIntrinsicID(fn))
		return false;
	return window_callee_is_listed(LLVMGetValueName2(fn, &n)) &&
	       !window_callee_is_reader(LLVMGetValueName2(fn, &n)) && leads_afar(inst);
}
