/* SPDX-License-Identifier: Apache-2.0 */
/* Tracepoints. __traceiter_X() calls what is registered for tracepoint X. Event probes are all
 * registered by one generic function, through which every tracepoint would seem to have every
 * other's probes; but the tables next to __traceiter_X say which are its own: event_X names its
 * class, the class its probes, and __bpf_trace_tp_map_X the one for BPF. (models.def keeps the
 * generic function's out.) Source: include/trace/trace_events.h and bpf_probe.h of Linux 6.1. */
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

#include <stdio.h>
#include <string.h>

static bool is_named_like(LLVMValueRef global, const char *beginning)
{
	size_t len;
	const char *name = LLVMGetValueName2(global, &len);

	return !strncmp(name, beginning, strlen(beginning));
}

/* Calls each function in initialiser c that the iterator's call fits. */
static void call_probes(struct ex *x, LLVMValueRef call, LLVMValueRef c)
{
	if (LLVMIsAFunction(c)) {
		if (LLVMGlobalGetValueType(c) == LLVMGetCalledFunctionType(call))
			ex_record_call(x, call, ex_sym(x, c), 0, false);
	} else if (LLVMIsAGlobalVariable(c)) {
		if (is_named_like(c, "event_class_") && LLVMGetInitializer(c))
			call_probes(x, call, LLVMGetInitializer(c));
	} else if (LLVMIsAConstantStruct(c)) {
		for (int i = 0; i < LLVMGetNumOperands(c); i++)
			call_probes(x, call, LLVMGetOperand(c, (unsigned)i));
	}
}

/* The iterator casts what it loads to a function of its own parameters without a result. */
static void type_probes(struct ex *x, LLVMValueRef call, LLVMValueRef fn)
{
	LLVMMetadataRef sp = LLVMGetSubprogram(fn);
	LLVMMetadataRef type = sp ? shim_subprogram_subroutine(sp) : NULL;
	struct fact_hint h = {.node = ex_node(x, LLVMGetCalledValue(call))};

	if (!type || !h.node)
		return;
	struct fact_type probe = {.kind = FACT_T_FUNC, .name = ex_prototype(x, type, false)};

	h.type = x->f->types.n;
	vec_push(&x->f->types, probe);
	vec_push(&x->f->hints, h);
}

void ex_trace_probes(struct ex *x, LLVMValueRef call)
{
	static const char iterator[] = "__traceiter_";
	static const char *const tables[] = {"event_", "__bpf_trace_tp_map_"};
	LLVMValueRef fn = LLVMGetBasicBlockParent(LLVMGetInstructionParent(call));
	size_t len;

	if (!is_named_like(fn, iterator))
		return;
	type_probes(x, call, fn);
	const char *event = LLVMGetValueName2(fn, &len) + strlen(iterator);

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		char name[256];
		int n = snprintf(name, sizeof(name), "%s%s", tables[i], event);
		LLVMValueRef table = n < (int)sizeof(name) ? LLVMGetNamedGlobal(x->m, name) : NULL;

		if (table && LLVMGetInitializer(table))
			call_probes(x, call, LLVMGetInitializer(table));
	}
}
