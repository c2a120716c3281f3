// SPDX-License-Identifier: Apache-2.0
/* The judge of gates: what it lets pass, and each offence. */
#include "passes/window.h"
#include "passes/window_check.h"

#include <llvm-c/Core.h>
#include <llvm-c/IRReader.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* OPEN(1) opens key 1, OPEN(2) both key 1 and 2; WRITE needs key 1. */
#define OPEN(n)	 "call void @capmap_gate(i32 " n ")\n"
#define ONE	 "-1431655776"
#define TWO	 "-1431655808"
#define CLOSE	 "call void @capmap_gate(i32 -1431655768)\n"
#define WRITE	 "store i64 1, ptr @g, !capmap.keys !0\n"
#define WRITE_2	 "store i64 1, ptr @g, !capmap.keys !1\n"
#define FN(body) "define void @f(i1 %c, ptr %p) {\n" body "}\n"

static const char rest[] = "@g = global i64 0\n"
			   "declare void @capmap_gate(i32)\n"
			   "declare void @out()\n"
			   "declare ptr @memcpy(ptr, ptr, i64)\n"
			   "declare void @panic()\n"
			   "define void @quiet(ptr %p) {\n store i8 0, ptr %p\n ret void\n}\n"
			   "define void @noisy() {\n call void @f(i1 0, ptr null)\n ret void\n}\n"
			   "define void @careful() {\n call void @panic()\n ret void\n}\n"
			   "define void @pointer(ptr %q) {\n call void %q()\n ret void\n}\n"
			   "!0 = !{i32 2}\n"
			   "!1 = !{i32 6}\n"
			   "!2 = !{i32 0}\n";

static void judge(const char *text, bool whole, bool strict, const char *expected)
{
	LLVMContextRef c = LLVMContextCreate();
	LLVMModuleRef m = NULL;
	struct diag d = {0};
	char *message = NULL, all[4096];

	snprintf(all, sizeof(all), "%s%s", text, rest);
	LLVMMemoryBufferRef buf =
	    LLVMCreateMemoryBufferWithMemoryRangeCopy(all, strlen(all), "test");

	if (LLVMParseIRInContext(c, buf, &m, &message))
		fail_msg("%s", message);
	int rc = window_check(m, whole, strict, &d);

	if (!expected && rc)
		fail_msg("%s: %s\n%s", d.where, d.text, text);
	if (expected && (!rc || !strstr(d.text, expected)))
		fail_msg("not '%s': %s\n%s", expected, rc ? d.text : "passed", text);
	LLVMDisposeModule(m);
	LLVMContextDispose(c);
}

static void passes(const char *text)
{
	judge(text, true, true, NULL);
}

static void fails(const char *text, const char *what)
{
	judge(text, true, true, what);
}

static void test_straight(void **state)
{
	(void)state;
	passes(FN("ret void\n"));
	passes(FN(OPEN(ONE) WRITE CLOSE "ret void\n"));
	passes(FN(OPEN(ONE) WRITE CLOSE "call void @out()\n" OPEN(TWO) WRITE_2 CLOSE "ret void\n"));
	fails(FN(WRITE "ret void\n"), "lacks its key");
	fails(FN(OPEN(ONE) WRITE_2 CLOSE "ret void\n"), "lacks its key");
	fails(FN(OPEN(ONE) WRITE "ret void\n"), "ends with a window open");
	fails(FN(OPEN(ONE) WRITE OPEN(TWO) WRITE CLOSE "ret void\n"), "in a window");
	fails(FN(OPEN(ONE) WRITE CLOSE CLOSE "ret void\n"), "not open");
	fails(FN(OPEN(ONE) CLOSE "ret void\n"), "for nothing");
	judge(FN(OPEN(ONE) CLOSE "ret void\n"), true, false, NULL);
}

