/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

/* What a variable's type points to, found once a variable; NULL when it is no record, function or
 * pointer to a record. */
static LLVMMetadataRef pointee_of_variable(struct ex *x, LLVMMetadataRef var)
{
	uint32_t *at = map_at(&x->pointee_of, (uintptr_t)var);

	if (!*at) {
		LLVMMetadataRef type = shim_variable_type(var), to = ex_type_pointee(type);

		to = to ? to : ex_type_callee(type);
		*at = x->pointees.n;
		vec_push(&x->pointees, to ? to : ex_type_place(type));
	}
	return x->pointees.v[*at];
}

static void note_hint(struct ex *x, LLVMValueRef v, LLVMMetadataRef pointee, int64_t off)
{
	uint32_t *first = map_at(&x->hint_of, (uintptr_t)v);

	for (uint32_t i = *first; i; i = x->hints.v[i].next)
		if (x->hints.v[i].pointee == pointee && x->hints.v[i].off == off)
			return;
	struct ex_hint h = {.pointee = pointee, .off = off, .next = *first};

	*first = x->hints.n;
	vec_push(&x->hints, h);
}

static void note_record(void *arg, const struct shim_record *r)
{
	struct ex *x = arg;
	LLVMMetadataRef pointee = pointee_of_variable(x, r->var);

	if (!r->value || (!LLVMIsAInstruction(r->value) && !LLVMIsAArgument(r->value)))
		return;
	if (r->address) {
		if (LLVMIsAArgument(r->value)) { /* a struct that is passed in memory */
			pointee = ex_type_record(shim_variable_type(r->var));
			if (r->whole && !r->offset && pointee)
				note_hint(x, r->value, pointee, 0);
			return;
		}
		if (!LLVMIsAAllocaInst(r->value))
			return;
		uint32_t *slot = map_at(&x->slot_of, (uintptr_t)r->value);

		/* A slot shared by several variables keeps the first. */
		if (*slot)
			return;
		*slot = x->slots.n;
		vec_push(&x->slots, r->var);
		return;
	}
	if (r->whole && pointee)
		note_hint(x, r->value, pointee, r->offset);
}

void ex_hints_of_function(struct ex *x, LLVMValueRef fn)
{
	if (!LLVMGetSubprogram(fn))
		return;
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i))
			shim_records(i, note_record, x);
}

/* Complete before declared, larger before smaller; of equals the one met first. */
static void better(LLVMMetadataRef *best, LLVMMetadataRef t, uint64_t limit)
{
	uint64_t bytes = t ? LLVMDITypeGetSizeInBits(t) / 8 : 0;

	if (!t || (limit && bytes > limit))
		return;
	if (!*best || bytes >= LLVMDITypeGetSizeInBits(*best) / 8)
		*best = t;
}

static LLVMMetadataRef by_variables(struct ex *x, LLVMValueRef v, uint64_t limit)
{
	LLVMMetadataRef best = NULL;

	for (uint32_t i = map_get(&x->hint_of, (uintptr_t)v); i; i = x->hints.v[i].next)
		if (!x->hints.v[i].off)
			better(&best, ex_type_record(x->hints.v[i].pointee), limit);
	return best;
}

/* What holds on every path is the least that any variable says: of several types at the value
 * itself the smallest, since a larger one may be a cast that only some paths make; and what lies
 * around the value only where nothing is said of the value. */
bool ex_hint(struct ex *x, LLVMValueRef v, struct fact_hint *h)
{
	const struct ex_hint *best = NULL;

	for (uint32_t i = map_get(&x->hint_of, (uintptr_t)v); i; i = x->hints.v[i].next) {
		const struct ex_hint *c = &x->hints.v[i];
		uint64_t bytes = LLVMDITypeGetSizeInBits(c->pointee);

		if (c->off && !ex_type_record(c->pointee))
			continue;
		if (!best || (!c->off && best->off) ||
		    (!c->off == !best->off && bytes < LLVMDITypeGetSizeInBits(best->pointee)))
			best = c;
	}
	if (!best)
		return false;
	h->type = ex_type(x, best->pointee);
	h->off = best->off;
	return h->type != 0;
}

