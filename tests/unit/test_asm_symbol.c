// SPDX-License-Identifier: Apache-2.0
#include "passes/asm_symbol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* "label a[.text] use b[]": mention, name and section of each symbol. */
static void print_symbol(void *ctx, enum asm_mention how, struct text name, struct text section)
{
	static const char *const words[] = {"label", "global", "weak", "about", "use"};
	FILE *out = ctx;

	fprintf(out, "%s %.*s[%.*s] ", words[how], (int)(name.end - name.p), name.p,
		(int)(section.end - section.p), section.p);
}

static void assert_symbols(const char *text, const char *expected)
{
	char *got;
	size_t n;
	FILE *out = open_memstream(&got, &n);

	assert_non_null(out);
	asm_symbols(text, strlen(text), print_symbol, out);
	fclose(out);
	assert_string_equal(got, expected);
	free(got);
}

static void test_static_call(void **state)
{
	(void)state;
	assert_symbols(".pushsection .static_call.text, \"ax\"\t\n.align 4\n.globl __SCT__a\t\n"
		       "__SCT__a:\n986: \n\t.pushsection .discard.noendbr\n\t .quad  986b\n"
		       "\t.popsection\n\t.byte 0xe9; .long f - (. + 4)\n"
		       ".type __SCT__a, @function\n.size __SCT__a, . - __SCT__a \n.popsection\n",
		       "global __SCT__a[.static_call.text] label __SCT__a[.static_call.text] "
		       "use f[.static_call.text] about __SCT__a[.static_call.text] "
		       "about __SCT__a[.static_call.text] about __SCT__a[.static_call.text] ");
}

static void test_initcall(void **state)
{
	(void)state;
	assert_symbols(".section\t\".initcall6.init\", \"a\"\n__initcall_x:\n.long\tstub - .\n"
		       ".previous\n.weak w\n",
		       "label __initcall_x[.initcall6.init] use stub[.initcall6.init] weak w[] ");
}

static void test_code(void **state)
{
	(void)state;
	assert_symbols("thunk: callq run # comment about_it\n movq base(,%rdi,8), %rax /* x */;"
		       " jmp 1f\n.Llocal: ret\n1: .quad thunk@GOT, \"quoted\"\n",
		       "label thunk[] use run[] use base[] use thunk[] ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_static_call),
	    cmocka_unit_test(test_initcall),
	    cmocka_unit_test(test_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
