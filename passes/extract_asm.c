/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_site.h"
#include "passes/asm_symbol.h"

#include <string.h>

/* The template with runs of white space made one space, cut to what a reader can use. */
static void report_template(struct ex *x, LLVMValueRef callee)
{
	char buf[121];
	size_t m = 0, n;
	const char *text = LLVMGetInlineAsmAsmString(callee, &n);

	for (size_t i = 0; i < n && m + 1 < sizeof(buf); i++) {
		bool space = strchr(" \t\n", text[i]) && text[i];

		if (!space || (m && buf[m - 1] != ' '))
			buf[m++] = space ? ' ' : text[i];
	}
	m -= m && buf[m - 1] == ' ';
	buf[m] = '\0';
	ex_unknown(x, "asm-template", buf);
}

/* A template with an instruction we do not know: every output may be any register input or what
 * any memory input holds. */
static void apply_blindly(struct asm_site *s)
{
	fact_node any = 0;

	vec_each (&s->o.op, i) {
		const struct asm_operand *o = &s->o.op.v[i];
		struct asm_place p;

		if (o->output || o->label || o->immediate || o->reg == ASM_SP)
			continue;
		p = asm_place_of_operand(s, i);
		fact_node v = asm_load(s, &p);

		if (v && !any)
			any = ex_fresh(s->x);
		ex_copy(s->x, any, v);
	}
	vec_each (&s->o.op, i) {
		struct asm_place p = asm_place_of_operand(s, i);

		if (s->o.op.v[i].output)
			asm_store(s, &p, any, FACT_V_ASM);
	}
}

void ex_asm_call(struct ex *x, LLVMValueRef call, LLVMValueRef callee)
{
	struct asm_site s;
	bool known = true;

	if (!asm_site_open(&s, x, call, callee)) {
		size_t n;

		ex_unknown(x, "asm-constraints", LLVMGetInlineAsmConstraintString(callee, &n));
		asm_site_close(&s);
		return;
	}
	vec_each (&s.t.insn, i)
		known &= asm_effect_of(&s.t.insn.v[i]) != ASM_UNKNOWN;
	if (known) {
		vec_each (&s.t.insn, i)
			asm_apply(&s, &s.t.insn.v[i]);
	} else {
		report_template(x, callee);
		apply_blindly(&s);
	}
	asm_site_results(&s);
	asm_site_close(&s);
}

LLVMValueRef ex_value_named(struct ex *x, const char *name, size_t n)
{
	char z[512];
	LLVMValueRef v;

	if (n >= sizeof(z))
		return NULL;
	memcpy(z, name, n);
	z[n] = '\0';
	if ((v = LLVMGetNamedFunction(x->m, z)) || (v = LLVMGetNamedGlobal(x->m, z)))
		return v;
	return LLVMGetNamedGlobalAlias(x->m, z, n);
}

fact_sym_id ex_sym_named(struct ex *x, const char *name, size_t n)
{
	LLVMValueRef v = ex_value_named(x, name, n);
	str_id id = strtab_addn(&x->f->str, name, n);

	if (v)
		return ex_sym(x, v);
	for (uint32_t i = 1; i < x->f->syms.n; i++)
		if (x->f->syms.v[i].name == id)
			return i;
	vec_push(&x->f->syms,
		 ((struct fact_sym){
		     .name = id, .display = id, .kind = FACT_S_FUNC, .linkage = FACT_L_UNDEF}));
	return x->f->syms.n - 1;
}

/* Assembly may call what it uses. What it makes global, other modules see. */
static void mark(void *ctx, enum asm_mention how, struct text name, struct text section)
{
	struct ex *x = ctx;
	size_t n = (size_t)(name.end - name.p);

	if (asm_section_ignored(section.p, (size_t)(section.end - section.p)) ||
	    ((how == ASM_LABEL || how == ASM_ABOUT) && !ex_value_named(x, name.p, n)))
		return;
	fact_sym_id id = ex_sym_named(x, name.p, n);
	struct fact_sym *s = &x->f->syms.v[id];

	s->flags |= FACT_F_ASM;
	if (how == ASM_USE)
		s->flags |= FACT_F_USED | FACT_F_ENTRY;
	else if (how == ASM_GLOBAL && s->linkage == FACT_L_UNDEF)
		s->linkage = FACT_L_STRONG;
	else if (how == ASM_WEAK && s->linkage == FACT_L_UNDEF)
		s->linkage = FACT_L_WEAK;
}

void ex_module_asm(struct ex *x)
{
	size_t n;
	const char *text = LLVMGetModuleInlineAsm(x->m, &n);

	asm_symbols(text, n, mark, x);
}
