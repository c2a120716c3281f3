/* SPDX-License-Identifier: Apache-2.0 */
/* Integers that carry pointers. What an operation keeps of a pointer:
 *
 *   add sub     the pointer, displaced; of a difference of pointers nothing
 *   and         the pointer aligned down, if the mask keeps bits 12 to 46; else nothing
 *   or xor      the pointer with a tag in its low bits
 *   mul div rem shifts trunc   nothing
 *
 * What is turned into a pointer nevertheless points anywhere into what the pointers among its terms
 * pointed to (page_address(), obfuscated freelists), and without such terms is unknown.
 *
 * Integers wider than a pointer are moved about whole and keep everything. */
#include "passes/extract_int.h"

#include <string.h>

/* Displacements beyond any object: distances between address spaces. */
#define FAR (INT64_C(1) << 30)
/* Tags live below this. */
#define TAG_MAX 255

static bool is_inst(LLVMValueRef v, LLVMOpcode op)
{
	return LLVMIsAInstruction(v) && LLVMGetInstructionOpcode(v) == op;
}

static LLVMValueRef operand(LLVMValueRef v, unsigned i)
{
	return LLVMGetOperand(v, i);
}

static bool is_wide(LLVMValueRef v)
{
	return LLVMGetIntTypeWidth(LLVMTypeOf(v)) > 64;
}

void ex_displace(struct ex *x, fact_node dst, fact_node base, struct ex_linear d)
{
	if (!dst || !base)
		return;
	if (d.stride == 1 || d.stride > UINT32_MAX || d.off > FAR || d.off < -FAR)
		ex_cons(x, FACT_GEP_VAR, dst, base, 0, 0);
	else if (d.stride)
		ex_cons(x, FACT_GEP_VAR, dst, base, d.off, (uint32_t)d.stride);
	else if (d.off)
		ex_cons(x, FACT_GEP, dst, base, d.off, 0);
	else
		ex_copy(x, dst, base);
}

bool ex_percpu_offset(struct ex *x, LLVMValueRef v)
{
	struct ex_address a;

	while (is_inst(v, LLVMFreeze) || is_inst(v, LLVMIntToPtr) || is_inst(v, LLVMPtrToInt))
		v = operand(v, 0);
	if (LLVMIsACallInst(v) && LLVMIsAInlineAsm(LLVMGetCalledValue(v))) {
		for (unsigned i = 0; i < LLVMGetNumArgOperands(v); i++)
			if (ex_address(x, operand(v, i), &a) &&
			    ex_is_named(a.global, "this_cpu_off"))
				return true;
		return false;
	}
	if (!is_inst(v, LLVMLoad))
		return false;
	LLVMValueRef from = operand(v, 0);

	if (LLVMIsAGetElementPtrInst(from))
		from = operand(from, 0);
	return ex_address(x, from, &a) &&
	       (ex_is_named(a.global, "__per_cpu_offset") || ex_is_named(a.global, "this_cpu_off"));
}

const char *ex_map_base(struct ex *x, LLVMValueRef v)
{
	static const char *const names[] = {"page_offset_base", "vmemmap_base", "vmalloc_base"};
	struct ex_address a;

	while (is_inst(v, LLVMFreeze) || is_inst(v, LLVMIntToPtr))
		v = operand(v, 0);
	if (!is_inst(v, LLVMLoad) || !ex_address(x, operand(v, 0), &a))
		return NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ex_is_named(a.global, names[i]))
			return names[i];
	return NULL;
}

/* dst is some place in what the pointers that v was computed from point to. Loaded integers and
 * parameters do not count: they may be anything. */
static bool computed_from(struct ex *x, fact_node dst, LLVMValueRef v, unsigned depth)
{
	if (is_inst(v, LLVMPtrToInt)) {
		ex_displace(x, dst, ex_node(x, v), (struct ex_linear){.stride = 1});
		return ex_node(x, v);
	}
	if (!depth || !LLVMIsABinaryOperator(v))
		return false;
	bool a = computed_from(x, dst, operand(v, 0), depth - 1);
	bool b = computed_from(x, dst, operand(v, 1), depth - 1);

	return a || b;
}

