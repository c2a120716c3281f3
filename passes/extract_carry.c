/* SPDX-License-Identifier: Apache-2.0 */
/* Which integers may have a pointer in them, and which are no addresses. */
#include "passes/extract_int.h"

static LLVMValueRef operand(LLVMValueRef v, unsigned i)
{
	return LLVMGetOperand(v, i);
}

/* Whether bits 12 to 46, which tell pages apart, survive. */
static bool keeps_address(int64_t mask)
{
	const uint64_t address = ((UINT64_C(1) << 47) - 1) & ~UINT64_C(4095);

	return ((uint64_t)mask & address) == address;
}

static bool is_address(struct ex *x, LLVMValueRef v)
{
	struct ex_address a;

	return ex_is(v, LLVMPtrToInt) || (!LLVMIsAConstantInt(v) && ex_address(x, v, &a));
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
		return ex_is_wide(inst) || (i == 0 && !is_address(x, operand(inst, 1)));
	case LLVMAnd:
		return ex_is_wide(inst) || !LLVMIsAConstantInt(operand(inst, 1)) ||
		       keeps_address(ex_int(operand(inst, 1), 0));
	case LLVMXor:
		c = ex_int(operand(inst, 1), -1);
		return ex_is_wide(inst) || (c > 0 && c <= EX_TAG_MAX);
	case LLVMZExt:
	case LLVMSExt:
	case LLVMTrunc:
		return ex_has_room(LLVMTypeOf(operand(inst, 0)));
	default:
		return ex_is_wide(inst);
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

/* Uses looked at; beyond, the value is taken to reach. */
#define USES 256

bool ex_reaches_pointer(LLVMValueRef v)
{
	LLVMValueRef seen[USES];
	unsigned n = 0;

	seen[n++] = v;
	for (unsigned i = 0; i < n; i++)
		for (LLVMUseRef u = LLVMGetFirstUse(seen[i]); u; u = LLVMGetNextUse(u)) {
			LLVMValueRef user = LLVMGetUser(u);
			unsigned k = 0;

			if (ex_is(user, LLVMIntToPtr))
				return true;
			if (!LLVMIsAInstruction(user) ||
			    !(LLVMIsABinaryOperator(user) || LLVMIsAPHINode(user) ||
			      LLVMIsASelectInst(user) || LLVMIsAFreezeInst(user) ||
			      LLVMIsACastInst(user)))
				continue;
			while (k < n && seen[k] != user)
				k++;
			if (k < n)
				continue;
			if (n == USES)
				return true;
			seen[n++] = user;
		}
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
		       (ex_is(operand(v, 0), LLVMShl) && (ex_int(operand(v, 1), 0) & 1));
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
