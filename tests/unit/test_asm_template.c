// SPDX-License-Identifier: Apache-2.0
/* Templates are compared as text: one instruction after another, "lock rep name arg,arg", where an
 * argument is #number, $operand, %register, sym, or disp(base), with a suffix: g for %gs, b for
 * bare, i for indexed. */
#include "passes/asm_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void print_arg(FILE *out, const struct asm_arg *a)
{
	switch (a->kind) {
	case ASM_ARG_IMM:
		fputc('#', out);
		break;
	case ASM_ARG_REF:
		fprintf(out, "$%d", a->ref);
		break;
	case ASM_ARG_REG:
		fprintf(out, "%%%d", a->reg);
		break;
	case ASM_ARG_SYM:
		fprintf(out, "%.*s", (int)a->symlen, a->sym);
		break;
	case ASM_ARG_MEM:
		fprintf(out, "%lld(%s%d)", (long long)a->disp, a->ref >= 0 ? "$" : "%",
			a->ref >= 0 ? a->ref : a->reg);
		break;
	default:
		fputc('?', out);
	}
	fprintf(out, "%s%s%s", a->gs ? "g" : "", a->bare ? "b" : "", a->indexed ? "i" : "");
}

static void assert_template(const char *text, bool user, const char *expected)
{
	struct asm_template t;
	char *got;
	size_t n;
	FILE *out = open_memstream(&got, &n);

	assert_non_null(out);
	asm_template_parse(&t, text, strlen(text));
	vec_each (&t.insn, i) {
		const struct asm_insn *in = &t.insn.v[i];

		fprintf(out, "%s%s%s%s", i ? "; " : "", in->lock ? "lock " : "",
			in->rep ? "rep " : "", in->name);
		for (unsigned k = 0; k < in->nargs; k++) {
			fputc(k ? ',' : ' ', out);
			print_arg(out, &in->arg[k]);
		}
	}
	fclose(out);
	assert_string_equal(got, expected);
	assert_int_equal(t.user, user);
	free(got);
	asm_template_release(&t);
}

static void test_operands(void **state)
{
	(void)state;
	assert_template("", false, "");
	assert_template("xchgq ${0:q}, $1\n", false, "xchgq $0,$1");
	assert_template("movq %gs:${1:P}, $0", false, "movq $1gb,$0");
	assert_template("lock; addl $$0,-4(%rsp)", false, "lock addl #,-4(%5)");
	assert_template("movq %rsp, ($3)", false, "movq %5,0($3)");
	assert_template("movq __per_cpu_offset(,%rdi,8), %rax", false, "movq __per_cpu_offseti,%1");
	assert_template("addq 0x10(%rax,%rcx), $0", false, "addq 16(%1)i,$0");
	assert_template("lea 0(%rip), $0", false, "lea 0(%0),$0");
	assert_template("call *$6", false, "call $6");
	assert_template("call __get_user_${4:P}", false, "call __get_user_");
	assert_template("mov %cr3,$0", false, "mov %0,$0");
}

static void test_statements(void **state)
{
	(void)state;
	assert_template("rep; nop", false, "rep nop");
	assert_template("rep ; movsl\n\ttestb $$2,${4:b}\n\tje 1f\n1:\tmovsb\n2:", false,
			"rep movsl; testb #,$4; je #; movsb");
	assert_template("btsq $2,$1\n\t/* output condition code c*/\n", false, "btsq $2,$1");
	assert_template("# ALT: oldinstr\n661:\n\tcall ${5:P}\n662:\n.skip 3,0x90\n", false,
			"call $5b");
	assert_template("1: .byte 0x0f, 0x0b\n.byte 10 ; nop", false, "byte:0f0b; byte:0a; nop");
	assert_template("sti; .byte 0x0f, 0x01, 0xc9;", false, "sti; byte:0f01c9");
}

/* What goes to other sections is not executed here. */
static void test_sections(void **state)
{
	(void)state;
	assert_template(".pushsection .smp_locks,\"a\"\n.balign 4\n.long 671f - .\n"
			".popsection\n671:\n\tlock; incl $0",
			false, "lock incl $0");
	assert_template("1: nop\n.pushsection .altinstr_replacement, \"ax\"\n6641: mfence\n"
			".pushsection .x\nhlt\n.popsection\nhlt\n.popsection\nsti",
			false, "nop; sti");
	assert_template("nop\n.section .fixup,\"ax;#\"\n2: mov $$1, $0\n.previous\ncli", false,
			"nop; cli");
	assert_template(".macro m type:req\n nop\n.endm\nm type=1\n.purgem m", false, "m type");
}

