/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_site.h"

#include <string.h>

LLVMValueRef asm_argument(const struct asm_site *s, const struct asm_operand *o)
{
	return o->arg >= 0 ? LLVMGetOperand(s->call, (unsigned)o->arg) : NULL;
}

struct asm_operand *asm_operand_of(struct asm_site *s, const struct asm_arg *a)
{
	bool there = a->kind == ASM_ARG_REF && (uint32_t)a->ref < s->o.op.n;

	return there ? &s->o.op.v[a->ref] : NULL;
}

/* The stack pointer is no pointer to an object of ours, so it has no cell. */
static struct asm_cell *reg_cell(struct asm_site *s, unsigned reg)
{
	return reg == ASM_NO_REG || reg == ASM_SP ? NULL : &s->reg[reg];
}

/* A tied input lives where its output does; NULL for memory and constants. */
static struct asm_cell *operand_cell(struct asm_site *s, unsigned i)
{
	const struct asm_operand *o = &s->o.op.v[i];

	if (o->reg)
		return reg_cell(s, o->reg);
	if (o->tied >= 0)
		return operand_cell(s, (unsigned)o->tied);
	return o->indirect || o->label || o->immediate ? NULL : &s->operand[i];
}

fact_node asm_cell_get(struct asm_site *s, struct asm_cell *c)
{
	if (c->input) {
		c->node = ex_node(s->x, c->input);
		c->input = NULL;
	}
	return c->node;
}

void asm_cell_set(struct asm_site *s, struct asm_cell *c, fact_node value)
{
	fact_node old = s->branches ? asm_cell_get(s, c) : 0;

	c->input = NULL;
	if (!old || !value || old == value) {
		c->node = value ? value : old;
		return;
	}
	c->node = ex_fresh(s->x);
	ex_copy(s->x, c->node, old);
	ex_copy(s->x, c->node, value);
}

static uint64_t element_size(const struct asm_site *s, const struct asm_operand *o)
{
	static const char name[] = "elementtype";
	unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
	LLVMAttributeRef a = LLVMGetCallSiteEnumAttribute(s->call, (unsigned)o->arg + 1, kind);
	LLVMTypeRef t = a ? LLVMGetTypeAttributeValue(a) : NULL;

	return t && LLVMTypeIsSized(t) ? LLVMStoreSizeOfType(s->x->td, t) : 0;
}

struct asm_place asm_place_of_operand(struct asm_site *s, unsigned i)
{
	const struct asm_operand *o = &s->o.op.v[i];
	struct asm_place p = {0};

	if (o->indirect) {
		p.memory = true;
		p.base = ex_node(s->x, asm_argument(s, o));
		p.size = element_size(s, o);
	} else if (o->immediate) {
		p.constant = asm_argument(s, o);
	} else {
		p.cell = operand_cell(s, i);
	}
	return p;
}

/* Memory whose address is in a cell. */
static struct asm_place memory_at(struct asm_site *s, const struct asm_insn *in, fact_node base)
{
	return (struct asm_place){
	    .memory = true, .base = s->t.user ? 0 : base, .size = asm_suffix_size(in)};
}

static struct asm_place based(struct asm_site *s, const struct asm_insn *in,
			      const struct asm_arg *a)
{
	struct asm_cell *c = a->ref < 0 ? reg_cell(s, (unsigned)a->reg) : NULL;

	if (a->ref >= 0 && (uint32_t)a->ref < s->o.op.n)
		c = operand_cell(s, (unsigned)a->ref);
	struct asm_place p = memory_at(s, in, c ? asm_cell_get(s, c) : 0);

	p.off = a->disp;
	if (p.base && a->indexed) {
		fact_node anywhere = ex_fresh(s->x);

		ex_cons(s->x, FACT_GEP_VAR, anywhere, p.base, 0, 0);
		p.base = anywhere;
	}
	return p;
}

struct asm_place asm_place_of(struct asm_site *s, const struct asm_insn *in,
			      const struct asm_arg *a)
{
	const struct asm_operand *o = asm_operand_of(s, a);
	LLVMValueRef v;

	switch (a->kind) {
	case ASM_ARG_REF:
		if (!o)
			break;
		/* The operand is an address, not a value. */
		if (!o->indirect && (a->gs || o->address || (a->bare && o->immediate))) {
			v = asm_argument(s, o);
			return memory_at(s, in, v ? ex_node(s->x, v) : 0);
		}
		return asm_place_of_operand(s, (unsigned)a->ref);
	case ASM_ARG_REG:
		return (struct asm_place){.cell = reg_cell(s, (unsigned)a->reg)};
	case ASM_ARG_MEM:
		return based(s, in, a);
	case ASM_ARG_SYM:
		v = ex_value_named(s->x, a->sym, a->symlen);
		return memory_at(s, in, v ? ex_node(s->x, v) : 0);
	default:
		break;
	}
	return (struct asm_place){0};
}

