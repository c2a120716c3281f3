/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/instrument_int.h"
#include "passes/window_write.h"

#include <string.h>

/* What the instruction itself tells about where it writes is more than its line tells. */
static uint16_t narrow(struct instrument *in, LLVMValueRef inst, uint16_t keys)
{
	LLVMValueRef base = window_write_base(inst);

	if (!base)
		return keys;
	if (LLVMIsAAllocaInst(base))
		return 0;
	if (LLVMIsAGlobalVariable(base)) {
		uint16_t key = instrument_variable(in, base);

		return key ? keys & (uint16_t)(1u << key) : 0;
	}
	return keys;
}

static bool is_call(LLVMValueRef inst)
{
	return LLVMIsACallInst(inst) || LLVMIsAInvokeInst(inst) || LLVMIsACallBrInst(inst);
}

static void add(struct instrument *in, struct target *t, struct mark m)
{
	struct mark *last = t->nmarks ? &in->marks.v[in->marks.n - 1] : NULL;

	if (last && last->inst == m.inst) {
		last->keys |= m.keys;
		return;
	}
	vec_push(&in->marks, m);
	t->nmarks++;
}

static uint16_t keys_of_write(struct instrument *in, const struct target *t,
			      const struct written *w)
{
	const char *file = write_reader_text(in->reader, w->file);
	enum gate_rights rights = t->helper ? GATE_RIGHTS_ANY : GATE_RIGHTS_OWN;
	LLVMValueRef to = w->arg ? LLVMGetOperand(w->inst, w->arg - 1) : window_write_base(w->inst);
	uint16_t keys = instrument_lent(in, to);

	if (t->row)
		keys |= gate_table_site(&in->t, t->row, rights, file, w->line, w->via, in->seen);
	return narrow(in, w->inst, keys);
}

static void left_out(struct instrument *in, const struct target *t, const struct written *w,
		     enum instrument_reason reason)
{
	LLVMValueRef callee = is_call(w->inst) ? window_callee(w->inst) : NULL;
	const char *name = "";
	size_t n;

	if (t->again)
		return;
	if (t->row)
		name = keytable_string(&in->t.kt, gate_table_row(&in->t, t->row)->name);
	instrument_report_left(&in->report, reason, name, write_reader_text(in->reader, w->file),
			       w->line, callee ? LLVMGetValueName2(callee, &n) : "");
}

/* The write is a call that no window may be open at: the callee gets the keys, or nobody does. */
static void lend(struct instrument *in, struct target *t, const struct written *w, uint16_t keys)
{
	LLVMValueRef callee = window_callee(w->inst);
	struct target *to = callee ? instrument_target(in, callee) : NULL;

	if (instrument_is_quiet(in, w->inst)) {
		add(in, t, (struct mark){.inst = w->inst, .keys = keys, .helper = true});
		return;
	}
	if (!to || !to->loud) {
		left_out(in, t, w, LEFT_CALL);
		return;
	}
	instrument_lend(to, w->arg, keys);
	in->report.count[COUNT_LENT] += !t->again;
}

/* A write of the function's own. */
static void mark_write(struct instrument *in, struct target *t, const struct written *w)
{
	uint16_t keys = keys_of_write(in, t, w);
	uint32_t row;

	if (!keys)
		return;
	if (t->runtime)
		left_out(in, t, w, LEFT_RUNTIME);
	else if (t->bare)
		left_out(in, t, w, LEFT_BARE);
	else if (is_call(w->inst) && instrument_callee(in, w->inst, &row) == CALLEE_BARRIER)
		lend(in, t, w, keys);
	else
		add(in, t, (struct mark){.inst = w->inst, .keys = keys});
}

/* Adds the rows of what fn calls to in->reached, itself and further down. */
static void reach(struct instrument *in, LLVMValueRef fn, struct map *been, bool *sees_all)
{
	const struct target *t = instrument_target(in, fn);

	if (!t) {
		*sees_all &= in->opt->whole;
		return;
	}
	if (map_get(been, (uintptr_t)fn))
		return;
	*map_at(been, (uintptr_t)fn) = 1;
	if (t->row)
		vec_push(&in->reached, t->row);
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
		     i = LLVMGetNextInstruction(i)) {
			LLVMValueRef callee = is_call(i) ? window_callee(i) : NULL;
			size_t n;

			if (callee && !LLVMGetIntrinsicID(callee) &&
			    !window_callee_is_listed(LLVMGetValueName2(callee, &n)))
				reach(in, callee, been, sees_all);
		}
}

/* Whether a call of fn may end up in helper. Asked anew for each function that is called: then
 * in->reached is filled. Where not all bodies are at hand, any helper may be down there. */
