/* SPDX-License-Identifier: Apache-2.0 */
/* The keys that a call of a helper needs: what the caller's rights are for, as far down as the call
 * leads. */
#include "passes/instrument_int.h"

#include <string.h>

bool instrument_is_call(LLVMValueRef inst)
{
	return LLVMIsACallInst(inst) || LLVMIsAInvokeInst(inst) || LLVMIsACallBrInst(inst);
}

/* ---- down: what a call may end up in -------------------------------------------------------- */

/* Notes the rows of what fn calls, itself and further down. */
static void reach(struct instrument *in, LLVMValueRef fn, struct map *been)
{
	const struct target *t = instrument_target(in, fn);

	if (!t) {
		in->reached_all &= in->opt->whole;
		return;
	}
	if (map_get(been, (uintptr_t)fn))
		return;
	*map_at(been, (uintptr_t)fn) = 1;
	in->reached[t->row] = in->reaching;
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
		     i = LLVMGetNextInstruction(i)) {
			LLVMValueRef callee = instrument_is_call(i) ? window_callee(i) : NULL;
			size_t n;

			if (callee && !LLVMGetIntrinsicID(callee) &&
			    !window_callee_is_listed(LLVMGetValueName2(callee, &n)))
				reach(in, callee, been);
		}
}

/* Whether a call of fn may end up in helper. Asked anew for each function that is called. Where not
 * all bodies are at hand, any helper may be down there. */
static bool reaches(struct instrument *in, LLVMValueRef fn, uint32_t helper)
{
	if (in->reached_by != fn) {
		struct map been = {0};

		in->reached_by = fn;
		in->reaching++;
		in->reached_all = true;
		reach(in, fn, &been);
		map_release(&been);
	}
	return !in->reached_all || in->reached[helper] == in->reaching;
}

/* What a call of a helper may write on the rights of function row: it and those that it calls. */
static uint16_t keys_for(struct instrument *in, LLVMValueRef fn, uint32_t helper, uint32_t row)
{
	const struct gate_table *t = &in->t;
	uint32_t end = t->first_called.v[row + 1];
	uint16_t keys = 0;

	for (uint32_t i = t->first_called.v[row]; i < end; i++) {
		const struct kt_site *s = &t->kt.sites.v[t->by_caller.v[i]];

		if (s->function != helper && !reaches(in, fn, s->function))
			continue;
		keys |= (uint16_t)(s->keys & ~1u);
		in->seen[t->by_caller.v[i]] = 1;
	}
	return keys;
}

/* ---- up: whom a helper serves --------------------------------------------------------------- */

static void serve(struct instrument *in, LLVMValueRef fn, struct map *been);

/* Callers that are helpers themselves hand on what theirs may do. */
static void serve_caller(struct instrument *in, LLVMValueRef call, struct map *been)
{
	LLVMValueRef fn = LLVMGetBasicBlockParent(LLVMGetInstructionParent(call));
	const struct target *t = instrument_target(in, fn);

	if (!t || map_get(been, (uintptr_t)fn))
		return;
	*map_at(been, (uintptr_t)fn) = 1;
	if (t->row)
		vec_push(&in->served, t->row);
	if (t->helper)
		serve(in, fn, been);
}

static void serve(struct instrument *in, LLVMValueRef fn, struct map *been)
{
	for (LLVMUseRef u = LLVMGetFirstUse(fn); u; u = LLVMGetNextUse(u)) {
		LLVMValueRef user = LLVMGetUser(u);

		if (LLVMIsAGlobalAlias(user))
			serve(in, user, been);
		else if (instrument_is_call(user) && LLVMGetCalledValue(user) == fn)
			serve_caller(in, user, been);
	}
}

/* Where not all callers are at hand, the table names those of the helper's own writes. */
static void serve_sites(struct instrument *in, const struct kt_function *f)
{
	for (uint32_t i = f->first_site - 1; i + 1 < f->first_site + f->nsites; i++) {
		uint32_t caller = in->t.kt.sites.v[i].caller;

		if (caller && (!i || caller != in->t.kt.sites.v[i - 1].caller))
			vec_push(&in->served, caller);
	}
}

static void find_served(struct instrument *in, const struct target *t)
{
	struct map been = {0};

	if (in->served_by == t->fn)
		return;
	in->served_by = t->fn;
	in->served.n = 0;
	if (in->opt->whole)
		serve(in, t->fn, &been);
	else
		serve_sites(in, gate_table_row(&in->t, t->row));
	map_release(&been);
}

uint16_t instrument_call_keys(struct instrument *in, const struct target *t, LLVMValueRef fn,
			      uint32_t helper)
{
	uint16_t keys = keys_for(in, fn, helper, t->row);

	if (!t->helper)
		return keys;
	find_served(in, t);
	vec_each (&in->served, i)
		keys |= keys_for(in, fn, helper, in->served.v[i]);
	return keys;
}