void ex_computed(struct ex *x, fact_node dst, LLVMValueRef v)
{
	if (computed_from(x, dst, v, 5))
		return;
	ex_cons(x, FACT_UNKNOWN_PTR, dst, 0, 0, 0);
	ex_unknown(x, "inttoptr", ex_opcode_name(v));
}

void ex_translate(struct ex *x, fact_node dst, LLVMValueRef v, const char *base)
{
	bool direct = !strcmp(base, "page_offset_base");

	/* A physical address that carries was made from the pointer it is turned back into, and a
	 * page's memory is taken for what its descriptor belongs to. A descriptor found by address
	 * is memory apart. */
	if (direct && ex_node(x, v))
		ex_displace(x, dst, ex_node(x, v), (struct ex_linear){.stride = 1});
	else if (!direct || !computed_from(x, dst, v, 5)) {
		ex_cons(x, FACT_UNKNOWN_PTR, dst, 0, 0, 0);
		ex_unknown(x, "direct-map", base);
	}
}

/* The largest value of a tag, 0 when it may be more than TAG_MAX. */
static uint64_t tag_bound(LLVMValueRef v, unsigned depth)
{
	int64_t c = ex_int(v, -1);

	if (LLVMIsAConstantInt(v))
		return c >= 0 && c <= TAG_MAX ? (uint64_t)c : 0;
	if (!LLVMIsAInstruction(v) || !depth)
		return 0;
	uint64_t a, b;

	switch (LLVMGetInstructionOpcode(v)) {
	case LLVMZExt:
		v = operand(v, 0);
		if (LLVMGetIntTypeWidth(LLVMTypeOf(v)) <= 8)
			return (UINT64_C(1) << LLVMGetIntTypeWidth(LLVMTypeOf(v))) - 1;
		return tag_bound(v, depth - 1);
	case LLVMAnd:
		c = ex_int(operand(v, 1), 0);
		return c > 0 && c <= TAG_MAX ? (uint64_t)c : 0;
	case LLVMShl:
		a = tag_bound(operand(v, 0), depth - 1);
		c = ex_int(operand(v, 1), 64);
		return a && c >= 0 && c < 8 && a << c <= TAG_MAX ? a << c : 0;
	case LLVMSelect:
		a = tag_bound(operand(v, 1), depth - 1);
		b = tag_bound(operand(v, 2), depth - 1);
		/* A constant 0 arm bounds nothing by itself. */
		if ((!a && ex_int(operand(v, 1), -1)) || (!b && ex_int(operand(v, 2), -1)))
			return 0;
		return a > b ? a : b;
	default:
		return 0;
	}
}

/* The power of two above c. */
static uint32_t above(uint64_t c)
{
	uint32_t p = 1;

	while (p <= c)
		p <<= 1;
	return p;
}

static void define_mask(struct ex *x, fact_node dst, LLVMValueRef from, int64_t mask)
{
	fact_node n = ex_node(x, from);
	int low = __builtin_ctzll((uint64_t)mask);

	if (!n)
		return;
	if (!low)
		ex_copy(x, dst, n);
	else if (low <= 8)
		ex_cons(x, FACT_MASK, dst, n, 0, 1u << low);
	else
		ex_displace(x, dst, n, (struct ex_linear){.stride = 1});
}

static bool keeps_address(int64_t mask)
{
	const uint64_t address = ((UINT64_C(1) << 47) - 1) & ~UINT64_C(4095);

	return ((uint64_t)mask & address) == address;
}

/* from | tag or from ^ tag, when the tag's bits may be set already: below the power of two above
 * tag the offset is exactly tag (or, toggled, 0). */
static void define_tag(struct ex *x, fact_node dst, fact_node from, int64_t tag, bool toggled)
{
	fact_node aligned = ex_fresh(x);

	ex_cons(x, FACT_MASK, aligned, from, 0, above((uint64_t)tag));
	ex_displace(x, dst, aligned, (struct ex_linear){.off = tag});
	if (toggled)
		ex_copy(x, dst, aligned);
}

