// SPDX-License-Identifier: Apache-2.0
#include "passes/asm_operand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static struct asm_operands parse(const char *text)
{
	struct asm_operands o;

	assert_true(asm_operands_parse(&o, text, strlen(text)));
	return o;
}

/* cmpxchg with its success bit: every kind of place but labels. */
static void test_places(void **state)
{
	struct asm_operands o =
	    parse("={@ccz},=*m,={ax},r,*m,2,ir,p,~{memory},~{dirflag},~{fpsr},~{flags}");
	const struct asm_operand *v = o.op.v;

	(void)state;
	assert_int_equal(o.op.n, 8);
	assert_int_equal(o.nresults, 2);
	assert_int_equal(o.nargs, 6);
	assert_true(v[0].output);
	assert_int_equal(v[0].result, 0);
	assert_int_equal(v[0].reg, ASM_NO_REG);
	assert_true(v[1].output && v[1].indirect);
	assert_int_equal(v[1].result, -1);
	assert_int_equal(v[1].arg, 0);
	assert_int_equal(v[2].result, 1);
	assert_int_equal(v[2].reg, ASM_AX);
	assert_int_equal(v[3].arg, 1);
	assert_false(v[3].output || v[3].immediate || v[3].address);
	assert_true(v[4].indirect && !v[4].output);
	assert_int_equal(v[5].tied, 2);
	assert_int_equal(v[5].arg, 3);
	assert_false(v[6].immediate);
	assert_true(v[7].address);
	asm_operands_release(&o);
}

/* asm goto: labels are operands of the template and no arguments. */
static void test_labels(void **state)
{
	struct asm_operands o = parse("i,i,!i,=&{cx}");

	(void)state;
	assert_int_equal(o.op.n, 4);
	assert_int_equal(o.nargs, 2);
	assert_true(o.op.v[0].immediate);
	assert_true(o.op.v[2].label && !o.op.v[2].immediate);
	assert_int_equal(o.op.v[2].arg, -1);
	assert_int_equal(o.op.v[3].reg, ASM_CX);
	asm_operands_release(&o);
}

static void test_alternatives(void **state)
{
	struct asm_operands o = parse("=*rm,N{dx},0,imr,I,qi");

	(void)state;
	assert_true(o.op.v[0].indirect && o.op.v[0].output);
	assert_int_equal(o.op.v[1].reg, ASM_DX);
	assert_int_equal(o.op.v[2].tied, 0);
	assert_false(o.op.v[3].immediate);
	assert_true(o.op.v[4].immediate);
	assert_false(o.op.v[5].immediate);
	asm_operands_release(&o);
	o = parse("");
	assert_int_equal(o.op.n, 0);
	asm_operands_release(&o);
}

static void test_malformed(void **state)
{
	static const char *const bad[] = {"=", "r,,r", "7", "r,0", "={ax", "0x", "=r,12345678901"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct asm_operands o;

		assert_false(asm_operands_parse(&o, bad[i], strlen(bad[i])));
		assert_int_equal(o.op.n, 0);
		assert_null(o.op.v);
	}
}

static void test_registers(void **state)
{
	static const struct {
		const char *name;
		int reg;
	} names[] = {
	    {"%rax", ASM_AX}, {"eax", ASM_AX},	   {"ax", ASM_AX},   {"al", ASM_AX},
	    {"%bh", ASM_BX},  {"rsp", ASM_SP},	   {"%edi", ASM_DI}, {"si", ASM_SI},
	    {"r8", ASM_R8},   {"%r8d", ASM_R8},	   {"r15", ASM_R15}, {"%r10w", ASM_R8 + 2},
	    {"cr2", 0},	      {"%fs", 0},	   {"@ccz", 0},	     {"st(1)", 0},
	    {"memory", 0},    {"r16", ASM_NO_REG}, {"", ASM_NO_REG}, {"%", ASM_NO_REG},
	    {"ymm0", 0},      {"r1", ASM_NO_REG},  {"rip", 0},	     {"dirflag", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_int_equal(asm_reg_named(names[i].name, strlen(names[i].name)), names[i].reg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_places),	 cmocka_unit_test(test_labels),
	    cmocka_unit_test(test_alternatives), cmocka_unit_test(test_malformed),
	    cmocka_unit_test(test_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
