/* SPDX-License-Identifier: Apache-2.0 */
/* Allocations of keyed objects. A kernel that can has void *capmap_kmalloc(size_t size, gfp_t gfp,
 * unsigned int key, unsigned int row), row being the object's in the table; kfree() and the rest
 * find out by themselves. */
#include "passes/instrument_int.h"

#include <string.h>

#define ALLOCATE "capmap_kmalloc"

/* Of Linux 6.1: memory that devices with short addresses reach, which keyed pages are not. */
#define GFP_DMA_ZONES 0x5u

/* Where a function of the kmalloc family has its size and flags. */
static const struct family {
	const char *name;
	unsigned size, flags;
} family[] = {
    {"kmalloc_trace", 2, 1},
    {"__kmalloc", 0, 1},
};

static const struct family *family_of(LLVMValueRef call)
{
	LLVMValueRef fn = window_callee(call);
	size_t n;

	for (size_t i = 0; fn && i < sizeof(family) / sizeof(*family); i++)
		if (!strcmp(LLVMGetValueName2(fn, &n), family[i].name))
			return &family[i];
	return NULL;
}

static void replace(struct instrument *in, LLVMValueRef call, const struct family *f, uint16_t key,
		    uint32_t row)
{
	LLVMContextRef c = LLVMGetModuleContext(in->m);
	LLVMValueRef allocate = LLVMGetNamedFunction(in->m, ALLOCATE);
	LLVMBuilderRef b = LLVMCreateBuilderInContext(c);
	LLVMValueRef args[] = {
	    LLVMGetOperand(call, f->size),
	    LLVMGetOperand(call, f->flags),
	    LLVMConstInt(LLVMInt32TypeInContext(c), key, 0),
	    LLVMConstInt(LLVMInt32TypeInContext(c), row, 0),
	};
	LLVMValueRef made;

	LLVMPositionBuilderBefore(b, call);
	made = LLVMBuildCall2(b, LLVMGlobalGetValueType(allocate), allocate, args, 4, "");
	LLVMAddCallSiteAttribute(made, LLVMAttributeReturnIndex,
				 LLVMCreateEnumAttribute(c, in->noalias_kind, 0));
	LLVMReplaceAllUsesWith(call, made);
	LLVMInstructionEraseFromParent(call);
	LLVMDisposeBuilder(b);
	in->report.count[COUNT_ALLOCATIONS]++;
}

static bool wants_dma(LLVMValueRef flags)
{
	return LLVMIsAConstantInt(flags) && (LLVMConstIntGetZExtValue(flags) & GFP_DMA_ZONES);
}

/* Only a type that the allocation has by itself tells that it is always the same object: one
 * without may be a wrapper's, whose callers each have theirs. */
static void allocation(struct instrument *in, const struct target *t, const struct allocated *a)
{
	const struct family *f = LLVMIsACallInst(a->inst) ? family_of(a->inst) : NULL;
	struct written_name at = write_reader_name(in->reader, t->fn);
	char *type = write_reader_type(in->reader, a->type);
	uint16_t key = 0;
	uint32_t row = 0;

	if (f && type[0] && !wants_dma(LLVMGetOperand(a->inst, f->flags)))
		key = gate_table_allocation(&in->t, type, write_reader_text(in->reader, at.display),
					    write_reader_text(in->reader, at.unit),
					    write_reader_text(in->reader, a->file), a->line, &row,
					    in->keyed);
	if (key)
		replace(in, a->inst, f, key, row);
	free(type);
}

static bool allocates(LLVMValueRef fn)
{
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i))
			if (LLVMIsACallInst(i) && family_of(i))
				return true;
	return false;
}

void instrument_allocations(struct instrument *in)
{
	if (!LLVMGetNamedFunction(in->m, ALLOCATE))
		return;
	vec_each (&in->targets, i) {
		const struct target *t = &in->targets.v[i];
		uint32_t n;

		if (!allocates(t->fn))
			continue;
		write_reader_read(in->reader, t->fn, &n);
		const struct allocated *a = write_reader_allocated(in->reader, &n);

		for (uint32_t k = 0; k < n; k++)
			allocation(in, t, &a[k]);
	}
}
