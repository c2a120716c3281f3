// SPDX-License-Identifier: Apache-2.0
#include "passes/llvm_shim.h"

#include <llvm/Analysis/CFG.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DebugProgramInstruction.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

using namespace llvm;

static const char *text(StringRef s, size_t *len)
{
	*len = s.size();
	return s.empty() ? "" : s.data();
}

LLVMMetadataRef shim_type_base(LLVMMetadataRef type)
{
	Metadata *md = unwrap(type);

	if (auto *d = dyn_cast<DIDerivedType>(md))
		return wrap(d->getBaseType());
	if (auto *c = dyn_cast<DICompositeType>(md))
		return wrap(c->getBaseType());
	return nullptr;
}

unsigned shim_type_nelements(LLVMMetadataRef composite)
{
	return unwrap<DICompositeType>(composite)->getElements().size();
}

LLVMMetadataRef shim_type_element(LLVMMetadataRef composite, unsigned i)
{
	return wrap(unwrap<DICompositeType>(composite)->getElements()[i]);
}

uint32_t shim_subrange_count(LLVMMetadataRef subrange)
{
	auto *r = dyn_cast<DISubrange>(unwrap(subrange));

	if (!r)
		return 0;
	auto *n = dyn_cast_if_present<ConstantInt *>(r->getCount());
	int64_t count = n ? n->getSExtValue() : 0;

	return count > 0 && count <= UINT32_MAX ? static_cast<uint32_t>(count) : 0;
}

uint64_t shim_member_offset(LLVMMetadataRef member)
{
	auto *d = unwrap<DIDerivedType>(member);

	if (d->isBitField())
		if (auto *unit = dyn_cast_or_null<ConstantInt>(d->getStorageOffsetInBits()))
			return unit->getZExtValue() / 8;
	return d->getOffsetInBits() / 8;
}

bool shim_member_is_static(LLVMMetadataRef member)
{
	return unwrap<DIDerivedType>(member)->isStaticMember();
}

const char *shim_variable_name(LLVMMetadataRef var, size_t *len)
{
	return text(unwrap<DIVariable>(var)->getName(), len);
}

LLVMMetadataRef shim_variable_type(LLVMMetadataRef var)
{
	return wrap(unwrap<DIVariable>(var)->getType());
}

LLVMMetadataRef shim_scope_subprogram(LLVMMetadataRef scope)
{
	return wrap(unwrap<DILocalScope>(scope)->getSubprogram());
}

const char *shim_subprogram_name(LLVMMetadataRef sp, size_t *len)
{
	return text(unwrap<DISubprogram>(sp)->getName(), len);
}

LLVMMetadataRef shim_subprogram_type(LLVMMetadataRef sp, unsigned slot)
{
	DISubroutineType *type = unwrap<DISubprogram>(sp)->getType();

	if (!type || slot >= type->getTypeArray().size())
		return nullptr;
	return wrap(type->getTypeArray()[slot]);
}

LLVMMetadataRef shim_subprogram_subroutine(LLVMMetadataRef sp)
{
	DISubroutineType *type = unwrap<DISubprogram>(sp)->getType();

	return type ? wrap(type) : nullptr;
}

unsigned shim_subroutine_count(LLVMMetadataRef type)
{
	DITypeRefArray types = unwrap<DISubroutineType>(type)->getTypeArray();

	return types ? types.size() : 0;
}

LLVMMetadataRef shim_subroutine_type(LLVMMetadataRef type, unsigned slot)
{
	return wrap(unwrap<DISubroutineType>(type)->getTypeArray()[slot]);
}

LLVMMetadataRef shim_subprogram_unit_file(LLVMMetadataRef sp)
{
	DICompileUnit *unit = unwrap<DISubprogram>(sp)->getUnit();

	return unit ? wrap(unit->getFile()) : nullptr;
}

LLVMMetadataRef shim_module_file(LLVMModuleRef m)
{
	for (DICompileUnit *unit : unwrap(m)->debug_compile_units())
		return wrap(unit->getFile());
	return nullptr;
}

/* !{base type, access type, offset}; a base type is !{name, member, offset, member, offset...}, a
 * scalar !{name, parent, 0}. */