/* Is byte off of an object of type t in an array of elements of so many bytes? */
static bool is_in_array(LLVMMetadataRef t, uint64_t off, uint64_t stride, unsigned depth)
{
	LLVMMetadataRef part = depth ? ex_type_element(t) : NULL;
	bool found = false;

	if (part) {
		uint64_t size = LLVMDITypeGetSizeInBits(part) / 8;

		return size && (size == stride || is_in_array(part, off % size, stride, depth - 1));
	}
	t = depth ? ex_type_record(t) : NULL;
	for (unsigned i = 0; t && !found && i < shim_type_nelements(t); i++) {
		LLVMMetadataRef member = shim_type_element(t, i), base = shim_type_base(member);
		uint64_t at = shim_member_offset(member);

		found = base && at <= off && off - at < LLVMDITypeGetSizeInBits(base) / 8 &&
			is_in_array(base, off - at, stride, depth - 1);
	}
	return found;
}

/* Records around byte off from a value, while one that is said to be there is looked for; with
 * stride, ones that have an array of such elements there. */
struct covering {
	LLVMMetadataRef record;
	int64_t off;
	uint64_t stride;
	bool several;
};

static void consider(struct ex *x, LLVMValueRef v, int64_t base, int64_t off, struct covering *c)
{
	for (uint32_t i = map_get(&x->hint_of, (uintptr_t)v); i; i = x->hints.v[i].next) {
		LLVMMetadataRef record = ex_type_record(x->hints.v[i].pointee);
		int64_t start = base + x->hints.v[i].off;

		if (!record || off < start ||
		    (uint64_t)(off - start) >= LLVMDITypeGetSizeInBits(record) / 8 ||
		    (c->stride && !is_in_array(record, (uint64_t)(off - start), c->stride, 6)))
			continue;
		c->several |= c->record && (c->record != record || c->off != start);
		c->record = record;
		c->off = start;
	}
}

bool ex_hint_around(struct ex *x, LLVMValueRef inst, LLVMValueRef v, int64_t off, uint64_t stride,
		    struct fact_hint *h)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(inst);
	struct covering c = {.stride = stride};

	if (!LLVMIsAInstruction(v) && !LLVMIsAArgument(v))
		return false;
	consider(x, v, 0, off, &c);
	for (LLVMUseRef u = c.record ? NULL : LLVMGetFirstUse(v); u; u = LLVMGetNextUse(u)) {
		LLVMValueRef user = LLVMGetUser(u);

		if (!LLVMIsAGetElementPtrInst(user) || LLVMGetInstructionParent(user) != block)
			continue;
		struct ex_linear step = ex_gep(x, user);

		if (!step.stride && LLVMGetOperand(user, 0) == v)
			consider(x, user, step.off, off, &c);
	}
	if (!c.record || c.several)
		return false;
	struct fact_hint own = {0};

	h->type = ex_type(x, c.record);
	h->off = c.off;
	return h->type &&
	       (stride || !ex_hint(x, v, &own) || own.type != h->type || own.off != h->off);
}

/* The record that the pointer at byte off of an object of type t points to. */
static LLVMMetadataRef pointee_at(LLVMMetadataRef t, uint64_t off, unsigned depth)
{
	LLVMMetadataRef found = off ? NULL : ex_type_pointee(t), part;

	if (found || !depth)
		return found;
	if ((part = ex_type_element(t))) {
		uint64_t size = LLVMDITypeGetSizeInBits(part) / 8;

		return pointee_at(part, size ? off % size : off, depth - 1);
	}
	t = ex_type_record(t);
	for (unsigned i = 0; t && !found && i < shim_type_nelements(t); i++) {
		part = shim_type_element(t, i);
		if (shim_type_base(part) && shim_member_offset(part) <= off)
			found = pointee_at(shim_type_base(part), off - shim_member_offset(part),
					   depth - 1);
	}
	return found;
}

/* What debug info says is kept at address: in a variable, or in what a variable points to. */
static LLVMMetadataRef kept_at(struct ex *x, LLVMValueRef address)
{
	struct ex_linear d = {0};
	struct ex_address a;
	LLVMMetadataRef t, var;

	for (; LLVMIsAGetElementPtrInst(address); address = LLVMGetOperand(address, 0)) {
		struct ex_linear step = ex_gep(x, address);

		if (step.off < 0 || step.off > INT32_MAX)
			return NULL;
		d.off += step.off;
	}
	if (ex_address(x, address, &a) && LLVMIsAGlobalVariable(a.global)) {
		var = ex_variable_of(x, a.global);
		t = var ? shim_variable_type(var) : NULL;
		d.off += a.off;
	} else if (LLVMIsAAllocaInst(address)) {
		var = x->slots.v[map_get(&x->slot_of, (uintptr_t)address)];
		t = var ? shim_variable_type(var) : NULL;
	} else {
		t = by_variables(x, address, 0);
	}
	return t && d.off >= 0 ? pointee_at(t, (uint64_t)d.off, 6) : NULL;
}