static bool both_carry(struct ex *x, fact_node dst, LLVMValueRef a, LLVMValueRef b)
{
	fact_node na = ex_node(x, a), nb = ex_node(x, b);

	if (!na || !nb)
		return false;
	ex_displace(x, dst, na, (struct ex_linear){.stride = 1});
	ex_displace(x, dst, nb, (struct ex_linear){.stride = 1});
	return true;
}

static void define_or(struct ex *x, fact_node dst, LLVMValueRef inst, LLVMValueRef a,
		      LLVMValueRef b)
{
	int64_t c = ex_int(b, -1);
	uint64_t bound;

	if (c > 0 && c <= TAG_MAX && !LLVMGetIsDisjoint(inst)) {
		if (ex_node(x, a))
			define_tag(x, dst, ex_node(x, a), c, false);
	} else if (c > 0 && c <= TAG_MAX) {
		ex_displace(x, dst, ex_node(x, a), (struct ex_linear){.off = c});
	} else if ((bound = tag_bound(b, 4)) || (bound = tag_bound(a, 4))) {
		fact_node n = ex_node(x, tag_bound(b, 4) ? a : b);

		/* A tag of unknown value: whoever uses the pointer clears it first. */
		ex_copy(x, dst, n);
		for (uint64_t tag = 1; n && tag <= bound && bound <= 3; tag++)
			ex_displace(x, dst, n, (struct ex_linear){.off = (int64_t)tag});
	} else if (!both_carry(x, dst, a, b)) {
		ex_displace(x, dst, ex_node(x, a), (struct ex_linear){.stride = 1});
		ex_displace(x, dst, ex_node(x, b), (struct ex_linear){.stride = 1});
	}
}

static void define_add(struct ex *x, fact_node dst, LLVMValueRef a, LLVMValueRef b)
{
	uint64_t bound = LLVMIsAConstantInt(b) ? 0 : tag_bound(b, 4);

	if (ex_percpu_offset(x, a)) {
		ex_copy(x, dst, ex_node(x, b));
	} else if (ex_percpu_offset(x, b)) {
		ex_copy(x, dst, ex_node(x, a));
	} else if (ex_map_base(x, a)) {
		ex_translate(x, dst, b, ex_map_base(x, a));
	} else if (ex_map_base(x, b)) {
		ex_translate(x, dst, a, ex_map_base(x, b));
	} else if (bound && bound <= 3) {
		for (uint64_t tag = 0; tag <= bound; tag++)
			ex_displace(x, dst, ex_node(x, a), (struct ex_linear){.off = (int64_t)tag});
	} else if (!both_carry(x, dst, a, b)) {
		ex_displace(x, dst, ex_node(x, a), ex_linear(b));
		ex_displace(x, dst, ex_node(x, b), ex_linear(a));
	}
}

static bool is_address(struct ex *x, LLVMValueRef v)
{
	struct ex_address a;

	return is_inst(v, LLVMPtrToInt) || (!LLVMIsAConstantInt(v) && ex_address(x, v, &a));
}

static void define_sub(struct ex *x, fact_node dst, LLVMValueRef a, LLVMValueRef b)
{
	struct ex_linear d = ex_linear(b);

	d.off = (int64_t)(0 - (uint64_t)d.off);
	if (ex_percpu_offset(x, b))
		d = (struct ex_linear){0};
	else if (ex_carries(x, b))
		d = (struct ex_linear){.stride = 1};
	ex_displace(x, dst, ex_node(x, a), d);
}

