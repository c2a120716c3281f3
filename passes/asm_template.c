/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_template.h"

#include <ctype.h>
#include <string.h>

struct text {
	const char *p, *end;
};

static bool text_is(struct text t, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(t.end - t.p) == n && !memcmp(t.p, word, n);
}

static bool text_starts(struct text t, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(t.end - t.p) >= n && !memcmp(t.p, word, n);
}

static bool text_holds(struct text t, const char *word)
{
	return t.p < t.end && memmem(t.p, (size_t)(t.end - t.p), word, strlen(word));
}

static struct text text_trim(struct text t)
{
	while (t.p < t.end && isspace((unsigned char)*t.p))
		t.p++;
	while (t.p < t.end && isspace((unsigned char)t.end[-1]))
		t.end--;
	return t;
}

static bool is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* Cuts the leading run of name characters off t. */
static struct text text_word(struct text *t)
{
	struct text w = {t->p, t->p};

	while (w.end < t->end && is_name(*w.end))
		w.end++;
	t->p = w.end;
	return w;
}

enum asm_reg asm_reg_named(const char *name, size_t n)
{
	static const char legacy[] = "axcxdxbxspbpsidi";

	if (n && *name == '%')
		name++, n--;
	if (n >= 2 && *name == 'r' && isdigit((unsigned char)name[1])) {
		int r = name[1] - '0';

		if (n >= 3 && isdigit((unsigned char)name[2]))
			r = 10 * r + name[2] - '0';
		return r >= 8 && r <= 15 ? (enum asm_reg)(ASM_R8 + r - 8) : ASM_NO_REG;
	}
	if (n == 3 && (*name == 'r' || *name == 'e'))
		name++, n--;
	if (n != 2)
		return ASM_NO_REG;
	for (int r = 0; r < 8; r++) {
		const char *l = legacy + 2 * r;

		if (!memcmp(name, l, 2))
			return (enum asm_reg)(ASM_AX + r);
		/* %al, %ah of the first four; %sil and %dil carry no pointer worth naming */
		if (r < 4 && name[0] == l[0] && (name[1] == 'l' || name[1] == 'h'))
			return (enum asm_reg)(ASM_AX + r);
	}
	return ASM_NO_REG;
}

/* One constraint: [=!] [*&%] codes, where a code is {register}, ^ and two letters, a number or a
 * letter, and | parts alternatives. */
static bool operand_parse(struct asm_operand *o, struct text t)
{
	bool place = false;

	*o = (struct asm_operand){.tied = -1, .result = -1, .arg = -1};
	for (; t.p < t.end && strchr("=!*&%", *t.p); t.p++) {
		o->output |= *t.p == '=';
		o->label |= *t.p == '!';
		o->indirect |= *t.p == '*';
	}
	if (t.p == t.end)
		return false;
	if (isdigit((unsigned char)*t.p)) {
		int n = 0;

		for (; t.p < t.end && isdigit((unsigned char)*t.p) && n < 100; t.p++)
			n = 10 * n + *t.p - '0';
		o->tied = (int8_t)n;
		return t.p == t.end;
	}
	for (; t.p < t.end; t.p++) {
		if (*t.p == '{') {
			const char *close = memchr(t.p, '}', (size_t)(t.end - t.p));

			if (!close)
				return false;
			o->reg = (uint8_t)asm_reg_named(t.p + 1, (size_t)(close - t.p - 1));
			place = true;
			t.p = close;
		} else if (*t.p == 'p') {
			o->address = true;
		} else if (strchr("rqQRlmoVXgabcdSDAfxy", *t.p)) {
			place = true;
		}
	}
	o->immediate = !place && !o->address && !o->label;
	return true;
}

void asm_operands_release(struct asm_operands *o)
{
	vec_free(&o->op);
	*o = (struct asm_operands){0};
}

bool asm_operands_parse(struct asm_operands *o, const char *text, size_t n)
{
	struct text rest = {text, text + n};

	*o = (struct asm_operands){0};
	while (rest.p < rest.end) {
		struct text one = {rest.p, rest.p};
		struct asm_operand op;

		/* a register's braces may hold commas only in names LLVM does not have */
		while (one.end < rest.end && *one.end != ',')
			one.end++;
		rest.p = one.end + (one.end < rest.end);
		if (one.p < one.end && *one.p == '~')
			continue;
		if (!operand_parse(&op, one) || o->op.n == 100)
			goto bad;
		if (op.output && !op.indirect)
			op.result = (int8_t)o->nresults++;
		else if (!op.label)
			op.arg = (int8_t)o->nargs++;
		vec_push(&o->op, op);
	}
	vec_each (&o->op, i) {
		int tied = o->op.v[i].tied;

		if (tied >= 0 && ((uint32_t)tied >= o->op.n || !o->op.v[tied].output))
			goto bad;
	}
	return true;
bad:
	asm_operands_release(o);
	return false;
}