bool shim_access_tag(LLVMValueRef inst, struct shim_tag *tag)
{
	const MDNode *at = unwrap<Instruction>(inst)->getMetadata(LLVMContext::MD_tbaa);
	const MDNode *base =
	    at && at->getNumOperands() >= 3 ? dyn_cast<MDNode>(at->getOperand(0)) : nullptr;

	if (!base || base == at->getOperand(1).get() || !base->getNumOperands())
		return false;
	auto *name = dyn_cast<MDString>(base->getOperand(0));
	auto *offset = mdconst::dyn_extract<ConstantInt>(at->getOperand(2));

	if (!name || !offset || name->getString().empty())
		return false;
	tag->record = text(name->getString(), &tag->length);
	tag->offset = offset->getZExtValue();
	return true;
}

unsigned shim_bitcode_version(LLVMMemoryBufferRef bitcode)
{
	Expected<std::string> producer =
	    getBitcodeProducerString(unwrap(bitcode)->getMemBufferRef());
	unsigned version = 0;

	if (!producer) {
		consumeError(producer.takeError());
		return 0;
	}
	StringRef rest = *producer;

	return rest.consume_front("LLVM") && !rest.consumeInteger(10, version) ? version : 0;
}

LLVMValueRef shim_equivalent(LLVMValueRef v)
{
	if (auto *e = dyn_cast<DSOLocalEquivalent>(unwrap(v)))
		return wrap(e->getGlobalValue());
	if (auto *n = dyn_cast<NoCFIValue>(unwrap(v)))
		return wrap(n->getGlobalValue());
	return nullptr;
}

LLVMValueRef shim_edge(LLVMBasicBlockRef from, LLVMBasicBlockRef to)
{
	BasicBlock *source = unwrap(from), *target = unwrap(to);
	Instruction *end = source->getTerminator();

	if (source->getUniqueSuccessor() && isa<BranchInst>(end))
		return wrap(end);
	if (target->getUniquePredecessor())
		return wrap(&*target->getFirstInsertionPt());
	CriticalEdgeSplittingOptions options;
	BasicBlock *middle = nullptr;

	if (!isa<IndirectBrInst>(end))
		middle = SplitCriticalEdge(end, GetSuccessorNumber(source, target),
					   options.setMergeIdenticalEdges());
	return middle ? wrap(middle->getTerminator()) : nullptr;
}

LLVMValueRef shim_move_body(LLVMValueRef fn, const char *name)
{
	Function *entry = unwrap<Function>(fn);
	Function *body = Function::Create(entry->getFunctionType(), entry->getLinkage(),
					  entry->getAddressSpace(), name, entry->getParent());

	body->copyAttributesFrom(entry);
	body->copyMetadata(entry, 0);
	body->splice(body->begin(), entry);
	/* A function of its own, for debug information. */
	if (DISubprogram *of = entry->getSubprogram()) {
		DISubprogram *own = MDNode::replaceWithDistinct(of->clone());

		own->replaceRetainedNodes(MDTuple::get(entry->getContext(), {}));
		entry->setSubprogram(own);
	}
	for (auto old = entry->arg_begin(), arg = body->arg_begin(); old != entry->arg_end();
	     ++old, ++arg) {
		arg->takeName(old);
		old->replaceAllUsesWith(arg);
	}
	return wrap(body);
}

/* Whether e computes "value + constant" of the variable as a whole. */
static bool displaced(const DIExpression *e, int64_t *offset)
{
	SmallVector<uint64_t, 4> rest;

	return !e->isFragment() && e->extractLeadingOffset(*offset, rest) &&
	       (rest.empty() || (rest.size() == 1 && rest[0] == dwarf::DW_OP_stack_value));
}

void shim_records(LLVMValueRef inst, void (*fn)(void *, const struct shim_record *), void *arg)
{
	for (DbgVariableRecord &r : filterDbgVars(unwrap<Instruction>(inst)->getDbgRecordRange())) {
		DIExpression *e = r.getExpression();
		bool deref = e->getNumElements() == 1 && e->getElement(0) == dwarf::DW_OP_deref;
		bool plain = e->getNumElements() == 0;
		struct shim_record out = {};

		out.var = wrap(r.getVariable());
		if (r.isDbgAssign() && !r.isKillAddress()) {
			out.value = wrap(r.getAddress());
			out.address = true;
			out.whole = r.getAddressExpression()->getNumElements() == 0 && plain;
			fn(arg, &out);
		}
		if (r.hasArgList() || r.isKillLocation())
			continue;
		out.value = wrap(r.getVariableLocationOp(0));
		out.address = r.isAddressOfVariable() || deref;
		out.whole = plain || (deref && !r.isAddressOfVariable());
		if (!out.address && !plain)
			out.whole = displaced(e, &out.offset);
		fn(arg, &out);
	}
}