/* Whether a pointer in operand i may be in the result: ex_define_int()'s other half. */
static bool flows(struct ex *x, LLVMValueRef inst, unsigned i)
{
	int64_t c;

	switch (LLVMGetInstructionOpcode(inst)) {
	case LLVMPHI:
	case LLVMFreeze:
	case LLVMAdd:
	case LLVMOr:
		return true;
	case LLVMSelect:
		return i > 0;
	case LLVMSub:
		return is_wide(inst) || (i == 0 && !is_address(x, operand(inst, 1)));
	case LLVMAnd:
		return is_wide(inst) || !LLVMIsAConstantInt(operand(inst, 1)) ||
		       keeps_address(ex_int(operand(inst, 1), 0));
	case LLVMXor:
		c = ex_int(operand(inst, 1), -1);
		return is_wide(inst) || (c > 0 && c <= TAG_MAX);
	case LLVMZExt:
	case LLVMSExt:
	case LLVMTrunc:
		return ex_has_room(LLVMTypeOf(operand(inst, 0)));
	default:
		return is_wide(inst);
	}
}

bool ex_define_int(struct ex *x, fact_node dst, LLVMValueRef inst)
{
	if (!LLVMIsABinaryOperator(inst) && !LLVMIsASExtInst(inst))
		return false;
	LLVMValueRef a = operand(inst, 0), b = LLVMIsASExtInst(inst) ? a : operand(inst, 1);

	/* Vectors of integers: lanes are not told apart. */
	if (LLVMGetTypeKind(LLVMTypeOf(inst)) != LLVMIntegerTypeKind || is_wide(inst)) {
		ex_copy(x, dst, ex_node(x, a));
		ex_copy(x, dst, ex_node(x, b));
		return true;
	}
	switch (LLVMGetInstructionOpcode(inst)) {
	case LLVMAdd:
		define_add(x, dst, a, b);
		return true;
	case LLVMSub:
		define_sub(x, dst, a, b);
		return true;
	case LLVMOr:
		define_or(x, dst, inst, a, b);
		return true;
	case LLVMXor:
		if (ex_node(x, a))
			define_tag(x, dst, ex_node(x, a), ex_int(b, 0), true);
		return true;
	case LLVMAnd:
		if (LLVMIsAConstantInt(b)) {
			define_mask(x, dst, a, ex_int(b, 0));
		} else if (!both_carry(x, dst, a, b)) {
			ex_displace(x, dst, ex_node(x, a), (struct ex_linear){.stride = 1});
			ex_displace(x, dst, ex_node(x, b), (struct ex_linear){.stride = 1});
		}
		return true;
	default:
		return false;
	}
}

/* In x->carries beside them: looked at by search number SEEN + i. */
enum { NO = 1, YES, SEEN };

/* 0: depends on its operands. */
static uint32_t carries_by_itself(struct ex *x, LLVMValueRef v)
{
	uint32_t known = map_get(&x->carries, (uintptr_t)v);
	struct ex_address a;

	if (known == NO || known == YES)
		return known;
	if (LLVMIsAArgument(v))
		return YES;
	if (!LLVMIsAInstruction(v))
		return LLVMIsAConstant(v) && ex_address(x, v, &a) && !a.relative ? YES : NO;
	if (LLVMGetTypeKind(LLVMTypeOf(v)) != LLVMIntegerTypeKind)
		return YES;
	switch (LLVMGetInstructionOpcode(v)) {
	case LLVMLoad:
	case LLVMPtrToInt:
	case LLVMExtractValue:
	case LLVMExtractElement:
	case LLVMAtomicCmpXchg:
	case LLVMAtomicRMW:
	case LLVMVAArg:
		return YES;
	case LLVMBitCast:
		return ex_has_room(LLVMTypeOf(operand(v, 0))) ? YES : NO;
	case LLVMCall:
	case LLVMInvoke:
	case LLVMCallBr:
		return ex_call_carries(x, v) ? YES : NO;
	default:
		return 0;
	}
}