static bool reaches(struct instrument *in, LLVMValueRef fn, uint32_t helper)
{
	if (in->reached_by != fn) {
		struct map been = {0};

		in->reached_by = fn;
		in->reached.n = 0;
		in->reached_all = true;
		reach(in, fn, &been, &in->reached_all);
		map_release(&been);
	}
	if (!in->reached_all)
		return true;
	vec_each (&in->reached, i)
		if (in->reached.v[i] == helper)
			return true;
	return false;
}

/* What a call of a helper may write on the rights of function row: it and those that it calls. */
static uint16_t helper_keys(struct instrument *in, LLVMValueRef fn, uint32_t helper, uint32_t row)
{
	const struct gate_table *t = &in->t;
	uint32_t end = t->first_called.v[row + 1], last = 0;
	uint16_t keys = 0;
	bool counts = false;

	for (uint32_t i = t->first_called.v[row]; i < end; i++) {
		const struct kt_site *s = &t->kt.sites.v[t->by_caller.v[i]];

		if (s->function != last)
			counts = s->function == helper || reaches(in, fn, s->function);
		last = s->function;
		if (!counts)
			continue;
		keys |= (uint16_t)(s->keys & ~1u);
		in->seen[t->by_caller.v[i]] = 1;
	}
	return keys;
}

/* A helper that gates itself may be there for any of its callers. */
static uint16_t keys_of_call(struct instrument *in, const struct target *t, LLVMValueRef fn,
			     uint32_t helper)
{
	const struct kt_function *f = gate_table_row(&in->t, t->row);
	uint16_t keys = helper_keys(in, fn, helper, t->row);

	for (uint32_t i = f->first_site - 1; t->helper && i + 1 < f->first_site + f->nsites; i++) {
		uint32_t caller = in->t.kt.sites.v[i].caller;

		if (caller && (!i || caller != in->t.kt.sites.v[i - 1].caller))
			keys |= helper_keys(in, fn, helper, caller);
	}
	return keys;
}

/* A helper runs on its caller's rights, any other with windows of its own. */
static void mark_call(struct instrument *in, struct target *t, LLVMValueRef inst)
{
	enum callee_kind kind;
	uint32_t helper;
	uint16_t keys;

	kind = instrument_callee(in, inst, &helper);
	keys = instrument_lend_on(in, inst);
	if (kind == CALLEE_HELPER && t->row)
		keys |= keys_of_call(in, t, window_callee(inst), helper);
	else if (kind != CALLEE_HELPER && !instrument_is_quiet(in, inst))
		return;
	if (keys)
		add(in, t, (struct mark){.inst = inst, .keys = keys, .helper = true});
}

/* The allocator's windows, with the key of the cache at hand, are the runtime's own: ours must not
 * be among them. */
static bool has_runtime_windows(LLVMValueRef fn)
{
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
		     i = LLVMGetNextInstruction(i)) {
			LLVMValueRef callee = is_call(i) ? window_callee(i) : NULL;
			size_t n;

			if (callee && !strcmp(LLVMGetValueName2(callee, &n), "capmap_cache_open"))
				return true;
		}
	return false;
}

static void mark_function(struct instrument *in, struct target *t)
{
	uint32_t n, at = 0;
	const struct written *w = write_reader_read(in->reader, t->fn, &n);

	instrument_follow_lent(in, t);
	t->first_mark = in->marks.n;
	t->nmarks = 0;
	t->lent_more = false;
	t->runtime = has_runtime_windows(t->fn);
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(t->fn); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
		     i = LLVMGetNextInstruction(i)) {
			while (at < n && w[at].inst == i)
				mark_write(in, t, &w[at++]);
			if (is_call(i) && !t->runtime && !t->bare)
				mark_call(in, t, i);
		}
	t->again = true;
}

/* Those that run in windows of their own: helpers only when they cannot run in others'. */
static bool has_windows(const struct instrument *in, const struct target *t)
{
	return t->row && (!t->helper || t->loud) &&
	       (t->helper || gate_table_row(&in->t, t->row)->keys);
}

void instrument_mark(struct instrument *in)
{
	bool changed = true;

	vec_each (&in->targets, i)
		if (has_windows(in, &in->targets.v[i]))
			mark_function(in, &in->targets.v[i]);
	/* Who is lent keys may lend them on. */
	while (changed) {
		changed = false;
		vec_each (&in->targets, i) {
			struct target *t = &in->targets.v[i];

			if (!t->lent_more)
				continue;
			mark_function(in, t);
			changed = true;
		}
	}
}
