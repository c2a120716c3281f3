/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_int.h"
#include "passes/instrument_int.h"
#include "passes/window_write.h"

#include <string.h>

/* ---- functions and their rows --------------------------------------------------------------- */

static bool is_local(LLVMValueRef global)
{
	LLVMLinkage l = LLVMGetLinkage(global);

	return l == LLVMInternalLinkage || l == LLVMPrivateLinkage;
}

/* Linking renames local functions: name.N, or name.N.M. */
static uint32_t row_of_symbol(struct instrument *in, LLVMValueRef fn, const char *file,
			      const char *unit)
{
	size_t n;
	const char *given = LLVMGetValueName2(fn, &n);
	char *symbol = strndup(given, n);
	uint32_t row;

	if (!symbol)
		diag_oom(n);
	row = gate_table_function(&in->t, symbol, file, unit);
	while (!row && is_local(fn) && ex_plain_name(symbol, n) != n) {
		n = ex_plain_name(symbol, n);
		symbol[n] = '\0';
		row = gate_table_function(&in->t, symbol, file, unit);
	}
	free(symbol);
	return row;
}

uint32_t instrument_row(struct instrument *in, LLVMValueRef fn)
{
	struct target *t = instrument_target(in, fn);

	return t ? t->row : row_of_symbol(in, fn, "", "");
}

struct target *instrument_target(struct instrument *in, LLVMValueRef fn)
{
	uint32_t i = map_get(&in->target_of, (uintptr_t)fn);

	return i ? &in->targets.v[i - 1] : NULL;
}

/* Entry and exit of exceptions run before the rights are those of the kernel, and after. */
static bool may_have_windows(LLVMValueRef fn)
{
	static const char *const bare[] = {".noinstr.text", ".entry.text"};
	const char *section = LLVMGetSection(fn);

	for (size_t i = 0; section && i < sizeof(bare) / sizeof(*bare); i++)
		if (!strcmp(section, bare[i]))
			return false;
	return true;
}

static void find_targets(struct instrument *in)
{
	for (LLVMValueRef fn = LLVMGetFirstFunction(in->m); fn; fn = LLVMGetNextFunction(fn)) {
		if (!LLVMCountBasicBlocks(fn) ||
		    LLVMGetLinkage(fn) == LLVMAvailableExternallyLinkage)
			continue;
		struct written_name at = write_reader_name(in->reader, fn);
		const char *file = write_reader_text(in->reader, at.file);
		struct target t = {.fn = fn};

		t.row = row_of_symbol(in, fn, file, write_reader_text(in->reader, at.unit));
		t.helper = gate_table_is_helper(&in->t, t.row);
		t.bare = !may_have_windows(fn);
		vec_push(&in->targets, t);
		*map_at(&in->target_of, (uintptr_t)fn) = in->targets.n;
	}
}

/* ---- calls ---------------------------------------------------------------------------------- */

/* Of memory(...): the bits that say a location may be written, two bits a location. */
#define MEMORY_MOD 0xaaaau

static bool writes_nothing(struct instrument *in, LLVMValueRef fn)
{
	LLVMAttributeRef a =
	    LLVMGetEnumAttributeAtIndex(fn, LLVMAttributeFunctionIndex, in->memory_kind);

	return a && !(LLVMGetEnumAttributeValue(a) & MEMORY_MOD);
}

static bool writes_by_itself(LLVMValueRef inst)
{
	LLVMValueRef base;
	size_t n;

	if (LLVMIsACallInst(inst) && LLVMIsAInlineAsm(LLVMGetCalledValue(inst))) {
		const char *operands =
		    LLVMGetInlineAsmConstraintString(LLVMGetCalledValue(inst), &n);

		return memchr(operands, '*', n) != NULL; /* memory */
	}
	if (!window_is_write(inst))
		return false;
	base = window_write_base(inst);
	return !base || !LLVMIsAAllocaInst(base);
}

/* Of a quiet function that the table does not know: whether it is one because it writes only by
 * calling helpers. */
static bool only_passes_on(struct target *t)
{
	if (t->judged)
		return t->passes_on;
	t->judged = t->passes_on = true;
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(t->fn); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i))
			if (writes_by_itself(i))
				t->passes_on = false;
	return t->passes_on;
}

