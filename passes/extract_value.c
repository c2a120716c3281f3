/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

/* In node_of: the value has been looked at and carries nothing. */
#define NO_NODE UINT32_MAX

fact_node ex_fresh(struct ex *x)
{
	return ++x->f->nnodes;
}

bool ex_has_room(LLVMTypeRef t)
{
	switch (LLVMGetTypeKind(t)) {
	case LLVMPointerTypeKind:
		return true;
	case LLVMIntegerTypeKind:
		return LLVMGetIntTypeWidth(t) >= 64;
	case LLVMArrayTypeKind:
	case LLVMVectorTypeKind:
		return ex_has_room(LLVMGetElementType(t));
	case LLVMStructTypeKind:
		for (unsigned i = 0; i < LLVMCountStructElementTypes(t); i++)
			if (ex_has_room(LLVMStructGetTypeAtIndex(t, i)))
				return true;
		return false;
	default:
		return false;
	}
}

static void lanes_of_elements(struct ex *x, LLVMTypeRef t, uint64_t n, uint64_t base,
			      void (*fn)(struct ex *x, uint64_t off, void *arg), void *arg)
{
	LLVMTypeRef elem = LLVMGetElementType(t);
	uint64_t step = LLVMABISizeOfType(x->td, elem);

	for (uint64_t i = 0; i < n; i++)
		ex_lanes(x, elem, base + i * step, fn, arg);
}

void ex_lanes(struct ex *x, LLVMTypeRef t, uint64_t base,
	      void (*fn)(struct ex *x, uint64_t off, void *arg), void *arg)
{
	if (!ex_has_room(t))
		return;
	switch (LLVMGetTypeKind(t)) {
	case LLVMIntegerTypeKind:
		for (unsigned bit = 0; bit + 64 <= LLVMGetIntTypeWidth(t); bit += 64)
			fn(x, base + bit / 8, arg);
		break;
	case LLVMArrayTypeKind:
		lanes_of_elements(x, t, LLVMGetArrayLength2(t), base, fn, arg);
		break;
	case LLVMVectorTypeKind:
		lanes_of_elements(x, t, LLVMGetVectorSize(t), base, fn, arg);
		break;
	case LLVMStructTypeKind:
		for (unsigned i = 0; i < LLVMCountStructElementTypes(t); i++)
			ex_lanes(x, LLVMStructGetTypeAtIndex(t, i),
				 base + LLVMOffsetOfElement(x->td, t, i), fn, arg);
		break;
	default:
		fn(x, base, arg);
	}
}

struct transfer {
	fact_node value, address;
};

static void store_lane(struct ex *x, uint64_t off, void *arg)
{
	const struct transfer *t = arg;

	ex_cons(x, FACT_STORE, t->address, t->value, (int64_t)off, 0);
}

void ex_store(struct ex *x, fact_node address, LLVMValueRef value)
{
	struct transfer t = {.value = address ? ex_node(x, value) : 0, .address = address};

	if (t.value)
		ex_lanes(x, LLVMTypeOf(value), 0, store_lane, &t);
}

static fact_node constant_node(struct ex *x, LLVMValueRef c)
{
	struct ex_address a;
	fact_node n = 0;

	if (ex_address(x, c, &a)) {
		if (a.relative)
			return 0;
		n = ex_fresh(x);
		ex_cons(x, FACT_ADDR_SYM, n, ex_sym(x, a.global), a.off, 0);
	} else if (LLVMIsAConstantStruct(c) || LLVMIsAConstantArray(c) ||
		   LLVMIsAConstantVector(c)) {
		for (int i = 0; i < LLVMGetNumOperands(c); i++) {
			fact_node part = ex_node(x, LLVMGetOperand(c, (unsigned)i));

			if (part && !n)
				n = ex_fresh(x);
			ex_copy(x, n, part);
		}
	}
	return n;
}

