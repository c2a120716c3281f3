/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/instrument_int.h"
#include "passes/window_write.h"

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

bool instrument_is_fresh(struct instrument *in, LLVMValueRef inst)
{
	if (!LLVMIsACallInst(inst))
		return false;
	LLVMValueRef fn = window_callee(inst);

	return LLVMGetCallSiteEnumAttribute(inst, LLVMAttributeReturnIndex, in->noalias_kind) ||
	       (fn && LLVMGetEnumAttributeAtIndex(fn, LLVMAttributeReturnIndex, in->noalias_kind));
}

LLVMValueRef instrument_fresh(struct instrument *in, LLVMValueRef inst)
{
	LLVMValueRef p = window_write_base(inst);

	return p && instrument_is_fresh(in, p) ? p : NULL;
}
