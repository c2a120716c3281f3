/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/window_callee.h"
#include "kernel-runtime/include/capmap_gate.h"
#include "passes/asm_table.h"

#include <llvm-c/Core.h>

#include <string.h>

#define TEXT(x)	 TEXT_(x)
#define TEXT_(x) #x

LLVMValueRef window_callee(LLVMValueRef call)
{
	LLVMValueRef v = LLVMGetCalledValue(call);

	for (unsigned depth = 0; depth < 8 && LLVMIsAGlobalAlias(v); depth++)
		v = LLVMAliasGetAliasee(v);
	return LLVMIsAFunction(v);
}

static bool is_among(const char *name, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(table[i]);

		if (table[i][len - 1] == '*' ? !strncmp(name, table[i], len - 1)
					     : !strcmp(name, table[i]))
			return true;
	}
	return false;
}
#define AMONG(name, table) is_among(name, table, sizeof(table) / sizeof(*(table)))

bool window_callee_is_reader(const char *name)
{
	static const char *const table[] = {
#define READER(name) name,
#include "passes/window_callees.def"
#undef READER
	};

	return AMONG(name, table);
}

bool window_callee_is_listed(const char *name)
{
	static const char *const table[] = {
#define CALLEE(name) name,
#include "passes/window_callees.def"
#undef CALLEE
	};

	return AMONG(name, table) || window_callee_is_reader(name);
}

bool window_callee_is_cold(const char *name)
{
	static const char *const table[] = {
#define COLD(name) name,
#include "passes/window_callees.def"
#undef COLD
	};

	return AMONG(name, table);
}

/* What an instruction of assembly calls, by name: to a routine of asm.def, or on to C. */
static bool asm_calls_out(LLVMValueRef call, const struct asm_operands *o,
			  const struct asm_insn *insn)
{
	const struct asm_arg *a = &insn->arg[0];
	const char *name = NULL;
	size_t n = 0;

	if (asm_effect_of(insn) != ASM_CALL)
		return false;
	if (a->kind == ASM_ARG_SYM) {
		name = a->sym;
		n = a->symlen;
	} else if (a->kind == ASM_ARG_REF && (uint32_t)a->ref < o->op.n &&
		   o->op.v[a->ref].arg >= 0) {
		LLVMValueRef v = LLVMGetOperand(call, (unsigned)o->op.v[a->ref].arg);

		if (LLVMIsAFunction(v))
			name = LLVMGetValueName2(v, &n);
	}
	return !name || asm_callee_effect_of(name, n) == ASM_CALLEE_UNKNOWN;
}

/* Whether assembly with a WRMSR in it speaks of IA32_PKRS, in its text or by an operand. */
static bool names_rights(LLVMValueRef call, const char *text, size_t n)
{
	static const char number[] = TEXT(CAPMAP_GATE_MSR);

	for (unsigned i = 0; i < LLVMGetNumArgOperands(call); i++) {
		LLVMValueRef v = LLVMGetOperand(call, i);

		if (LLVMIsAConstantInt(v) && LLVMConstIntGetZExtValue(v) == CAPMAP_GATE_MSR)
			return true;
	}
	return memmem(text, n, number, strlen(number)) != NULL;
}

bool window_asm_may_gate(LLVMValueRef call)
{
	LLVMValueRef code = LLVMGetCalledValue(call);
	struct asm_operands o = {0};
	struct asm_template t = {0};
	size_t n;
	const char *text = LLVMGetInlineAsmAsmString(code, &n);
	bool calls = false;

	if (memmem(text, n, "wrmsr", strlen("wrmsr")) && names_rights(call, text, n))
		return true;
	if (!memmem(text, n, "call", strlen("call")))
		return false;
	asm_template_parse(&t, text, n);
	text = LLVMGetInlineAsmConstraintString(code, &n);
	if (!asm_operands_parse(&o, text, n))
		calls = true;
	vec_each (&t.insn, i)
		calls |= asm_calls_out(call, &o, &t.insn.v[i]);
	asm_template_release(&t);
	asm_operands_release(&o);
	return calls;
}
