/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_site.h"

#include <string.h>

/* A register's node, 0 when it holds no pointer. */
static fact_node reg(struct asm_site *s, enum asm_reg r)
{
	return asm_cell_get(s, &s->reg[r]);
}

/* A string instruction's or state saver's destination. size 0: any number of words. */
static void store_at_di(struct asm_site *s, uint64_t size, fact_node value)
{
	struct ex *x = s->x;
	fact_node di = s->t.user ? 0 : reg(s, ASM_DI), at = di;

	ex_access(x, di, size, FACT_V_ASM);
	if (!di || !value)
		return;
	if (!size) {
		at = ex_fresh(x);
		ex_cons(x, FACT_GEP_VAR, at, di, 0, 8);
	}
	ex_cons(x, FACT_STORE, at, value, 0, 0);
}

static void compare_exchange(struct asm_site *s, const struct asm_place *dst, enum asm_reg expected,
			     fact_node value)
{
	fact_node old = asm_load(s, dst);

	asm_store(s, dst, value, FACT_V_ATOMIC);
	asm_cell_set(s, &s->reg[expected], old);
}

/* dx:ax is expected, cx:bx comes. */
static void compare_exchange16(struct asm_site *s, struct asm_place low)
{
	struct asm_place high;

	low.size = 8;
	high = low;
	high.off += 8;
	compare_exchange(s, &low, ASM_AX, reg(s, ASM_BX));
	compare_exchange(s, &high, ASM_DX, reg(s, ASM_CX));
}

/* A call by the C convention: arguments are what the registers hold. */
static void record_call(struct asm_site *s, fact_sym_id callee, fact_node target, unsigned nargs)
{
	static const uint8_t order[] = {ASM_DI, ASM_SI, ASM_DX, ASM_CX, ASM_R8, ASM_R8 + 1};
	struct facts *f = s->x->f;
	fact_node arg[sizeof(order)];
	struct fact_call c = {.func = s->x->func,
			      .callee = callee,
			      .target = target,
			      .nargs = nargs < sizeof(order) ? nargs : sizeof(order),
			      .loc = s->x->loc};

	for (unsigned i = 0; i < c.nargs; i++)
		arg[i] = reg(s, order[i]);
	c.first_arg = f->args.n;
	for (unsigned i = 0; i < c.nargs; i++)
		vec_push(&f->args, arg[i]);
	c.ret = ex_fresh(s->x);
	asm_cell_set(s, &s->reg[ASM_AX], c.ret);
	vec_push(&f->calls, c);
}

/* A routine of asm.def, or a function that follows the C convention. */
static void call_name(struct asm_site *s, const char *name, size_t n)
{
	LLVMValueRef fn = LLVMIsAFunction(ex_value_named(s->x, name, n));

	switch (asm_callee_effect_of(name, n)) {
	case ASM_CALLEE_NONE: /* what it leaves in its registers is data */
		asm_cell_set(s, &s->reg[ASM_AX], 0);
		asm_cell_set(s, &s->reg[ASM_DX], 0);
		break;
	case ASM_CALLEE_COPY_USER:
		if (ex_within(s->call, asm_function_writes_user))
			break;
		/* fallthrough */
	case ASM_CALLEE_FILL:
		ex_access(s->x, reg(s, ASM_DI), 0, FACT_V_COPY);
		break;
	case ASM_CALLEE_CMPXCHG16:
		compare_exchange16(s, (struct asm_place){.memory = true, .base = reg(s, ASM_SI)});
		break;
	case ASM_CALLEE_UNKNOWN:
		record_call(s, ex_sym_named(s->x, name, n), 0, fn ? LLVMCountParams(fn) : 0);
		break;
	}
}

static void call(struct asm_site *s, const struct asm_insn *in)
{
	const struct asm_arg *a = &in->arg[0];
	const struct asm_operand *o = asm_operand_of(s, a);
	LLVMValueRef v = o && o->immediate ? asm_argument(s, o) : NULL;
	size_t n = 0;
	const char *name = v ? LLVMGetValueName2(v, &n) : NULL;

	if (a->kind == ASM_ARG_SYM) {
		call_name(s, a->sym, a->symlen);
	} else if (n) {
		call_name(s, name, n);
	} else {
		struct asm_place p = asm_place_of(s, in, a);
		fact_node target = asm_load(s, &p);

		if (target)
			record_call(s, 0, target, 6);
		else
			ex_unknown(s->x, "asm-call", in->name);
	}
}