static bool has_room(const struct asm_place *p)
{
	return !p->size || p->size >= 8;
}

fact_node asm_load(struct asm_site *s, const struct asm_place *p)
{
	fact_node v;

	if (p->constant)
		return ex_node(s->x, p->constant);
	if (p->cell)
		return asm_cell_get(s, p->cell);
	if (!p->base || !has_room(p) || s->t.user)
		return 0;
	v = ex_fresh(s->x);
	ex_cons(s->x, FACT_LOAD, v, p->base, p->off, 0);
	return v;
}

void asm_store(struct asm_site *s, const struct asm_place *p, fact_node value, enum fact_via via)
{
	if (p->cell)
		asm_cell_set(s, p->cell, value);
	if (!p->memory || s->t.user)
		return;
	ex_access(s->x, p->base, p->size, via);
	if (p->base && value && has_room(p))
		ex_cons(s->x, FACT_STORE, p->base, value, p->off, 0);
}

/* Inputs go to their cells; one that is tied to an output in memory is stored there at once. */
static void bind_inputs(struct asm_site *s)
{
	vec_each (&s->o.op, i) {
		const struct asm_operand *o = &s->o.op.v[i];
		struct asm_cell *c = operand_cell(s, i);
		LLVMValueRef v = asm_argument(s, o);

		if (o->output || !v || o->indirect)
			continue;
		if (c) {
			*c = (struct asm_cell){.input = v};
		} else if (o->tied >= 0 && s->o.op.v[o->tied].indirect) {
			struct asm_place p = asm_place_of_operand(s, (unsigned)o->tied);

			asm_store(s, &p, ex_node(s->x, v), FACT_V_ASM);
		}
	}
}

bool asm_site_open(struct asm_site *s, struct ex *x, LLVMValueRef call, LLVMValueRef callee)
{
	size_t n;
	const char *text = LLVMGetInlineAsmConstraintString(callee, &n);

	*s = (struct asm_site){.x = x, .call = call};
	if (!asm_operands_parse(&s->o, text, n) || s->o.op.n > ASM_MAX_OPERANDS)
		return false;
	text = LLVMGetInlineAsmAsmString(callee, &n);
	asm_template_parse(&s->t, text, n);
	vec_each (&s->t.insn, i)
		s->branches |= s->t.insn.v[i].name[0] == 'j';
	bind_inputs(s);
	return true;
}

void asm_site_close(struct asm_site *s)
{
	asm_template_release(&s->t);
	asm_operands_release(&s->o);
}

/* A single result is the call's value; of several, each is what the extractvalue of its number
 * gives. */
void asm_site_results(struct asm_site *s)
{
	LLVMTypeRef t = LLVMTypeOf(s->call);
	fact_node result[ASM_MAX_OPERANDS] = {0};
	bool whole = s->o.nresults == 1;

	if (!LLVMGetFirstUse(s->call))
		return;
	vec_each (&s->o.op, i) {
		int k = s->o.op.v[i].result;
		struct asm_cell *c = k >= 0 ? operand_cell(s, i) : NULL;
		bool several = s->o.nresults > 1;

		if (c && ex_has_room(several ? LLVMStructGetTypeAtIndex(t, (unsigned)k) : t))
			result[k] = asm_cell_get(s, c);
	}
	for (LLVMUseRef u = LLVMGetFirstUse(s->call); u && !whole; u = LLVMGetNextUse(u))
		whole = !LLVMIsAExtractValueInst(LLVMGetUser(u));
	for (unsigned k = 0; whole && k < s->o.nresults; k++)
		if (result[k])
			ex_copy(s->x, ex_define(s->x, s->call), result[k]);
	for (LLVMUseRef u = LLVMGetFirstUse(s->call); u && !whole; u = LLVMGetNextUse(u))
		ex_bind(s->x, LLVMGetUser(u), result[LLVMGetIndices(LLVMGetUser(u))[0]]);
}
