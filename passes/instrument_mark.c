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
	LLVMValueRef callee = instrument_is_call(w->inst) ? window_callee(w->inst) : NULL;
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
	else if (instrument_is_call(w->inst) &&
		 instrument_callee(in, w->inst, &row) == CALLEE_BARRIER)
		lend(in, t, w, keys);
	else
		add(in, t, (struct mark){.inst = w->inst, .keys = keys});
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
		keys |= instrument_call_keys(in, t, window_callee(inst), helper);
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
			LLVMValueRef callee = instrument_is_call(i) ? window_callee(i) : NULL;
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
			if (instrument_is_call(i) && !t->runtime && !t->bare)
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
