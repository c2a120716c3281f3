/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_int.h"
#include "passes/llvm_compat.h"
#include "passes/llvm_shim.h"

#include <string.h>

void ex_cons(struct ex *x, enum fact_op op, uint32_t dst, uint32_t src, int64_t off, uint32_t aux)
{
	struct fact_cons c = {
	    .op = (uint8_t)op, .dst = dst, .src = src, .aux = aux, .off = off, .loc = x->loc};

	vec_push(&x->f->cons, c);
}

void ex_copy(struct ex *x, fact_node dst, fact_node src)
{
	if (dst && src && dst != src)
		ex_cons(x, FACT_COPY, dst, src, 0, 0);
}

void ex_access(struct ex *x, fact_node ptr, uint64_t size, enum fact_via via)
{
	struct fact_access a = {
	    .func = x->func, .ptr = ptr, .size = size, .loc = x->loc, .via = (uint8_t)via};

	if (!ptr)
		return;
	vec_push(&x->f->accesses, a);
	if (x->saw)
		x->saw(x->saw_arg, x->inst, &a);
}

void ex_unknown(struct ex *x, const char *reason, const char *detail)
{
	struct fact_unknown u = {.func = x->func,
				 .loc = x->loc,
				 .reason = strtab_add(&x->f->str, reason),
				 .detail = strtab_add(&x->f->str, detail)};

	vec_push(&x->f->unknowns, u);
}

fact_heap_id ex_heap(struct ex *x, enum fact_heap_kind kind, LLVMValueRef value, uint64_t size,
		     const char *name)
{
	struct fact_heap h = {.kind = (uint8_t)kind,
			      .func = x->func,
			      .name = strtab_add(&x->f->str, name ? name : ""),
			      .size = size,
			      .loc = x->loc};

	if (value)
		h.type = ex_pointee_within(x, value, size);
	uint64_t one = x->f->types.v[h.type].size;

	h.is_array = h.type && one && (!size || size > one);
	vec_push(&x->f->heaps, h);
	if (x->made)
		x->made(x->saw_arg, x->inst, &h);
	return x->f->heaps.n - 1;
}

void ex_locate(struct ex *x, LLVMValueRef inst)
{
	LLVMMetadataRef at = LLVMInstructionGetDebugLoc(inst);

	x->loc = 0;
	if (!at)
		return;
	/* Line 0: code that optimisation merged; where it was inlined is known. */
	while (!LLVMDILocationGetLine(at) && LLVMDILocationGetInlinedAt(at))
		at = LLVMDILocationGetInlinedAt(at);
	struct fact_loc loc = {
	    .file = ex_file(x, LLVMDIScopeGetFile(LLVMDILocationGetScope(at))),
	    .line = LLVMDILocationGetLine(at),
	};
	uint32_t *id = map_at(&x->loc_of, (uint64_t)loc.file << 32 | loc.line);

	if (!*id) {
		*id = x->f->locs.n;
		vec_push(&x->f->locs, loc);
	}
	x->loc = *id;
}

static LLVMValueRef op(LLVMValueRef inst, unsigned i)
{
	return LLVMGetOperand(inst, i);
}

static uint64_t store_size(struct ex *x, LLVMValueRef v)
{
	return LLVMStoreSizeOfType(x->td, LLVMTypeOf(v));
}

/* Where a write goes. Numbers that are too small to be a pointer have no node; a write through one
 * is not silent for that. */
static fact_node written(struct ex *x, LLVMValueRef inst, LLVMValueRef address)
{
	fact_node n = ex_place_node(x, inst, address);

	if (LLVMIsAGetElementPtrInst(address))
		address = op(address, 0);
	if (!n && LLVMIsAIntToPtrInst(address))
		ex_unknown(x, "inttoptr", "number");
	return n;
}

static void walk_store(struct ex *x, LLVMValueRef inst)
{
	LLVMValueRef value = op(inst, 0);
	fact_node address = written(x, inst, op(inst, 1));

	ex_access(x, address, store_size(x, value), FACT_V_STORE);
	ex_store(x, address, value);
}

/* The old value is returned alone (atomicrmw) or with a success bit (cmpxchg). */
static void walk_atomic(struct ex *x, LLVMValueRef inst, LLVMValueRef value, bool keeps_value)
{
	fact_node address = written(x, inst, op(inst, 0));

	ex_access(x, address, store_size(x, value), FACT_V_ATOMIC);
	if (keeps_value)
		ex_store(x, address, value);
	if (address && ex_has_room(LLVMTypeOf(value)) && LLVMGetFirstUse(inst))
		ex_cons(x, FACT_LOAD, ex_define(x, inst), address, 0, 0);
}

/* The list is { i32, i32, ptr overflow area, ptr register area }: whichever the argument is in. */
static void walk_va_arg(struct ex *x, LLVMValueRef inst)
{
	fact_node list = ex_node(x, op(inst, 0));

	ex_access(x, list, 24, FACT_V_STORE);
	if (!list || !ex_has_room(LLVMTypeOf(inst)))
		return;
	fact_node area = ex_fresh(x), place = ex_fresh(x);

	ex_cons(x, FACT_LOAD, area, list, 8, 0);
	ex_cons(x, FACT_GEP_VAR, place, area, 0, 0);
	ex_cons(x, FACT_LOAD, ex_define(x, inst), place, 0, 0);
}

static void walk_return(struct ex *x, LLVMValueRef inst)
{
	const struct fact_func *fn = &x->f->funcs.v[x->func];

	if (LLVMGetNumOperands(inst))
		ex_copy(x, fn->first_node + fn->nparams, ex_node(x, op(inst, 0)));
}