/* Values that are another value under a different type share its node. */
static LLVMValueRef same_as(LLVMValueRef v)
{
	LLVMValueRef from = LLVMGetNumOperands(v) ? LLVMGetOperand(v, 0) : NULL;

	switch (LLVMGetInstructionOpcode(v)) {
	case LLVMBitCast:
	case LLVMAddrSpaceCast:
	case LLVMPtrToInt:
	case LLVMFreeze:
	case LLVMExtractValue:
	case LLVMExtractElement:
		return from;
	case LLVMTrunc: /* of an integer of two pointers' width */
	case LLVMZExt:
		return ex_has_room(LLVMTypeOf(from)) ? from : NULL;
	case LLVMIntToPtr:
		return from;
	default:
		return NULL;
	}
}

/* A node whose constraints ex_define_pending() will write, or the walk (instructions with an
 * effect). */
static fact_node instruction_node(struct ex *x, LLVMValueRef v)
{
	LLVMOpcode op = LLVMGetInstructionOpcode(v);
	LLVMValueRef same = same_as(v);

	if (same) {
		fact_node n = ex_node(x, same);

		if (n || op != LLVMIntToPtr || ex_narrow(same))
			return n;
	}
	if (LLVMGetTypeKind(LLVMTypeOf(v)) == LLVMIntegerTypeKind && !ex_carries(x, v))
		return 0;
	if (op == LLVMGetElementPtr && LLVMIsAConstantPointerNull(LLVMGetOperand(v, 0)) &&
	    LLVMGetNumOperands(v) == 2 && ex_narrow(LLVMGetOperand(v, 1)))
		return 0;
	switch (op) {
	case LLVMCall:
	case LLVMInvoke:
	case LLVMCallBr:
		if (!ex_call_carries(x, v))
			return 0;
		if (ex_call_is_pure(x, v))
			vec_push(&x->pending, v);
		break;
	case LLVMAtomicCmpXchg:
	case LLVMAtomicRMW:
	case LLVMVAArg:
		break;
	default:
		vec_push(&x->pending, v);
	}
	fact_node n = ex_fresh(x);
	struct fact_hint h = {.node = n};

	if (ex_hint(x, v, &h))
		vec_push(&x->f->hints, h);
	return n;
}

fact_node ex_node(struct ex *x, LLVMValueRef v)
{
	if (!ex_has_room(LLVMTypeOf(v)))
		return 0;
	uint32_t *at = map_at(&x->node_of, (uintptr_t)v);

	if (!*at) {
		fact_node n = 0;

		*at = NO_NODE; /* what an unreachable block's value made of itself finds */
		if (LLVMIsAInstruction(v))
			n = instruction_node(x, v);
		else if (LLVMIsAConstant(v))
			n = constant_node(x, v);
		at = map_at(&x->node_of, (uintptr_t)v);
		*at = n ? n : NO_NODE;
	}
	return *at == NO_NODE ? 0 : *at;
}

fact_node ex_define(struct ex *x, LLVMValueRef inst)
{
	fact_node n = ex_node(x, inst);

	if (!n) {
		n = ex_fresh(x);
		*map_at(&x->node_of, (uintptr_t)inst) = n;
	}
	return n;
}

void ex_bind(struct ex *x, LLVMValueRef v, fact_node n)
{
	uint32_t *at = map_at(&x->node_of, (uintptr_t)v);

	if (!*at)
		*at = n ? n : NO_NODE;
	else if (*at != NO_NODE)
		ex_copy(x, *at, n);
}

static void load_lane(struct ex *x, uint64_t off, void *arg)
{
	const struct transfer *t = arg;

	ex_cons(x, FACT_LOAD, t->value, t->address, (int64_t)off, 0);
}

/* Loads see through constant displacements, so that p->f costs no node. */
static void define_load(struct ex *x, fact_node n, LLVMValueRef inst)
{
	struct ex_place p = ex_place(x, inst, LLVMGetOperand(inst, 0));
	struct transfer t = {.value = n, .address = p.node};

	if (t.address)
		ex_lanes(x, LLVMTypeOf(inst), (uint64_t)p.off, load_lane, &t);
}

