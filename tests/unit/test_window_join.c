// SPDX-License-Identifier: Apache-2.0
/* Windows that inlining brought together. Bodies are written in letters: a b c open key 1 2 3, '-'
 * closes, A B C write with that key, '!' calls elsewhere, 'm' calls memset, '/' ends a block: it
 * goes to the next or, when '?' stands before, to the next or the one after. */
#include "passes/window.h"
#include "passes/window_check.h"
#include "passes/window_join.h"

#include <llvm-c/Core.h>

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

struct module {
	LLVMContextRef c;
	LLVMModuleRef m;
	LLVMBuilderRef b;
	LLVMValueRef fn, var, out, set, end;
	LLVMBasicBlockRef blocks[8];
};

static void call(struct module *t, LLVMValueRef fn)
{
	LLVMBuildCall2(t->b, LLVMGlobalGetValueType(fn), fn, NULL, 0, "");
}

static void letter(struct module *t, char c)
{
	LLVMTypeRef i64 = LLVMInt64TypeInContext(t->c);

	if (c == '!' || c == 'm') {
		call(t, c == '!' ? t->out : t->set);
	} else if (isupper((unsigned char)c)) {
		LLVMValueRef store = LLVMBuildStore(t->b, LLVMConstInt(i64, 1, 0), t->var);

		window_mark(store, (uint16_t)(1u << (c - 'A' + 1)));
	} else {
		/* Gates go in front of an instruction. */
		LLVMValueRef after = LLVMBuildFence(t->b, LLVMAtomicOrderingAcquire, 0, "");

		window_gate(after, GATE_PLAIN, c == '-' ? 0 : (uint16_t)(1u << (c - 'a' + 1)),
			    NULL);
	}
}

static void make(struct module *t, const char *text)
{
	uint32_t n = 0;

	t->c = LLVMContextCreate();
	t->m = LLVMModuleCreateWithNameInContext("m", t->c);
	t->b = LLVMCreateBuilderInContext(t->c);

	LLVMTypeRef nothing = LLVMFunctionType(LLVMVoidTypeInContext(t->c), NULL, 0, 0);
	LLVMTypeRef flag = LLVMInt1TypeInContext(t->c);

	t->var = LLVMAddGlobal(t->m, LLVMInt64TypeInContext(t->c), "g");
	t->out = LLVMAddFunction(t->m, "out", nothing);
	t->set = LLVMAddFunction(t->m, "memset", nothing);
	t->fn =
	    LLVMAddFunction(t->m, "f", LLVMFunctionType(LLVMVoidTypeInContext(t->c), &flag, 1, 0));
	for (int i = 0; i < 8; i++)
		t->blocks[i] = LLVMAppendBasicBlockInContext(t->c, t->fn, "");
	LLVMPositionBuilderAtEnd(t->b, t->blocks[0]);
	for (; *text; text++) {
		if (*text == '?')
			continue;
		if (*text != '/') {
			letter(t, *text);
			continue;
		}
		if (text[-1] == '?')
			LLVMBuildCondBr(t->b, LLVMGetParam(t->fn, 0), t->blocks[n + 1],
					t->blocks[n + 2]);
		else
			LLVMBuildBr(t->b, t->blocks[n + 1]);
		LLVMPositionBuilderAtEnd(t->b, t->blocks[++n]);
	}
	LLVMBuildRetVoid(t->b);
	while (++n < 8)
		LLVMDeleteBasicBlock(t->blocks[n]);
}

static void print_gate(FILE *out, uint16_t keys)
{
	if (!keys)
		fputc('-', out);
	else if (keys & (keys - 1))
		fputc('(', out);
	for (unsigned k = 1; k < 16; k++)
		if (keys >> k & 1)
			fputc((int)('a' + k - 1), out);
	if (keys & (keys - 1))
		fputc(')', out);
}

static void print(const struct module *t, FILE *out)
{
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(t->fn); b; b = LLVMGetNextBasicBlock(b)) {
		if (b != LLVMGetFirstBasicBlock(t->fn))
			fputc('/', out);
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
		     i = LLVMGetNextInstruction(i)) {
			uint16_t keys;

			if (window_is_gate(i, &keys))
				print_gate(out, keys);
			else if (LLVMIsAStoreInst(i))
				fputc('A' - 1 + __builtin_ctz(window_marked(i)), out);
			else if (LLVMIsACallInst(i))
				fputc(LLVMGetCalledValue(i) == t->out ? '!' : 'm', out);
		}
	}
}

static void check(const char *text, const char *expected)
{
	struct module t;
	struct diag d = {0};
	char got[128] = "";
	FILE *out = fmemopen(got, sizeof(got), "w");

	make(&t, text);
	if (window_check(t.m, false, true, &d))
		fail_msg("%s, before: %s", text, d.text);
	uint32_t n = window_join(t.m);

	if (window_check(t.m, false, true, &d))
		fail_msg("%s, after: %s", text, d.text);
	print(&t, out);
	fprintf(out, " %u", n);
	fclose(out);
	assert_string_equal(got, expected);
	LLVMDisposeBuilder(t.b);
	LLVMDisposeModule(t.m);
	LLVMContextDispose(t.c);
}

static void test_same_keys(void **state)
{
	(void)state;
	check("aA-", "aA- 0");
	check("aA-aA-", "aAA- 1");
	check("aA-aA-aA-", "aAAA- 2");
	check("aA-maA-", "aAmA- 1");
	check("aA-!aA-", "aA-!aA- 0");
	check("aA-/aA-", "aA-/aA- 0");
}

static void test_other_keys(void **state)
{
	(void)state;
	check("aA-bB-", "(ab)AB- 1");
	check("aA-bB-cC-aA-", "(abc)ABCA- 3");
	check("aA-bB-!cC-aA-", "(ab)AB-!(ac)CA- 2");
}

/* A window of several blocks keeps its keys, since others may enter or leave it elsewhere. */
static void test_blocks(void **state)
{
	(void)state;
	check("aA/A-aA-", "aA/AA- 1");
	check("aA/A-bB-", "aA/A-bB- 0");
	check("aA-bB/B-", "aA-bB/B- 0");
	check("aA/A-aA-bB-", "aA/AA-bB- 1");
	check("aA?/A/A-aA/A-", "aA/A/AA/A- 1");
	check("aA-aA?/A/A-", "aAA/A/A- 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same_keys),
	    cmocka_unit_test(test_other_keys),
	    cmocka_unit_test(test_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