static void test_paths(void **state)
{
	(void)state;
	passes(FN(OPEN(ONE) "br i1 %c, label %a, label %b\na:\n" WRITE
			    "br label %b\nb:\n" WRITE CLOSE "ret void\n"));
	/* A trap asks for nothing. */
	passes(FN(OPEN(ONE) WRITE "br i1 %c, label %a, label %b\na:\nunreachable\nb:\n" CLOSE
				  "ret void\n"));
	fails(FN("br i1 %c, label %b, label %a\na:\n" OPEN(ONE) WRITE "br label %b\nb:\n" CLOSE
								      "ret void\n"),
	      "another way");
	fails(FN(OPEN(ONE) WRITE "br i1 %c, label %a, label %b\na:\n" CLOSE
				 "br label %b\nb:\nret void\n"),
	      "open");
	/* Open in one round of a loop, closed in the next. */
	fails(FN("br label %a\na:\n" OPEN(ONE) WRITE "br i1 %c, label %a, label %b\nb:\n" CLOSE
						     "ret void\n"),
	      "another way");
}

static void test_calls(void **state)
{
	(void)state;
	passes(FN(OPEN(ONE) WRITE "call void @quiet(ptr %p)\n" WRITE CLOSE "ret void\n"));
	passes(FN(OPEN(ONE) "call ptr @memcpy(ptr %p, ptr @g, i64 8), !capmap.keys !0\n" CLOSE
			    "ret void\n"));
	passes(FN(OPEN(ONE) WRITE "call void @careful()\n" CLOSE "ret void\n"));
	fails(FN(OPEN(ONE) WRITE "call void @out()\n" CLOSE "ret void\n"), "may open another");
	fails(FN(OPEN(ONE) WRITE "call void @panic()\n" CLOSE "ret void\n"), "may open another");
	fails(FN(OPEN(ONE) WRITE "call void @noisy()\n" CLOSE "ret void\n"), "may open another");
	fails(FN(OPEN(ONE) WRITE "call void %p()\n" CLOSE "ret void\n"), "may open another");
	fails(FN(OPEN(ONE) WRITE "call void @pointer(ptr %p)\n" CLOSE "ret void\n"),
	      "may open another");
	fails(FN(OPEN(ONE) WRITE "call void asm sideeffect \"call elsewhere\", \"\"()\n" CLOSE
				 "ret void\n"),
	      "may open another");
	fails(FN(OPEN(ONE) WRITE "call void asm sideeffect \"wrmsr\", \"{cx}\"(i32 1761)\n" CLOSE
				 "ret void\n"),
	      "may open another");
	fails(FN(OPEN(ONE) WRITE
		 "call void asm sideeffect \"mov $$0x6e1, %ecx; wrmsr\", \"\"()\n" CLOSE
		 "ret void\n"),
	      "may open another");
	passes(FN(OPEN(ONE) WRITE "call void asm sideeffect \"wrmsr\", \"{cx}\"(i32 16)\n" CLOSE
				  "ret void\n"));
	passes(FN(OPEN(ONE) WRITE "call void asm sideeffect \"nop\", \"\"()\n" CLOSE "ret void\n"));
}

/* Where a pointer leads, others' rights must not follow; variables by name are what they are. */
static void test_strangers(void **state)
{
	(void)state;
	fails(FN(OPEN(ONE) WRITE "store i64 1, ptr %p\n" WRITE CLOSE "ret void\n"), "needs no key");
	fails(FN(OPEN(ONE) WRITE "call ptr @memcpy(ptr %p, ptr @g, i64 8)\n" WRITE CLOSE
				 "ret void\n"),
	      "needs no key");
	fails(FN(OPEN(ONE) WRITE
		 "call void asm \"movq $$0, $0\", \"=*m\"(ptr elementtype(i64) %p)\n" WRITE CLOSE
		 "ret void\n"),
	      "needs no key");
	passes(FN(OPEN(ONE) WRITE "store i64 1, ptr @g\n" WRITE CLOSE "ret void\n"));
	passes(FN("%l = alloca i64\n" OPEN(ONE) WRITE "store i64 1, ptr %l\n" WRITE CLOSE
						      "ret void\n"));
	/* Marks are lost when the result is optimised. */
	judge(FN(OPEN(ONE) WRITE "store i64 1, ptr %p\n" WRITE CLOSE "ret void\n"), true, false,
	      NULL);
}

