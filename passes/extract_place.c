/* SPDX-License-Identifier: Apache-2.0 */
/* Where a load or store goes, and which struct it finds there.
 *
 * The access tags of type-based alias analysis ("type 'struct mutex_waiter', 16 bytes from its
 * start") say it of every access to a member, also where no variable does: after container_of, and
 * after the optimiser has thrown the variables away. A kernel is compiled without them, because it
 * does not keep C's aliasing rules; -fstrict-aliasing -mllvm -enable-tbaa=false writes the tags and
 * lets no optimisation read them. */
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

static fact_node typed(struct ex *x, fact_node base, int64_t off, fact_type_id type)
{
	uint32_t *at = map_at(&x->typed_of, hash_pair((uint64_t)base << 32 | type, (uint64_t)off));

	if (!*at) {
		fact_node n = ex_fresh(x);
		struct fact_hint h = {.node = n, .type = type, .off = off};

		ex_copy(x, n, base);
		vec_push(&x->f->hints, h);
		*at = n;
	}
	return *at;
}

/* The elements of an array are one place, so an index that varies says nothing where what is around
 * the array is known. */
static bool is_element(struct ex *x, LLVMValueRef inst, LLVMValueRef element, int64_t off,
		       struct ex_place *p)
{
	struct ex_linear step = ex_gep(x, element);
	LLVMValueRef base = LLVMGetOperand(element, 0);
	struct fact_hint h;
	uint64_t stride = (uint64_t)step.stride;

	for (off += step.off; LLVMIsAGetElementPtrInst(base); base = LLVMGetOperand(base, 0)) {
		step = ex_gep(x, base);
		if (step.stride || off + step.off != (int32_t)(off + step.off))
			return false;
		off += step.off;
	}
	if (LLVMIsAConstant(base) || LLVMIsAAllocaInst(base) || !ex_node(x, base) ||
	    !ex_hint_around(x, inst, base, off, stride, &h))
		return false;
	p->node = typed(x, ex_node(x, base), h.off, h.type);
	p->off = off;
	return true;
}

struct ex_place ex_place(struct ex *x, LLVMValueRef inst, LLVMValueRef address)
{
	struct ex_place p = {0};
	LLVMValueRef base = address;
	struct fact_hint around;
	struct shim_tag tag;

	while (LLVMIsAGetElementPtrInst(base)) {
		struct ex_linear step = ex_gep(x, base);

		if (step.stride || step.off > INT32_MAX || step.off < INT32_MIN ||
		    p.off > INT32_MAX || p.off < INT32_MIN)
			break;
		p.off += step.off;
		base = LLVMGetOperand(base, 0);
	}
	p.node = ex_node(x, base);
	if (!p.node || LLVMIsAConstant(base) || LLVMIsAAllocaInst(base))
		return p;
	if (shim_access_tag(inst, &tag))
		p.node = typed(x, p.node, p.off - (int64_t)tag.offset,
			       ex_type_named(x, tag.record, tag.length));
	else if (LLVMIsAGetElementPtrInst(base) && is_element(x, inst, base, p.off, &p))
		return p;
	else if (ex_hint_around(x, inst, base, p.off, 0, &around))
		p.node = typed(x, p.node, around.off, around.type);
	return p;
}

fact_node ex_place_node(struct ex *x, LLVMValueRef inst, LLVMValueRef address)
{
	struct ex_place p;
	struct shim_tag tag;
	fact_node n;

	if (LLVMIsAConstant(address) || !shim_access_tag(inst, &tag))
		return ex_node(x, address);
	p = ex_place(x, inst, address);
	if (!p.node || !p.off)
		return p.node;
	n = ex_fresh(x);
	ex_cons(x, FACT_GEP, n, p.node, p.off, 0);
	return n;
}
