/* SPDX-License-Identifier: Apache-2.0 */
/* A helper that is also called through a pointer, or from assembly, has rights of its own for that.
 * Its body then moves to NAME.capmap_helper, which direct calls go to, on their callers' rights;
 * what keeps the name opens a window around a call of it. Modules that are instrumented apart agree
 * on this, because the table tells. */
#include "passes/instrument_int.h"
#include "passes/llvm_shim.h"

#include <llvm-c/DebugInfo.h>

#include <stdio.h>
#include <string.h>

#define SUFFIX ".capmap_helper"

/* A quiet helper with writes on its own rights. */
static bool has_two_entries(struct instrument *in, LLVMValueRef fn)
{
	struct target *t = instrument_target(in, fn);
	uint32_t row = instrument_row(in, fn);

	if (!gate_table_is_helper(&in->t, row) || (t && (t->loud || t->bare)) ||
	    (!t && in->opt->whole))
		return false;
	return gate_table_row(&in->t, row)->keys != 0 &&
	       !LLVMIsFunctionVarArg(LLVMGlobalGetValueType(fn));
}

static char *body_name(LLVMValueRef fn)
{
	size_t n;
	const char *name = LLVMGetValueName2(fn, &n);
	char *text = malloc(n + sizeof(SUFFIX));

	if (!text)
		diag_oom(n);
	memcpy(stpcpy(text, name), SUFFIX, sizeof(SUFFIX));
	return text;
}

static LLVMValueRef declare_body(LLVMModuleRef m, LLVMValueRef fn)
{
	char *name = body_name(fn);
	LLVMValueRef body = LLVMGetNamedFunction(m, name);

	if (!body)
		body = LLVMAddFunction(m, name, LLVMGlobalGetValueType(fn));
	free(name);
	return body;
}

static bool is_callee(LLVMUseRef u)
{
	LLVMValueRef user = LLVMGetUser(u);
	bool call = LLVMIsACallInst(user) || LLVMIsAInvokeInst(user) || LLVMIsACallBrInst(user);

	if (!call || LLVMGetCalledValue(user) != LLVMGetUsedValue(u))
		return false;
	for (unsigned i = 0; i < LLVMGetNumArgOperands(user); i++)
		if (LLVMGetOperand(user, i) == LLVMGetUsedValue(u))
			return false;
	return true;
}

/* Direct calls of from become calls of to; those by another name too. */
static void redirect(LLVMValueRef from, LLVMValueRef to)
{
	for (LLVMUseRef u = LLVMGetFirstUse(from), next; u; u = next) {
		LLVMValueRef user = LLVMGetUser(u);

		next = LLVMGetNextUse(u);
		/* The callee is the last operand. */
		if (LLVMIsAGlobalAlias(user))
			redirect(user, to);
		else if (is_callee(u))
			LLVMSetOperand(user, (unsigned)LLVMGetNumOperands(user) - 1, to);
	}
}

static void fill_entry(struct instrument *in, LLVMValueRef entry, LLVMValueRef body, uint16_t keys)
{
	LLVMContextRef c = LLVMGetModuleContext(in->m);
	LLVMTypeRef type = LLVMGlobalGetValueType(entry);
	LLVMBuilderRef b = LLVMCreateBuilderInContext(c);
	unsigned n = LLVMCountParams(entry);
	LLVMValueRef *args = calloc(n + 1, sizeof(*args)), call, end;
	bool nothing = LLVMGetTypeKind(LLVMGetReturnType(type)) == LLVMVoidTypeKind;
	LLVMMetadataRef place = LLVMGetSubprogram(entry);

	if (!args)
		diag_oom(n);
	LLVMGetParams(entry, args);
	LLVMPositionBuilderAtEnd(b, LLVMAppendBasicBlockInContext(c, entry, ""));
	if (place)
		LLVMSetCurrentDebugLocation2(
		    b, LLVMDIBuilderCreateDebugLocation(c, LLVMDISubprogramGetLine(place), 0, place,
							NULL));
	call = LLVMBuildCall2(b, type, body, args, n, "");
	LLVMSetInstructionCallConv(call, LLVMGetFunctionCallConv(body));
	end = nothing ? LLVMBuildRetVoid(b) : LLVMBuildRet(b, call);
	window_mark(call, keys);
	window_gate(call, in->opt->form, keys, NULL);
	window_gate(end, in->opt->form, 0, NULL);
	LLVMDisposeBuilder(b);
	free(args);
}

/* What runs on the rights of the second entry runs in its window. */
static void see_all(struct instrument *in, uint32_t row)
{
	vec_each (&in->t.kt.sites, i) {
		const struct kt_site *s = &in->t.kt.sites.v[i];

		if (s->caller ? s->caller == row : s->function == row)
			in->seen[i] = 1;
	}
}

static void split(struct instrument *in, LLVMValueRef fn)
{
	struct target *t = instrument_target(in, fn);
	uint32_t row = instrument_row(in, fn);
	uint16_t keys = gate_table_row(&in->t, row)->keys & 0xfffeu;
	LLVMValueRef body;

	if (!t) {
		redirect(fn, declare_body(in->m, fn));
		return;
	}
	char *name = body_name(fn);

	body = shim_move_body(fn, name);
	if (in->opt->whole)
		LLVMSetLinkage(body, LLVMInternalLinkage);
	else if (LLVMGetLinkage(body) != LLVMInternalLinkage)
		LLVMSetVisibility(body, LLVMHiddenVisibility);
	free(name);
	redirect(fn, body);
	t->fn = body;
	fill_entry(in, fn, body, keys);
	see_all(in, row);
	instrument_forget(in, fn);
	in->report.count[COUNT_WRAPPED]++;
	in->report.count[COUNT_WINDOWS]++;
	in->report.count[COUNT_OPENS]++;
	in->report.count[COUNT_CLOSES]++;
}

void instrument_helpers(struct instrument *in)
{
	VEC(LLVMValueRef) found = {0};

	for (LLVMValueRef fn = LLVMGetFirstFunction(in->m); fn; fn = LLVMGetNextFunction(fn))
		if (!LLVMGetIntrinsicID(fn) && has_two_entries(in, fn))
			vec_push(&found, fn);
	vec_each (&found, i)
		split(in, found.v[i]);
	vec_free(&found);
}
