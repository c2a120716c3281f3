/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_symbol.h"
#include "passes/asm_text.h"

struct symbols {
	asm_symbol_fn *fn;
	void *ctx;
	struct text section[8], previous; /* .pushsection's stack; .section's and .previous' pair */
	unsigned depth;
};

/* Operands that are names: neither register (%), relocation or type (@), number nor local label. */
static void names_in(struct symbols *y, enum asm_mention how, struct text t)
{
	bool quoted = false;

	while (t.p < t.end) {
		struct text w;

		if (*t.p == '"')
			quoted = !quoted;
		if (quoted || !(text_is_name(*t.p) || *t.p == '%' || *t.p == '@')) {
			t.p++;
			continue;
		}
		w.p = t.p++;
		w.end = text_word(&t).end;
		if (text_is_name_start(*w.p))
			y->fn(y->ctx, how, w, y->section[y->depth]);
	}
}

static enum asm_mention mention(struct text directive)
{
	static const char *const about[] = {".type", ".size", ".hidden", ".local", ".protected"};

	if (text_is(directive, ".globl") || text_is(directive, ".global"))
		return ASM_GLOBAL;
	if (text_is(directive, ".weak"))
		return ASM_WEAK;
	for (size_t i = 0; i < sizeof(about) / sizeof(*about); i++)
		if (text_is(directive, about[i]))
			return ASM_ABOUT;
	return ASM_USE;
}

static struct text section_name(struct text t)
{
	t = text_trim(t);
	if (t.p < t.end && *t.p == '"')
		t.p++;
	return text_word(&t);
}

static bool section_directive(struct symbols *y, struct text word, struct text rest)
{
	struct text *now = &y->section[y->depth];

	if (text_is(word, ".pushsection")) {
		struct text inner = section_name(rest);

		if (y->depth + 1 < sizeof(y->section) / sizeof(y->section[0]))
			y->section[++y->depth] = inner;
	} else if (text_is(word, ".popsection")) {
		y->depth -= y->depth != 0;
	} else if (text_is(word, ".section")) {
		y->previous = *now;
		*now = section_name(rest);
	} else if (text_is(word, ".text")) {
		y->previous = *now;
		*now = word;
	} else if (text_is(word, ".previous")) {
		struct text was = *now;

		*now = y->previous;
		y->previous = was;
	} else {
		return false;
	}
	return true;
}

void asm_symbols(const char *text, size_t n, asm_symbol_fn *fn, void *ctx)
{
	struct text rest = {text, text + n}, start = {text, text};
	struct symbols y = {.fn = fn, .ctx = ctx, .section = {start}, .previous = start};

	while (rest.p < rest.end) {
		struct text s = text_trim(text_statement(&rest)), word;

		for (word = text_word(&s); s.p < s.end && *s.p == ':'; word = text_word(&s)) {
			names_in(&y, ASM_LABEL, word);
			s = text_trim((struct text){s.p + 1, s.end});
		}
		if (!section_directive(&y, word, s))
			names_in(&y, mention(word), s);
	}
}
