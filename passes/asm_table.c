/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_table.h"

#include <string.h>

static const struct {
	const char *name;
	enum asm_effect effect;
} insns[] = {
#define ASM_INSN(name, effect) {name, ASM_##effect},
#include "passes/asm.def"
#undef ASM_INSN
};

static const struct {
	const char *name;
	enum asm_callee_effect effect;
} callees[] = {
#define ASM_CALLEE(name, effect) {name, ASM_CALLEE_##effect},
#include "passes/asm.def"
#undef ASM_CALLEE
};

static const char *const to_user[] = {
#define ASM_TO_USER(function) function,
#include "passes/asm.def"
#undef ASM_TO_USER
};

static const char *const ignored_sections[] = {
#define ASM_SECTION(beginning) beginning,
#include "passes/asm.def"
#undef ASM_SECTION
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool starts(const char *name, size_t n, const char *beginning, size_t m)
{
	return n >= m && !memcmp(name, beginning, m);
}

static enum asm_effect effect_named(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT(insns); i++) {
		const char *pattern = insns[i].name;
		size_t m = strlen(pattern);

		if (pattern[m - 1] == '*' ? starts(name, n, pattern, m - 1)
					  : n == m && starts(name, n, pattern, m))
			return insns[i].effect;
	}
	return ASM_UNKNOWN;
}

enum asm_effect asm_effect_of(const struct asm_insn *in)
{
	size_t n = strlen(in->name);
	enum asm_effect e = effect_named(in->name, n);

	if (e == ASM_UNKNOWN && n > 1 && strchr("bwlq", in->name[n - 1]))
		e = effect_named(in->name, n - 1);
	return e == ASM_MOVS && in->nargs ? ASM_SET : e;
}

uint64_t asm_suffix_size(const struct asm_insn *in)
{
	switch (in->name[strlen(in->name) - 1]) {
	case 'b':
		return 1;
	case 'w':
		return 2;
	case 'l':
		return 4;
	case 'q':
		return 8;
	default:
		return 0;
	}
}

enum asm_callee_effect asm_callee_effect_of(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT(callees); i++)
		if (starts(name, n, callees[i].name, strlen(callees[i].name)))
			return callees[i].effect;
	return ASM_CALLEE_UNKNOWN;
}

bool asm_function_writes_user(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT(to_user); i++)
		if (strlen(to_user[i]) == n && !memcmp(name, to_user[i], n))
			return true;
	return false;
}

bool asm_section_ignored(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT(ignored_sections); i++)
		if (starts(name, n, ignored_sections[i], strlen(ignored_sections[i])))
			return true;
	return false;
}