static bool is_fixed_address(LLVMValueRef v)
{
	return LLVMIsAConstantPointerNull(v) ||
	       (LLVMIsAConstantExpr(v) && LLVMGetConstOpcode(v) == LLVMIntToPtr);
}

static void define_gep(struct ex *x, fact_node n, LLVMValueRef inst)
{
	LLVMValueRef base = LLVMGetOperand(inst, 0), index = ex_gep_index(inst);
	struct ex_linear d = ex_gep(x, inst);

	if (index && ex_percpu_offset(x, index)) {
		ex_displace(x, n, ex_node(x, base), (struct ex_linear){.off = d.off});
		return;
	}
	if (index && ex_percpu_offset(x, base)) {
		ex_copy(x, n, ex_node(x, index));
		return;
	}
	if (index && ex_map_base(x, base)) {
		ex_translate(x, n, index, ex_map_base(x, base));
		return;
	}
	if (index && ex_map_base(x, index)) {
		ex_translate(x, n, base, ex_map_base(x, index));
		return;
	}
	fact_node from = ex_node(x, base), other = 0;

	ex_displace(x, n, from, d);
	if (index && (!from || LLVMIsAIntToPtrInst(base)))
		other = ex_node(x, index);
	ex_displace(x, n, other, (struct ex_linear){.stride = 1});
	if (!from && !other && is_fixed_address(base) && index && !ex_narrow(index)) {
		ex_cons(x, FACT_UNKNOWN_PTR, n, 0, 0, 0);
		ex_unknown(x, "inttoptr", "getelementptr");
	}
}

static void define_alloca(struct ex *x, fact_node n, LLVMValueRef inst)
{
	int64_t count = ex_int(LLVMGetOperand(inst, 0), 0);
	uint64_t one = LLVMABISizeOfType(x->td, LLVMGetAllocatedType(inst));

	ex_cons(x, FACT_ADDR_HEAP, n, ex_stack(x, inst, one * (uint64_t)count, count != 1), 0, 0);
}

static void define_all(struct ex *x, fact_node n, LLVMValueRef inst, int first)
{
	fact_node seen = 0;

	for (int i = first; i < LLVMGetNumOperands(inst); i++) {
		fact_node from = ex_node(x, LLVMGetOperand(inst, (unsigned)i));

		if (from != seen)
			ex_copy(x, n, from);
		seen = from;
	}
}

static void define(struct ex *x, fact_node n, LLVMValueRef inst)
{
	switch (LLVMGetInstructionOpcode(inst)) {
	case LLVMPHI:
	case LLVMInsertValue:
	case LLVMInsertElement:
	case LLVMShuffleVector:
		define_all(x, n, inst, 0);
		break;
	case LLVMSelect:
		define_all(x, n, inst, 1);
		break;
	case LLVMLoad:
		define_load(x, n, inst);
		break;
	case LLVMGetElementPtr:
		define_gep(x, n, inst);
		break;
	case LLVMAlloca:
		define_alloca(x, n, inst);
		break;
	case LLVMIntToPtr:
		ex_computed(x, n, LLVMGetOperand(inst, 0));
		break;
	case LLVMCall:
		ex_define_intrinsic(x, n, inst);
		break;
	default:
		if (ex_define_int(x, n, inst))
			break;
		ex_cons(x, FACT_UNKNOWN_PTR, n, 0, 0, 0);
		ex_unknown(x, "instruction", ex_opcode_name(inst));
	}
}

void ex_define_pending(struct ex *x)
{
	/* Grows while it is walked. */
	for (uint32_t i = 0; i < x->pending.n; i++) {
		LLVMValueRef inst = x->pending.v[i];

		ex_locate(x, inst);
		define(x, map_get(&x->node_of, (uintptr_t)inst), inst);
	}
	x->pending.n = 0;
}
