/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/instrument_int.h"

#include <string.h>

/* The object that an address is computed from, by pointer arithmetic alone. */
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

bool instrument_writes(LLVMValueRef inst)
{
	LLVMValueRef fn;
	size_t n;

	if (LLVMIsAStoreInst(inst) || LLVMIsAAtomicRMWInst(inst) || LLVMIsAAtomicCmpXchgInst(inst))
		return true;
	fn = LLVMIsACallInst(inst) ? window_callee(inst) : NULL;
	return fn && LLVMGetIntrinsicID(fn) && !strncmp(LLVMGetValueName2(fn, &n), "llvm.mem", 8);
}

LLVMValueRef instrument_base(LLVMValueRef inst)
{
	LLVMValueRef address = address_of(inst);

	return address ? base_of(address) : NULL;
}

uint16_t instrument_variable(struct instrument *in, LLVMValueRef global)
{
	struct written_name at = write_reader_name(in->reader, global);
	size_t n;
	const char *name = LLVMGetValueName2(global, &n);

	if (LLVMGetLinkage(global) != LLVMInternalLinkage)
		return gate_table_variable(&in->t, name, "", 0);
	return gate_table_variable(&in->t, write_reader_text(in->reader, at.display),
				   write_reader_text(in->reader, at.file), at.line);
}

LLVMValueRef instrument_fresh(struct instrument *in, LLVMValueRef inst)
{
	LLVMValueRef p = instrument_base(inst), fn;

	if (!p || !LLVMIsACallInst(p))
		return NULL;
	fn = window_callee(p);
	if (LLVMGetCallSiteEnumAttribute(p, LLVMAttributeReturnIndex, in->noalias_kind) ||
	    (fn && LLVMGetEnumAttributeAtIndex(fn, LLVMAttributeReturnIndex, in->noalias_kind)))
		return p;
	return NULL;
}
