/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_template.h"
#include "passes/asm_text.h"

#include <ctype.h>
#include <string.h>

/* $n or ${n:modifier}; p is at the $. */
static bool ref_parse(struct asm_arg *a, struct text *t)
{
	struct text s = {t->p + 1, t->end};
	bool braced = s.p < s.end && *s.p == '{';
	int n = 0;

	s.p += braced;
	if (s.p == s.end || !isdigit((unsigned char)*s.p))
		return false;
	for (; s.p < s.end && isdigit((unsigned char)*s.p) && n < 100; s.p++)
		n = 10 * n + *s.p - '0';
	if (braced) {
		if (s.p < s.end && *s.p == ':' && s.p + 1 < s.end) {
			a->bare = strchr("Pca", s.p[1]) != NULL;
			s.p += 2;
		}
		if (s.p == s.end || *s.p != '}')
			return false;
		s.p++;
	}
	a->ref = (int8_t)n;
	t->p = s.p;
	return true;
}

/* A base or index: %reg or $n. */
static bool base_parse(struct asm_arg *a, struct text t)
{
	t = text_trim(t);
	if (t.p < t.end && *t.p == '%') {
		a->reg = (int8_t)asm_reg_named(t.p, (size_t)(t.end - t.p));
		return true;
	}
	return t.p < t.end && *t.p == '$' && ref_parse(a, &t);
}

/* disp(base, index, scale): disp is a number or a name, which %rip alone makes an address. */
static void memory_parse(struct asm_arg *a, struct text t, const char *open)
{
	struct text disp = text_trim((struct text){t.p, open});
	struct text in = {open + 1, t.end};
	const char *close = memrchr(in.p, ')', (size_t)(in.end - in.p));
	const char *comma;

	if (close)
		in.end = close;
	comma = memchr(in.p, ',', (size_t)(in.end - in.p));
	a->kind = ASM_ARG_MEM;
	a->indexed = comma != NULL;
	base_parse(a, (struct text){in.p, comma ? comma : in.end});
	if (disp.p < disp.end && text_is_name_start(*disp.p)) {
		a->kind = ASM_ARG_SYM;
		a->sym = disp.p;
		a->symlen = (size_t)(text_word(&disp).end - a->sym);
	} else if (disp.p < disp.end) {
		a->disp = text_number(&disp);
	}
}

static void arg_parse(struct asm_arg *a, struct text t)
{
	const char *open;

	*a = (struct asm_arg){.ref = -1};
	t = text_trim(t);
	if (t.p < t.end && *t.p == '*')
		t.p++;
	if (text_starts(t, "%gs:")) {
		a->gs = true;
		t = text_trim((struct text){t.p + 4, t.end});
	}
	open = t.p < t.end ? memchr(t.p, '(', (size_t)(t.end - t.p)) : NULL;
	if (t.p == t.end || text_starts(t, "$$")) {
		a->kind = ASM_ARG_IMM;
	} else if (*t.p == '$') {
		a->kind = ref_parse(a, &t) ? ASM_ARG_REF : ASM_ARG_IMM;
		/* ${1:c}+8(%rdi) and other compounds do not occur in code that stays in place */
	} else if (*t.p == '%') {
		a->kind = ASM_ARG_REG;
		a->reg = (int8_t)asm_reg_named(t.p, (size_t)(t.end - t.p));
	} else if (open) {
		memory_parse(a, t, open);
	} else if (text_is_name_start(*t.p)) {
		a->kind = ASM_ARG_SYM;
		a->sym = t.p;
		/* of __get_user_${4:P} the stem, which names the family */
		a->symlen = (size_t)(text_word(&t).end - a->sym);
	} else {
		a->kind = ASM_ARG_IMM;
	}
}

/* ".byte 0x48, 0x0f" -> "byte:480f". */
static void bytes_parse(struct asm_insn *in, struct text t)
{
	static const char digit[] = "0123456789abcdef";
	size_t n = strlen(strcpy(in->name, "byte:"));

	while (t.p < t.end && n + 3 < sizeof(in->name)) {
		const char *before = t.p;
		uint64_t v = (uint64_t)text_number(&t);

		if (t.p == before)
			break;
		in->name[n++] = digit[v >> 4 & 15];
		in->name[n++] = digit[v & 15];
		while (t.p < t.end && (*t.p == ',' || *t.p == ' '))
			t.p++;
	}
	in->name[n] = '\0';
}