enum callee_kind instrument_callee(struct instrument *in, LLVMValueRef call, uint32_t *row)
{
	LLVMValueRef callee = LLVMGetCalledValue(call), fn = window_callee(call);
	size_t n;

	*row = 0;
	if (LLVMIsAInlineAsm(callee))
		return window_asm_may_gate(call) ? CALLEE_BARRIER : CALLEE_NEUTRAL;
	if (!fn)
		return CALLEE_BARRIER;
	if (LLVMGetIntrinsicID(fn))
		return CALLEE_NEUTRAL;
	struct target *t = instrument_target(in, fn);

	if ((t && t->loud) || window_callee_is_cold(LLVMGetValueName2(fn, &n)))
		return CALLEE_BARRIER;
	*row = instrument_row(in, fn);
	if (gate_table_is_helper(&in->t, *row) && (t || !in->opt->whole))
		return CALLEE_HELPER;
	if (window_callee_is_listed(LLVMGetValueName2(fn, &n)))
		return CALLEE_MEMORY;
	if (writes_nothing(in, fn))
		return CALLEE_NEUTRAL;
	if (!*row && t && in->opt->whole && only_passes_on(t))
		return CALLEE_HELPER;
	*row = 0;
	return CALLEE_BARRIER;
}

bool instrument_is_quiet(struct instrument *in, LLVMValueRef call)
{
	LLVMValueRef fn = window_callee(call);
	const struct target *t = fn ? instrument_target(in, fn) : NULL;
	size_t n;

	return in->opt->whole && t && !t->loud && !window_callee_is_cold(LLVMGetValueName2(fn, &n));
}

/* ---- who is loud ---------------------------------------------------------------------------- */

/* Without the whole program the table is believed: the other modules believe it too. */
static bool is_loud_alone(struct instrument *in, const struct target *t)
{
	uint16_t keys = t->row && !t->bare ? gate_table_row(&in->t, t->row)->keys : 0;

	if (t->helper)
		return keys && LLVMIsFunctionVarArg(LLVMGlobalGetValueType(t->fn));
	return keys != 0;
}

/* The code that control may go to from inst and that is loud, as far as is known by now: its name,
 * "*" by a pointer, "asm"; NULL none. */
static const char *leads_out(struct instrument *in, LLVMValueRef inst)
{
	LLVMValueRef fn;
	struct target *t;
	const char *name;
	size_t n;

	if (!LLVMIsACallInst(inst) && !LLVMIsAInvokeInst(inst) && !LLVMIsACallBrInst(inst))
		return NULL;
	if (LLVMIsAInlineAsm(LLVMGetCalledValue(inst)))
		return window_asm_may_gate(inst) ? "asm" : NULL;
	fn = window_callee(inst);
	if (!fn)
		return "*";
	name = LLVMGetValueName2(fn, &n);
	if (window_callee_is_cold(name))
		return NULL;
	t = instrument_target(in, fn);
	if (t)
		return t->loud ? name : NULL;
	return LLVMGetIntrinsicID(fn) || window_callee_is_listed(name) ? NULL : name;
}

static const char *any_leads_out(struct instrument *in, LLVMValueRef fn)
{
	const char *out = NULL;

	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b && !out;
	     b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i && !out;
		     i = LLVMGetNextInstruction(i))
			out = leads_out(in, i);
	return out;
}

static void spread_loudness(struct instrument *in)
{
	bool changed = true;

	while (changed) {
		changed = false;
		vec_each (&in->targets, i) {
			struct target *t = &in->targets.v[i];
			const char *why = t->loud ? NULL : any_leads_out(in, t->fn);

			if (!why)
				continue;
			t->loud = changed = true;
			t->why = strtab_add(&in->report.str, why);
		}
	}
}

void instrument_plan(struct instrument *in)
{
	find_targets(in);
	vec_each (&in->targets, i)
		in->targets.v[i].loud = is_loud_alone(in, &in->targets.v[i]);
	if (in->opt->whole)
		spread_loudness(in);
	vec_each (&in->targets, i) {
		const struct target *t = &in->targets.v[i];

		if (t->loud && t->helper)
			instrument_report_self_gated(
			    &in->report,
			    keytable_string(&in->t.kt, gate_table_row(&in->t, t->row)->name),
			    t->why);
	}
}