static void walk_instruction(struct ex *x, LLVMValueRef inst)
{
	x->inst = inst;
	switch (LLVMGetInstructionOpcode(inst)) {
	case LLVMStore:
		ex_locate(x, inst);
		walk_store(x, inst);
		break;
	case LLVMCall:
	case LLVMInvoke:
	case LLVMCallBr:
		ex_locate(x, inst);
		ex_call(x, inst);
		break;
	case LLVMAtomicCmpXchg:
		ex_locate(x, inst);
		walk_atomic(x, inst, op(inst, 2), true);
		break;
	case LLVMAtomicRMW:
		ex_locate(x, inst);
		/* A pointer or'ed with a tag, or a sum, stays what it was; only an exchange
		 * brings in another. */
		walk_atomic(x, inst, op(inst, 1),
			    LLVMGetAtomicRMWBinOp(inst) == LLVMAtomicRMWBinOpXchg);
		break;
	case LLVMVAArg:
		ex_locate(x, inst);
		walk_va_arg(x, inst);
		break;
	case LLVMRet:
		ex_locate(x, inst);
		walk_return(x, inst);
		break;
	default: /* no effect on memory: defined when asked for */
		break;
	}
}

void ex_walk_function(struct ex *x, LLVMValueRef fn)
{
	struct facts *f = x->f;
	struct fact_func row = {.sym = ex_sym(x, fn),
				.nparams = LLVMCountParams(fn),
				.first_node = f->nnodes + 1,
				.first_cons = f->cons.n,
				.first_access = f->accesses.n,
				.first_call = f->calls.n};

	x->func = f->funcs.n;
	x->loc = 0;
	f->syms.v[row.sym].func = x->func;
	f->nnodes += row.nparams + 2;
	vec_push(&f->funcs, row);
	ex_hints_of_function(x, fn);
	uint32_t n = row.first_node;

	for (LLVMValueRef p = LLVMGetFirstParam(fn); p; p = LLVMGetNextParam(p), n++) {
		if (!ex_has_room(LLVMTypeOf(p)))
			continue;
		struct fact_hint h = {.node = n};

		*map_at(&x->node_of, (uintptr_t)p) = n;
		if (ex_hint(x, p, &h))
			vec_push(&f->hints, h);
	}
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
		     i = LLVMGetNextInstruction(i)) {
			f->ninstructions++;
			walk_instruction(x, i);
		}
	ex_define_pending(x);
	struct fact_func *done = &f->funcs.v[x->func];

	done->end_node = f->nnodes + 1;
	done->end_cons = f->cons.n;
	done->end_access = f->accesses.n;
	done->end_call = f->calls.n;
	map_release(&x->node_of);
	map_release(&x->typed_of);
	map_release(&x->carries);
	map_release(&x->hint_of);
	map_release(&x->slot_of);
	x->hints.n = x->slots.n = 1;
	x->func = 0;
	x->loc = 0;
}

void ex_init(struct ex *x, LLVMModuleRef m, struct facts *f)
{
	LLVMContextRef c = LLVMGetModuleContext(m);

	memset(x, 0, sizeof(*x));
	x->f = f;
	x->m = m;
	x->td = LLVMGetModuleDataLayout(m);
	x->kcfi_kind = LLVMGetMDKindIDInContext(c, "kcfi_type", strlen("kcfi_type"));
	x->dbg_kind = LLVMGetMDKindIDInContext(c, "dbg", strlen("dbg"));
	x->byval_kind = LLVMGetEnumAttributeKindForName("byval", strlen("byval"));
	x->memory_kind = LLVMGetEnumAttributeKindForName("memory", strlen("memory"));
	/* Index 0 is "none" in all of these. */
	vec_push(&x->sigs, 0);
	vec_push(&x->hints, (struct ex_hint){0});
	vec_push(&x->slots, NULL);
	vec_push(&x->pointees, NULL);
	compat_use_debug_records(m);
}

void ex_release(struct ex *x)
{
	map_release(&x->sym_of);
	map_release(&x->type_of);
	map_release(&x->named_of);
	map_release(&x->loc_of);
	map_release(&x->file_of);
	map_release(&x->sig_of);
	map_release(&x->pointee_of);
	map_release(&x->intrinsic_of);
	vec_free(&x->sigs);
	vec_free(&x->hints);
	vec_free(&x->slots);
	vec_free(&x->pointees);
	vec_free(&x->stubs);
	vec_free(&x->pending);
	vec_free(&x->reach);
}

static void name_source(struct ex *x)
{
	size_t len;
	const char *given = LLVMGetSourceFileName(x->m, &len);
	str_id file = ex_file(x, shim_module_file(x->m));

	if (!file)
		file = ex_path(x, given, len);
	free(x->f->source);
	x->f->source = strdup(strtab_get(&x->f->str, file));
	if (!x->f->source)
		diag_oom(len);
}

void extract_module(LLVMModuleRef m, struct facts *f)
{
	struct ex x;

	ex_init(&x, m, f);
	name_source(&x);
	ex_globals(&x);
	/* An available_externally body is a copy of another module's. */
	for (LLVMValueRef fn = LLVMGetFirstFunction(m); fn; fn = LLVMGetNextFunction(fn))
		if (LLVMCountBasicBlocks(fn) &&
		    LLVMGetLinkage(fn) != LLVMAvailableExternallyLinkage)
			ex_walk_function(&x, fn);
	ex_types_complete(&x);
	ex_release(&x);
}