/* Exception tables and stac tell user memory from the kernel's. */
static void test_user(void **state)
{
	static const char table[] = "1: movq $0,$1\n.pushsection \"__ex_table\",\"a\"\n"
				    " .balign 4\n .long (1b) - .\n .long (${2:l}) - .\n"
				    " .long %d \n .popsection\n";
	char text[256];

	(void)state;
	snprintf(text, sizeof(text), table, 3);
	assert_template(text, true, "movq $0,$1");
	snprintf(text, sizeof(text), table, 1);
	assert_template(text, false, "movq $0,$1");
	assert_template("xchgl $0,$2\n.pushsection __ex_table\n.long (1b) - .\n"
			"extable_type_reg reg=$1, type=(17 $| ((-14) << 16)) \n.popsection",
			true, "xchgl $0,$2");
	assert_template("rdmsr\n.pushsection __ex_table\n.long (1b) - .\n"
			"extable_type_reg reg=$0, type=11 \n.popsection",
			false, "rdmsr");
	assert_template("661:\n.pushsection .altinstr_replacement, \"ax\"\n"
			"\t.byte 0x0f,0x01,0xcb\n.popsection\n1: fxsaveq $1",
			true, "fxsaveq $1");
}

/* Whatever the text, parsing ends and stays inside it. */
static void test_truncated(void **state)
{
	static const char whole[] = ".pushsection a,\"b\n#c\n\"; lock; cmpxchg16b %gs:8(${1:P},%r9)"
				    " /* d */\n.byte 0x48,0x0f,0xae,0x27,1,2,3,4,5,6,7,8,9,10,11\n"
				    "averyverylongmnemonicindeed $$1, $2, (%rax), a, b, c, d";

	(void)state;
	for (size_t n = 0; n < sizeof(whole); n++) {
		char *text = malloc(n ? n : 1);
		struct asm_template t;

		assert_non_null(text);
		memcpy(text, whole, n);
		asm_template_parse(&t, text, n);
		asm_template_release(&t);
		free(text);
	}
}

static enum asm_effect effect(const char *text)
{
	struct asm_template t;
	enum asm_effect e;

	asm_template_parse(&t, text, strlen(text));
	assert_int_equal(t.insn.n, 1);
	e = asm_effect_of(&t.insn.v[0]);
	asm_template_release(&t);
	return e;
}

static void test_effects(void **state)
{
	static const struct {
		const char *text;
		enum asm_effect effect;
	} cases[] = {
	    {"movl $1, $0", ASM_MOV},
	    {"movzbl $1, $0", ASM_SET},
	    {"movsbl $1, $0", ASM_SET},
	    {"rep movsb", ASM_MOVS},
	    {"rep stosq", ASM_STOS},
	    {"cmpxchgl $3, $1", ASM_CMPXCHG},
	    {"cmpxchg16b $1", ASM_CMPXCHG16},
	    {"incq $0", ASM_RMW},
	    {"inl ${1:w}, $0", ASM_NONE},
	    {"insb", ASM_INS},
	    {"int3", ASM_NONE},
	    {"jne 2b", ASM_NONE},
	    {"setz $0", ASM_SET},
	    {"verw $0", ASM_NONE},
	    {"vmcall", ASM_NONE},
	    {"vmovdqa %ymm1, $0", ASM_SET},
	    {".byte 0x48, 0x0f,0xae,0x27", ASM_SAVE},
	    {"frobnicate $0", ASM_UNKNOWN},
	    {"frobnicateq $0", ASM_UNKNOWN},
	    {"q", ASM_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(effect(cases[i].text), cases[i].effect);
}

static void test_callees(void **state)
{
	(void)state;
	assert_int_equal(asm_callee_effect_of("__get_user_4", 12), ASM_CALLEE_NONE);
	assert_int_equal(asm_callee_effect_of("copy_user_generic_unrolled", 26),
			 ASM_CALLEE_COPY_USER);
	assert_int_equal(asm_callee_effect_of("irq_enter_rcu", 13), ASM_CALLEE_UNKNOWN);
	assert_int_equal(asm_callee_effect_of("__get_use", 9), ASM_CALLEE_UNKNOWN);
	assert_true(asm_function_writes_user("raw_copy_to_user", 16));
	assert_false(asm_function_writes_user("raw_copy_to_user_x", 18));
	assert_true(asm_section_ignored(".static_call.text", 17));
	assert_false(asm_section_ignored(".text", 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_operands),  cmocka_unit_test(test_statements),
	    cmocka_unit_test(test_sections),  cmocka_unit_test(test_user),
	    cmocka_unit_test(test_truncated), cmocka_unit_test(test_effects),
	    cmocka_unit_test(test_callees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
