/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_operand.h"
#include "passes/asm_text.h"

#include <ctype.h>
#include <string.h>

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