/* A C integer literal, cut off t; 0 and nothing cut when there is none. */
static int64_t number(struct text *t)
{
	bool minus = t->p < t->end && *t->p == '-';
	const char *start = t->p + minus;
	struct text s = {start, t->end};
	unsigned base = 10;
	int64_t v = 0;

	if (text_starts(s, "0x")) {
		base = 16;
		s.p += 2;
	}
	for (; s.p < s.end && isxdigit((unsigned char)*s.p); s.p++) {
		unsigned d = isdigit((unsigned char)*s.p) ? (unsigned)(*s.p - '0')
							  : (unsigned)((*s.p | 32) - 'a') + 10;

		if (d >= base || v > INT64_MAX / 32)
			break;
		v = v * base + d;
	}
	if (s.p > start)
		t->p = s.p;
	return minus ? -v : v;
}

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
	if (disp.p < disp.end && is_name_start(*disp.p)) {
		a->kind = ASM_ARG_SYM;
		a->sym = disp.p;
		a->symlen = (size_t)(text_word(&disp).end - a->sym);
	} else if (disp.p < disp.end) {
		a->disp = number(&disp);
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
	} else if (is_name_start(*t.p)) {
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
		uint64_t v = (uint64_t)number(&t);

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
		if (r->extable && is_user_fixup(word, rest))
			r->t->user_fault = true;
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

/* The end of the statement at p: a newline, a semicolon or a comment outside quotes. */
static const char *statement_end(const char *p, const char *end)
{
	bool quoted = false;

	for (; p < end && *p != '\n'; p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (!quoted &&
			 (*p == ';' || *p == '#' || (*p == '/' && p + 1 < end && p[1] == '*')))
			break;
	}
	return p;
}

/* Past what ended a statement: the rest of a # line, a whole comment, or one character. */
static const char *statement_next(const char *p, const char *end)
{
	const char *q;

	if (p == end)
		return end;
	if (*p == '#') {
		q = memchr(p, '\n', (size_t)(end - p));
		return q ? q + 1 : end;
	}
	if (*p == '/') {
		q = memmem(p, (size_t)(end - p), "*/", 2);
		return q ? q + 2 : end;
	}
	return p + 1;
}

void asm_template_parse(struct asm_template *t, const char *text, size_t n)
{
	struct reader r = {.t = t};
	const char *end = text + n;

	*t = (struct asm_template){0};
	while (text < end) {
		const char *stop = statement_end(text, end);

		statement(&r, (struct text){text, stop});
		text = statement_next(stop, end);
	}
}

void asm_template_release(struct asm_template *t)
{
	vec_free(&t->insn);
}

struct symbols {
	asm_symbol_fn *fn;
	void *ctx;
	struct text section[8], previous; /* .pushsection's stack; .section's and .previous' pair */
	unsigned depth;
};

static void symbol(struct symbols *y, struct text name)
{
	struct text in = y->section[y->depth];

	if (is_name_start(*name.p))
		y->fn(y->ctx, in.p, (size_t)(in.end - in.p), name.p, (size_t)(name.end - name.p));
}

/* Operands that are names: neither register (%), relocation or type (@), number nor local label. */
static void names_in(struct symbols *y, struct text t)
{
	bool quoted = false;

	while (t.p < t.end) {
		struct text w;

		if (*t.p == '"')
			quoted = !quoted;
		if (quoted || !(is_name(*t.p) || *t.p == '%' || *t.p == '@')) {
			t.p++;
			continue;
		}
		w.p = t.p++;
		w.end = text_word(&t).end;
		symbol(y, w);
	}
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
	struct symbols y = {
	    .fn = fn, .ctx = ctx, .section = {{text, text}}, .previous = {text, text}};
	const char *end = text + n;

	while (text < end) {
		const char *stop = statement_end(text, end);
		struct text s = text_trim((struct text){text, stop}), word;

		text = statement_next(stop, end);
		for (word = text_word(&s); s.p < s.end && *s.p == ':'; word = text_word(&s)) {
			if (word.p < word.end)
				symbol(&y, word);
			s = text_trim((struct text){s.p + 1, s.end});
		}
		if (!section_directive(&y, word, s))
			names_in(&y, s);
	}
}