uint64_t ex_unit_bytes(struct ex *x, LLVMValueRef address)
{
	struct ex_address a;
	LLVMMetadataRef t = NULL, part;

	if (ex_address(x, address, &a) && LLVMIsAGlobalVariable(a.global) &&
	    (t = ex_variable_of(x, a.global)))
		t = shim_variable_type(t);
	while (t && (part = ex_type_element(t)))
		t = part;
	return t ? LLVMDITypeGetSizeInBits(t) / 8 : 0;
}

static LLVMMetadataRef declared(LLVMValueRef fn, unsigned slot)
{
	LLVMMetadataRef sp = LLVMIsAFunction(fn) ? LLVMGetSubprogram(fn) : NULL;

	return sp ? ex_type_pointee(shim_subprogram_type(sp, slot)) : NULL;
}

static LLVMMetadataRef by_argument(LLVMValueRef call, LLVMValueRef v)
{
	for (unsigned i = 0; i < LLVMGetNumArgOperands(call); i++)
		if (LLVMGetOperand(call, i) == v)
			return declared(LLVMGetCalledValue(call), i + 1);
	return NULL;
}

static LLVMMetadataRef pointee(struct ex *x, LLVMValueRef v, uint64_t limit, unsigned depth);

/* What the uses of v show: variables of a merged value, the field it is stored to, the returned
 * type, a parameter's type. */
static LLVMMetadataRef by_uses(struct ex *x, LLVMValueRef v, uint64_t limit, unsigned depth)
{
	LLVMMetadataRef best = NULL;

	for (LLVMUseRef u = LLVMGetFirstUse(v); u; u = LLVMGetNextUse(u)) {
		LLVMValueRef user = LLVMGetUser(u);

		if (!LLVMIsAInstruction(user))
			continue;
		switch (LLVMGetInstructionOpcode(user)) {
		case LLVMStore:
			if (LLVMGetOperand(user, 0) == v)
				better(&best, kept_at(x, LLVMGetOperand(user, 1)), limit);
			break;
		case LLVMRet:
			better(&best,
			       declared(LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)), 0),
			       limit);
			break;
		case LLVMCall:
			better(&best, by_argument(user, v), limit);
			break;
		case LLVMPHI:
		case LLVMSelect:
		case LLVMBitCast:
		case LLVMIntToPtr:
		case LLVMFreeze:
			better(&best, pointee(x, user, limit, depth), limit);
			break;
		default:
			break;
		}
	}
	return best;
}

static LLVMMetadataRef pointee(struct ex *x, LLVMValueRef v, uint64_t limit, unsigned depth)
{
	LLVMMetadataRef t = by_variables(x, v, limit);

	return t || !depth ? t : by_uses(x, v, limit, depth - 1);
}

fact_type_id ex_pointee_within(struct ex *x, LLVMValueRef v, uint64_t size)
{
	return ex_type(x, pointee(x, v, size, 3));
}

fact_type_id ex_pointee_of(struct ex *x, LLVMValueRef v)
{
	return ex_pointee_within(x, v, 0);
}

fact_heap_id ex_stack(struct ex *x, LLVMValueRef slot, uint64_t size, bool is_array)
{
	LLVMMetadataRef var = x->slots.v[map_get(&x->slot_of, (uintptr_t)slot)];
	struct fact_heap h = {.kind = FACT_H_STACK,
			      .is_array = is_array,
			      .func = x->func,
			      .size = size,
			      .loc = x->loc};

	if (var) {
		size_t len;
		const char *name = shim_variable_name(var, &len);

		h.name = strtab_addn(&x->f->str, name, len);
		h.type = ex_type(x, shim_variable_type(var));
		/* Another variable's, of which the slot holds a part. */
		if (size && x->f->types.v[h.type].size > size)
			h.type = 0;
	}
	vec_push(&x->f->heaps, h);
	return x->f->heaps.n - 1;
}