bool ex_carries(struct ex *x, LLVMValueRef v)
{
	uint32_t known = carries_by_itself(x, v), seen = SEEN + ++x->search;

	if (known)
		return known == YES;
	x->reach.n = 0;
	vec_push(&x->reach, v);
	*map_at(&x->carries, (uintptr_t)v) = seen;
	for (uint32_t i = 0; i < x->reach.n; i++) {
		LLVMValueRef inst = x->reach.v[i];

		for (int k = 0; k < LLVMGetNumOperands(inst); k++) {
			LLVMValueRef from = operand(inst, (unsigned)k);

			if (!flows(x, inst, (unsigned)k))
				continue;
			known = carries_by_itself(x, from);
			if (known == YES) {
				*map_at(&x->carries, (uintptr_t)v) = YES;
				return true;
			}
			if (known == NO)
				continue;
			uint32_t *mark = map_at(&x->carries, (uintptr_t)from);

			if (*mark == seen)
				continue;
			*mark = seen;
			vec_push(&x->reach, from);
		}
	}
	vec_each (&x->reach, i)
		*map_at(&x->carries, (uintptr_t)x->reach.v[i]) = NO;
	return false;
}

struct narrow {
	unsigned budget, depth;
	LLVMValueRef phi[8]; /* being looked at: taken as narrow until shown otherwise */
};

static bool is_narrow(struct narrow *s, LLVMValueRef v);

static bool operands_narrow(struct narrow *s, LLVMValueRef v, int first)
{
	for (int i = first; i < LLVMGetNumOperands(v); i++)
		if (!is_narrow(s, operand(v, (unsigned)i)))
			return false;
	return true;
}

static bool is_narrow(struct narrow *s, LLVMValueRef v)
{
	int64_t c = ex_int(v, INT64_MAX);
	bool yes;

	if (LLVMIsUndef(v) || LLVMIsPoison(v) || LLVMIsNull(v))
		return true;
	if (LLVMGetTypeKind(LLVMTypeOf(v)) != LLVMIntegerTypeKind)
		return false;
	if (LLVMIsAConstantInt(v))
		return c <= (int64_t)UINT32_MAX && c >= -(int64_t)UINT32_MAX;
	if (LLVMGetIntTypeWidth(LLVMTypeOf(v)) <= 32)
		return true;
	if (!LLVMIsAInstruction(v) || !s->budget)
		return false;
	s->budget--;
	switch (LLVMGetInstructionOpcode(v)) {
	case LLVMPHI:
		for (unsigned i = 0; i < s->depth; i++)
			if (s->phi[i] == v)
				return true;
		if (s->depth == sizeof(s->phi) / sizeof(*s->phi))
			return false;
		s->phi[s->depth++] = v;
		yes = operands_narrow(s, v, 0);
		s->depth--;
		return yes;
	case LLVMSelect:
		return operands_narrow(s, v, 1);
	case LLVMShl:
		c = ex_int(operand(v, 1), 64);
		return c >= 0 && c < 32 && is_narrow(s, operand(v, 0));
	case LLVMLShr:
	case LLVMAShr: /* of a left shift: sign extension */
		return ex_int(operand(v, 1), 0) >= 32 || is_narrow(s, operand(v, 0));
	case LLVMOr: /* an odd number with a value above: an entry that is no pointer */
		return operands_narrow(s, v, 0) ||
		       (is_inst(operand(v, 0), LLVMShl) && (ex_int(operand(v, 1), 0) & 1));
	case LLVMAnd:
		c = ex_int(operand(v, 1), -1);
		return (c >= 0 && c <= (int64_t)UINT32_MAX) || operands_narrow(s, v, 0);
	case LLVMURem:
		return is_narrow(s, operand(v, 1));
	case LLVMTrunc:
		return false;
	case LLVMCall: /* an intrinsic that counts bits */
		return LLVMIsAIntrinsicInst(v);
	case LLVMLoad:
	case LLVMPtrToInt:
		return false;
	default:
		return (LLVMIsABinaryOperator(v) || LLVMIsACastInst(v) || LLVMIsAFreezeInst(v)) &&
		       operands_narrow(s, v, 0);
	}
}

bool ex_narrow(LLVMValueRef v)
{
	struct narrow s = {.budget = 64};

	return is_narrow(&s, v);
}