/* One module of several: another's function is let in when the table admitted it. */
static void test_modules(void **state)
{
	(void)state;
	judge(FN(OPEN(ONE) WRITE "call void @out()\n" CLOSE "ret void\n"), false, true,
	      "may open another");
	judge(FN(OPEN(ONE) WRITE "call void @out(), !capmap.keys !2\n" CLOSE "ret void\n"), false,
	      true, NULL);
	judge(FN(OPEN(ONE) WRITE "call void @out(), !capmap.keys !2\n" CLOSE "ret void\n"), true,
	      true, "may open another");
}

/* Each form of a gate is known again, with its keys. */
static void test_forms(void **state)
{
	static const uint16_t sets[] = {0, 1 << 1, 1 << 15, 0xfffe, 1 << 3 | 1 << 8};

	(void)state;
	for (int form = GATE_ALTERNATIVE; form <= GATE_HOSTED; form++)
		for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
			LLVMContextRef c = LLVMContextCreate();
			LLVMModuleRef m = LLVMModuleCreateWithNameInContext("m", c);
			LLVMTypeRef t = LLVMFunctionType(LLVMVoidTypeInContext(c), NULL, 0, 0);
			LLVMValueRef fn = LLVMAddFunction(m, "f", t);
			LLVMBuilderRef b = LLVMCreateBuilderInContext(c);
			uint16_t keys = 1;

			LLVMPositionBuilderAtEnd(b, LLVMAppendBasicBlockInContext(c, fn, ""));
			LLVMValueRef end = LLVMBuildRetVoid(b);

			assert_false(window_is_gate(end, &keys));
			window_gate(end, (enum gate_form)form, sets[i], NULL);
			assert_true(window_is_gate(LLVMGetPreviousInstruction(end), &keys));
			assert_int_equal(keys, sets[i]);
			window_mark(end, sets[i]);
			assert_true(window_is_marked(end));
			assert_int_equal(window_marked(end), sets[i]);
			LLVMDisposeBuilder(b);
			LLVMDisposeModule(m);
			LLVMContextDispose(c);
		}
}

/* The gate of a window in fresh memory takes its address, so that the optimiser knows of it. */
static void test_fresh(void **state)
{
	LLVMContextRef c = LLVMContextCreate();
	LLVMModuleRef m = LLVMModuleCreateWithNameInContext("m", c);
	LLVMTypeRef pointer = LLVMPointerTypeInContext(c, 0);
	LLVMValueRef fn =
	    LLVMAddFunction(m, "f", LLVMFunctionType(LLVMVoidTypeInContext(c), &pointer, 1, 0));
	LLVMBuilderRef b = LLVMCreateBuilderInContext(c);
	uint16_t keys;

	(void)state;
	LLVMPositionBuilderAtEnd(b, LLVMAppendBasicBlockInContext(c, fn, ""));
	LLVMValueRef end = LLVMBuildRetVoid(b);

	window_gate(end, GATE_ALTERNATIVE, 1 << 4, LLVMGetParam(fn, 0));
	LLVMValueRef gate = LLVMGetPreviousInstruction(end);

	assert_true(window_is_gate(gate, &keys));
	assert_int_equal(keys, 1 << 4);
	assert_ptr_equal(LLVMGetOperand(gate, 1), LLVMGetParam(fn, 0));
	LLVMDisposeBuilder(b);
	LLVMDisposeModule(m);
	LLVMContextDispose(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_straight), cmocka_unit_test(test_paths),
	    cmocka_unit_test(test_calls),    cmocka_unit_test(test_strangers),
	    cmocka_unit_test(test_modules),  cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
