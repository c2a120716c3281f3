/* SPDX-License-Identifier: Apache-2.0 */
/* Keys follow the pointer that they were lent for: through casts, sums and merges, into the calls
 * that it is passed to, and out of those that give it back. What is loaded from where it points is
 * another pointer. */
#include "passes/instrument_int.h"

#include <string.h>

struct flow_of_keys {
	struct instrument *in;
	VEC(LLVMValueRef) changed;
};

void instrument_lend(struct target *to, uint32_t arg, uint16_t keys)
{
	uint32_t n = LLVMCountParams(to->fn);

	if (arg > n) /* among those that vary */
		return;
	if (!to->lent)
		to->lent = calloc(n + 1, sizeof(*to->lent));
	if (!to->lent)
		diag_oom(n + 1);
	to->lent_more |= (keys & ~to->lent[arg]) != 0;
	to->lent[arg] |= keys;
}

uint16_t instrument_lent(const struct instrument *in, LLVMValueRef pointer)
{
	return pointer ? (uint16_t)map_get(&in->lent, (uintptr_t)pointer) : 0;
}

static void reach(struct flow_of_keys *f, LLVMValueRef v, uint16_t keys)
{
	uint32_t *has = map_at(&f->in->lent, (uintptr_t)v);

	if (!(keys & ~*has))
		return;
	*has |= keys;
	vec_push(&f->changed, v);
}

/* Whether the call may return what it was passed: it does if it has windows for that, or runs in
 * its caller's. */
static bool gives_back(struct instrument *in, LLVMValueRef call)
{
	LLVMValueRef fn = window_callee(call);
	uint32_t row;

	if (LLVMGetTypeKind(LLVMTypeOf(call)) != LLVMPointerTypeKind || !fn)
		return false;
	const struct target *t = instrument_target(in, fn);

	if (t && t->loud)
		return t->lent;
	enum callee_kind kind = instrument_callee(in, call, &row);

	return kind == CALLEE_HELPER || kind == CALLEE_MEMORY || instrument_is_quiet(in, call);
}

static bool leads_on(struct instrument *in, LLVMUseRef use)
{
	LLVMValueRef user = LLVMGetUser(use), v = LLVMGetUsedValue(use);

	if (!LLVMIsAInstruction(user))
		return false;
	switch (LLVMGetInstructionOpcode(user)) {
	case LLVMGetElementPtr:
		return LLVMGetOperand(user, 0) == v;
	case LLVMSelect:
		return LLVMGetOperand(user, 0) != v;
	case LLVMPHI:
	case LLVMFreeze:
	case LLVMBitCast:
	case LLVMAddrSpaceCast:
		return true;
	case LLVMCall:
	case LLVMInvoke:
		return LLVMGetCalledValue(user) != v && gives_back(in, user);
	default:
		return false;
	}
}

static void start(struct flow_of_keys *f, const struct target *t)
{
	uint32_t n = LLVMCountParams(t->fn);

	for (uint32_t i = 0; i < n; i++)
		reach(f, LLVMGetParam(t->fn, i), t->lent[i + 1]);
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(t->fn); b && t->lent[0];
	     b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i))
			if (instrument_is_fresh(f->in, i))
				reach(f, i, t->lent[0]);
}

void instrument_follow_lent(struct instrument *in, const struct target *t)
{
	struct flow_of_keys f = {.in = in};

	map_release(&in->lent);
	map_init(&in->lent);
	if (!t->lent)
		return;
	start(&f, t);
	while (f.changed.n) {
		LLVMValueRef v = f.changed.v[--f.changed.n];
		uint16_t keys = instrument_lent(in, v);

		for (LLVMUseRef u = LLVMGetFirstUse(v); u; u = LLVMGetNextUse(u))
			if (leads_on(in, u))
				reach(&f, LLVMGetUser(u), keys);
	}
	vec_free(&f.changed);
}

/* Whether a function, by what its body was found to do, only reads through the parameter. */
static bool only_reads(const struct instrument *in, LLVMValueRef fn, uint32_t param)
{
	return LLVMGetEnumAttributeAtIndex(fn, param + 1, in->readonly_kind) ||
	       LLVMGetEnumAttributeAtIndex(fn, param + 1, in->readnone_kind);
}

uint16_t instrument_lend_on(struct instrument *in, LLVMValueRef call)
{
	LLVMValueRef fn = window_callee(call);
	struct target *to = fn ? instrument_target(in, fn) : NULL;
	uint32_t n = fn ? LLVMCountParams(fn) : 0;
	uint16_t all = 0;

	for (uint32_t i = 0; i < n && i < LLVMGetNumArgOperands(call); i++) {
		uint16_t keys = instrument_lent(in, LLVMGetOperand(call, i));

		if (!keys || only_reads(in, fn, i))
			continue;
		if (to && to->loud)
			instrument_lend(to, i + 1, keys);
		else
			all |= keys;
	}
	return all;
}