/* A bit number that varies reaches beyond the word that the operand names. */
static bool reaches_beyond(struct asm_site *s, const struct asm_insn *in)
{
	const struct asm_operand *o = asm_operand_of(s, &in->arg[0]);
	LLVMValueRef bit = o ? asm_argument(s, o) : NULL;

	return in->nargs == 2 && bit && !LLVMIsAConstantInt(bit);
}

/* exact: the source is a per-CPU offset, which leads to another copy of the same object. */
static void arithmetic(struct asm_site *s, const struct asm_insn *in, struct asm_place *dst,
		       bool exact)
{
	bool bit = !strncmp(in->name, "bt", 2);
	fact_node old = dst->cell && !exact ? asm_cell_get(s, dst->cell) : 0;

	if (old) {
		fact_node moved = ex_fresh(s->x);

		ex_cons(s->x, FACT_GEP_VAR, moved, old, 0, 0);
		asm_cell_set(s, dst->cell, moved);
	}
	if (!dst->memory)
		return;
	if (bit && reaches_beyond(s, in))
		dst->size = 0;
	asm_store(s, dst, 0, in->lock || bit ? FACT_V_ATOMIC : FACT_V_ASM);
}

static void address_of(struct asm_site *s, const struct asm_place *src, const struct asm_place *dst)
{
	fact_node at = src->base;

	if (at && src->off) {
		at = ex_fresh(s->x);
		ex_cons(s->x, FACT_GEP, at, src->base, src->off, 0);
	}
	asm_store(s, dst, src->memory ? at : 0, FACT_V_ASM);
}

static void exchange(struct asm_site *s, const struct asm_place *src, const struct asm_place *dst,
		     bool keeps_dst)
{
	fact_node old = asm_load(s, dst), value = keeps_dst ? 0 : asm_load(s, src);

	asm_store(s, dst, value, FACT_V_ATOMIC);
	asm_store(s, src, old, FACT_V_ATOMIC);
}

static void string_copy(struct asm_site *s, const struct asm_insn *in)
{
	fact_node di = reg(s, ASM_DI), si = reg(s, ASM_SI);
	uint64_t size = in->rep ? 0 : asm_suffix_size(in);

	store_at_di(s, size, 0);
	if (di && si && !s->t.user)
		ex_cons(s->x, FACT_MEMCPY, di, si, 0, (uint32_t)size);
}

void asm_apply(struct asm_site *s, const struct asm_insn *in)
{
	enum asm_effect e = asm_effect_of(in);
	enum fact_via via = in->lock ? FACT_V_ATOMIC : FACT_V_ASM;
	struct asm_place src = {0}, dst = {0};

	if (in->nargs && e != ASM_CALL && e != ASM_NONE && e != ASM_PUSH)
		dst = asm_place_of(s, in, &in->arg[in->nargs - 1]);
	if (in->nargs &&
	    (e == ASM_MOV || e == ASM_LEA || e == ASM_XCHG || e == ASM_XADD || e == ASM_CMPXCHG))
		src = asm_place_of(s, in, &in->arg[0]);
	switch (e) {
	case ASM_MOV:
		asm_store(s, &dst, asm_load(s, &src), via);
		break;
	case ASM_LEA:
		address_of(s, &src, &dst);
		break;
	case ASM_SET:
		asm_store(s, &dst, 0, via);
		break;
	case ASM_RMW:
		arithmetic(s, in, &dst, false);
		break;
	case ASM_ADDR:
		arithmetic(s, in, &dst, in->arg[0].gs);
		break;
	case ASM_XCHG:
	case ASM_XADD:
		exchange(s, &src, &dst, e == ASM_XADD);
		break;
	case ASM_CMPXCHG:
		compare_exchange(s, &dst, ASM_AX, asm_load(s, &src));
		break;
	case ASM_CMPXCHG16:
		compare_exchange16(s, dst);
		break;
	case ASM_STOS:
		store_at_di(s, in->rep ? 0 : asm_suffix_size(in), reg(s, ASM_AX));
		break;
	case ASM_MOVS:
		string_copy(s, in);
		break;
	case ASM_LODS:
		src = (struct asm_place){
		    .memory = true, .base = reg(s, ASM_SI), .size = asm_suffix_size(in)};
		asm_cell_set(s, &s->reg[ASM_AX], asm_load(s, &src));
		break;
	case ASM_INS:
	case ASM_SAVE:
		store_at_di(s, 0, 0);
		break;
	case ASM_CALL:
		call(s, in);
		break;
	case ASM_NONE:
	case ASM_PUSH:
	case ASM_UNKNOWN:
		break;
	}
}