struct reader {
	struct asm_template *t;
	unsigned pushed; /* depth of .pushsection */
	bool away;	 /* .section without .previous yet */
	bool macro;	 /* between .macro and .endm */
	bool extable;	 /* in __ex_table */
	bool lock, rep;	 /* prefixes seen since the last instruction */
};

/* An alternative that is the instruction stac. */
static bool is_stac(struct text word, struct text rest)
{
	return text_is(word, ".byte") && text_is(text_trim(rest), "0x0f,0x01,0xcb");
}

/* EX_TYPE_UACCESS, EX_TYPE_COPY, EX_TYPE_EFAULT_REG and EX_TYPE_UCOPY_LEN* of Linux 6.1's
 * asm/extable_fixup_types.h. */
static bool is_user_fixup(struct text word, struct text rest)
{
	rest = text_trim(rest);
	if (text_is(word, ".long"))
		return text_is(rest, "3") || text_is(rest, "4");
	return text_is(word, "extable_type_reg") &&
	       ((text_holds(rest, "type=(17") && text_holds(rest, "-14")) ||
		text_holds(rest, "type=(19"));
}

static void directive(struct reader *r, struct text word, struct text rest)
{
	if (text_is(word, ".pushsection")) {
		r->pushed++;
		r->extable = text_holds(rest, "__ex_table");
	} else if (text_is(word, ".popsection")) {
		r->pushed -= r->pushed != 0;
		r->extable = false;
	} else if (text_is(word, ".section")) {
		r->away = true;
		r->extable = text_holds(rest, "__ex_table");
	} else if (text_is(word, ".previous") || text_is(word, ".text")) {
		r->away = r->extable = false;
	} else if (text_is(word, ".macro")) {
		r->macro = true;
	}
}

static void instruction(struct reader *r, struct text word, struct text rest)
{
	struct asm_insn in = {.lock = r->lock, .rep = r->rep};
	size_t n = (size_t)(word.end - word.p);
	int depth = 0;

	if (text_is(word, ".byte")) {
		bytes_parse(&in, text_trim(rest));
		rest.p = rest.end;
	} else {
		if (n >= sizeof(in.name))
			n = sizeof(in.name) - 1;
		memcpy(in.name, word.p, n);
	}
	rest = text_trim(rest);
	while (rest.p < rest.end && in.nargs < ASM_MAX_ARGS) {
		struct text one = {rest.p, rest.p};

		for (; one.end < rest.end && (*one.end != ',' || depth); one.end++)
			depth += (*one.end == '(') - (*one.end == ')');
		rest.p = one.end + (one.end < rest.end);
		arg_parse(&in.arg[in.nargs++], one);
	}
	vec_push(&r->t->insn, in);
	r->lock = r->rep = false;
}

static void statement(struct reader *r, struct text s)
{
	for (;;) {
		struct text rest = s = text_trim(s), word = text_word(&rest);

		/* ${0:...} or $n in first place is a mnemonic that the operand completes */
		if (word.p == word.end && rest.p < rest.end && *rest.p == '$')
			word.end = rest.p = rest.end;
		if (word.p == word.end)
			return;
		if (r->macro) {
			r->macro = !text_is(word, ".endm");
			return;
		}
		if (rest.p < rest.end && *rest.p == ':') { /* a label */
			s.p = rest.p + 1;
			continue;
		}
		if ((r->extable && is_user_fixup(word, rest)) || (r->pushed && is_stac(word, rest)))
			r->t->user = true;
		if (*word.p == '.' && (!text_is(word, ".byte") || r->pushed || r->away)) {
			directive(r, word, rest);
			return;
		}
		if (r->pushed || r->away)
			return;
		if (text_is(word, "lock")) {
			r->lock = true;
		} else if (text_starts(word, "rep") && (word.end - word.p <= 5)) {
			r->rep = true;
		} else if (!text_is(word, "ds") && !text_is(word, "cs") &&
			   !text_is(word, "notrack") && !text_is(word, "rex64")) {
			instruction(r, word, rest);
			return;
		}
		s = rest;
	}
}

void asm_template_parse(struct asm_template *t, const char *text, size_t n)
{
	struct text rest = {text, text + n};
	struct reader r = {.t = t};

	*t = (struct asm_template){0};
	while (rest.p < rest.end)
		statement(&r, text_statement(&rest));
}

void asm_template_release(struct asm_template *t)
{
	vec_free(&t->insn);
}
