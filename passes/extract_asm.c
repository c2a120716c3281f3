/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_table.h"
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* One inline-asm call. A cell is the node of a register: of an operand that is in one, or of a
 * register that the constraints or the template name. */
struct site {
	struct ex *x;
	LLVMValueRef call;
	struct asm_operands o;
	struct asm_template t;
	fact_node reg[ASM_REG_COUNT];
	fact_node out[32]; /* of the results */
};

/* What an instruction's operand is: memory at node + off, or a register with node. */
struct place {
	fact_node node;
	bool memory;
	const struct asm_arg *lvalue; /* names a register that has no node yet */
	int64_t off;
	uint64_t size; /* of memory, 0 unknown */
};

static LLVMValueRef argument(struct site *s, const struct asm_operand *o)
{
	return o->arg >= 0 ? LLVMGetOperand(s->call, (unsigned)o->arg) : NULL;
}

static fact_node argument_node(struct site *s, const struct asm_operand *o)
{
	LLVMValueRef v = argument(s, o);

	return v ? ex_node(s->x, v) : 0;
}

/* The stack pointer is no pointer to an object of ours. */
static fact_node reg_cell(struct site *s, unsigned reg)
{
	if (reg == ASM_NO_REG || reg == ASM_SP)
		return 0;
	if (!s->reg[reg])
		s->reg[reg] = ex_fresh(s->x);
	return s->reg[reg];
}

static fact_node operand_cell(struct site *s, unsigned i)
{
	const struct asm_operand *o = &s->o.op.v[i];

	if (o->reg)
		return o->reg == ASM_SP ? 0 : s->reg[o->reg];
	if (o->result >= 0)
		return s->out[o->result];
	return o->tied >= 0 && !s->o.op.v[o->tied].indirect ? operand_cell(s, (unsigned)o->tied)
							    : argument_node(s, o);
}

static uint64_t element_size(struct site *s, const struct asm_operand *o)
{
	static const char name[] = "elementtype";
	unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
	LLVMAttributeRef a = LLVMGetCallSiteEnumAttribute(s->call, (unsigned)o->arg + 1, kind);
	LLVMTypeRef t = a ? LLVMGetTypeAttributeValue(a) : NULL;

	return t && LLVMTypeIsSized(t) ? LLVMStoreSizeOfType(s->x->td, t) : 0;
}

static struct place operand_place(struct site *s, const struct asm_insn *in,
				  const struct asm_arg *a)
{
	struct place p = {0};

	if ((uint32_t)a->ref >= s->o.op.n)
		return p;
	const struct asm_operand *o = &s->o.op.v[a->ref];

	if (o->label)
		return p;
	if (o->indirect) {
		p.memory = true;
		p.node = argument_node(s, o);
		p.size = element_size(s, o);
	} else if (a->gs || o->address || (a->bare && o->immediate)) {
		p.memory = true;
		p.node = argument_node(s, o);
		p.size = asm_suffix_size(in);
	} else {
		p.node = operand_cell(s, (unsigned)a->ref);
	}
	return p;
}

/* The function, variable or alias of a name that is not terminated. */
static LLVMValueRef symbol_named(struct ex *x, const char *name, size_t n)
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

static struct place place_of(struct site *s, const struct asm_insn *in, const struct asm_arg *a)
{
	struct place p = {0};

	switch (a->kind) {
	case ASM_ARG_REF:
		return operand_place(s, in, a);
	case ASM_ARG_REG:
		p.node = a->reg == ASM_SP ? 0 : s->reg[a->reg];
		p.lvalue = a;
		break;
	case ASM_ARG_MEM:
		p.memory = true;
		p.size = asm_suffix_size(in);
		p.off = a->disp;
		if (a->ref >= 0 && (uint32_t)a->ref < s->o.op.n)
			p.node = operand_cell(s, (unsigned)a->ref);
		else if (a->ref < 0 && a->reg != ASM_SP)
			p.node = s->reg[a->reg];
		if (p.node && a->indexed) {
			fact_node at = ex_fresh(s->x);

			ex_cons(s->x, FACT_GEP_VAR, at, p.node, 0, 0);
			p.node = at;
		}
		break;
	case ASM_ARG_SYM: {
		LLVMValueRef v = symbol_named(s->x, a->sym, a->symlen);

		p.memory = true;
		p.node = v ? ex_node(s->x, v) : 0;
		p.size = asm_suffix_size(in);
		break;
	}
	default:
		break;
	}
	return p;
}

static bool holds_pointer(uint64_t size)
{
	return !size || size >= 8;
}

static fact_node load(struct site *s, const struct place *p)
{
	fact_node v;

	if (!p->memory)
		return p->node;
	if (!p->node || !holds_pointer(p->size) || s->t.user_fault)
		return 0;
	v = ex_fresh(s->x);
	ex_cons(s->x, FACT_LOAD, v, p->node, p->off, 0);
	return v;
}

static void store(struct site *s, const struct place *p, fact_node value, enum fact_via via)
{
	struct ex *x = s->x;

	if (!p->memory) {
		if (!p->node && p->lvalue && value)
			ex_copy(x, reg_cell(s, (unsigned)p->lvalue->reg), value);
		else
			ex_copy(x, p->node, value);
		return;
	}
	if (s->t.user_fault)
		return;
	ex_access(x, p->node, p->size, via);
	if (p->node && value && holds_pointer(p->size))
		ex_cons(x, FACT_STORE, p->node, value, p->off, 0);
}

/* A string instruction's or state saver's destination; one step is size bytes, 0 for any number. */
static void store_at_di(struct site *s, uint64_t size, fact_node value)
{
	struct ex *x = s->x;
	fact_node di = s->reg[ASM_DI], at = di;

	if (!di || s->t.user_fault)
		return;
	ex_access(x, di, size, FACT_V_ASM);
	if (!value)
		return;
	if (!size) {
		at = ex_fresh(x);
		ex_cons(x, FACT_GEP_VAR, at, di, 0, 8);
	}
	ex_cons(x, FACT_STORE, at, value, 0, 0);
}

/* Whether the code at the call, or what it was inlined into, copies to user memory. */
static bool writes_to_user(LLVMValueRef call)
{
	for (LLVMMetadataRef at = LLVMInstructionGetDebugLoc(call); at;
	     at = LLVMDILocationGetInlinedAt(at)) {
		size_t len = 0;
		LLVMMetadataRef sp = shim_scope_subprogram(LLVMDILocationGetScope(at));
		const char *name = sp ? shim_subprogram_name(sp, &len) : NULL;

		if (name && asm_function_writes_user(name, len))
			return true;
	}
	return false;
}

/* A symbol that only assembly mentions; it has no LLVM value when the module does not declare it.
 */
static fact_sym_id symbol_by_name(struct ex *x, const char *name, size_t n)
{
	LLVMValueRef v = symbol_named(x, name, n);
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

/* A call by the C convention from assembly: arguments are what the registers hold. */
static void record_call(struct site *s, fact_sym_id callee, fact_node target, unsigned nargs)
{
	static const uint8_t order[] = {ASM_DI, ASM_SI, ASM_DX, ASM_CX, ASM_R8, ASM_R8 + 1};
	struct facts *f = s->x->f;
	struct fact_call c = {.func = s->x->func,
			      .callee = callee,
			      .target = target,
			      .first_arg = f->args.n,
			      .nargs = nargs < COUNT(order) ? nargs : COUNT(order),
			      .loc = s->x->loc};

	for (unsigned i = 0; i < c.nargs; i++)
		vec_push(&f->args, s->reg[order[i]]);
	vec_push(&f->calls, c);
}

/* Whether the routine is one of asm.def's, which do not follow the C convention. */
static bool call_known(struct site *s, const char *name, size_t n)
{
	enum asm_callee_effect e = asm_callee_effect_of(name, n);

	if (e == ASM_CALLEE_FILL || (e == ASM_CALLEE_COPY_USER && !writes_to_user(s->call)))
		ex_access(s->x, s->reg[ASM_DI], 0, FACT_V_COPY);
	return e != ASM_CALLEE_UNKNOWN;
}

static void call_name(struct site *s, const char *name, size_t n)
{
	LLVMValueRef fn = LLVMIsAFunction(symbol_named(s->x, name, n));

	if (!call_known(s, name, n))
		record_call(s, symbol_by_name(s->x, name, n), 0, fn ? LLVMCountParams(fn) : 0);
}

static void call_insn(struct site *s, const struct asm_insn *in)
{
	const struct asm_arg *a = &in->arg[0];
	size_t n;

	if (a->kind == ASM_ARG_SYM) {
		call_name(s, a->sym, a->symlen);
		return;
	}
	if (a->kind == ASM_ARG_REF && (uint32_t)a->ref < s->o.op.n) {
		const struct asm_operand *o = &s->o.op.v[a->ref];
		LLVMValueRef v = o->immediate ? argument(s, o) : NULL;
		const char *name = v ? LLVMGetValueName2(v, &n) : NULL;

		if (name && n) {
			call_name(s, name, n);
			return;
		}
	}
	struct place p = place_of(s, in, a);
	fact_node target = load(s, &p);

	if (target)
		record_call(s, 0, target, 6);
	else
		ex_unknown(s->x, "asm-call", in->name);
}

static void arithmetic(struct site *s, const struct asm_insn *in, struct place *dst, bool exact)
{
	enum fact_via via = in->lock || !strncmp(in->name, "bt", 2) ? FACT_V_ATOMIC : FACT_V_ASM;

	if (!dst->memory) {
		/* A pointer in a register moves, within its object. */
		if (dst->node && !exact)
			ex_cons(s->x, FACT_GEP_VAR, dst->node, dst->node, 0, 0);
		return;
	}
	/* A bit number in a register reaches beyond the word that the operand names. */
	if (in->name[0] == 'b' && in->name[1] == 't' && in->arg[0].kind == ASM_ARG_REF &&
	    (uint32_t)in->arg[0].ref < s->o.op.n) {
		LLVMValueRef bit = argument(s, &s->o.op.v[in->arg[0].ref]);

		if (bit && !LLVMIsAConstantInt(bit))
			dst->size = 0;
	}
	store(s, dst, 0, via);
}

/* Arguments' destination is last; an instruction without one changes registers alone. */
static void apply(struct site *s, const struct asm_insn *in, enum asm_effect e)
{
	struct place src = {0}, dst = {0};
	enum fact_via via = in->lock ? FACT_V_ATOMIC : FACT_V_ASM;
	fact_node old;

	if (in->nargs && e != ASM_CALL && e != ASM_NONE && e != ASM_PUSH) {
		src = place_of(s, in, &in->arg[0]);
		dst = place_of(s, in, &in->arg[in->nargs - 1]);
	}
	switch (e) {
	case ASM_MOV:
		store(s, &dst, load(s, &src), via);
		break;
	case ASM_LEA:
		if (src.memory && src.node) {
			fact_node at = src.node;

			if (src.off) {
				at = ex_fresh(s->x);
				ex_cons(s->x, FACT_GEP, at, src.node, src.off, 0);
			}
			store(s, &dst, at, via);
		}
		break;
	case ASM_SET:
		store(s, &dst, 0, via);
		break;
	case ASM_RMW:
		arithmetic(s, in, &dst, false);
		break;
	case ASM_ADDR:
		arithmetic(s, in, &dst, in->arg[0].gs);
		break;
	case ASM_XCHG:
	case ASM_XADD:
		old = load(s, &dst);
		if (e == ASM_XCHG)
			store(s, &dst, load(s, &src), FACT_V_ATOMIC);
		else
			store(s, &dst, 0, FACT_V_ATOMIC);
		store(s, &src, old, FACT_V_ATOMIC);
		break;
	case ASM_CMPXCHG:
		old = load(s, &dst);
		store(s, &dst, load(s, &src), FACT_V_ATOMIC);
		if (old)
			ex_copy(s->x, reg_cell(s, ASM_AX), old);
		break;
	case ASM_CMPXCHG16: {
		struct place high = dst;

		dst.size = high.size = 8;
		high.off += 8;
		if ((old = load(s, &dst)) != 0)
			ex_copy(s->x, reg_cell(s, ASM_AX), old);
		if ((old = load(s, &high)) != 0)
			ex_copy(s->x, reg_cell(s, ASM_DX), old);
		store(s, &dst, s->reg[ASM_BX], FACT_V_ATOMIC);
		store(s, &high, s->reg[ASM_CX], FACT_V_ATOMIC);
		break;
	}
	case ASM_STOS:
		store_at_di(s, in->rep ? 0 : asm_suffix_size(in), s->reg[ASM_AX]);
		break;
	case ASM_MOVS:
		store_at_di(s, in->rep ? 0 : asm_suffix_size(in), 0);
		if (s->reg[ASM_DI] && s->reg[ASM_SI] && !s->t.user_fault)
			ex_cons(s->x, FACT_MEMCPY, s->reg[ASM_DI], s->reg[ASM_SI], 0, 0);
		break;
	case ASM_LODS:
		if (s->reg[ASM_SI] && asm_suffix_size(in) == 8)
			ex_cons(s->x, FACT_LOAD, reg_cell(s, ASM_AX), s->reg[ASM_SI], 0, 0);
		break;
	case ASM_INS:
	case ASM_SAVE:
		store_at_di(s, 0, 0);
		break;
	case ASM_CALL:
		call_insn(s, in);
		break;
	case ASM_NONE:
	case ASM_PUSH:
	case ASM_UNKNOWN:
		break;
	}
}

/* The template with runs of white space made one space, cut to what a reader can use. */
static void report_template(struct site *s, const char *text, size_t n)
{
	char buf[121];
	size_t m = 0;

	for (size_t i = 0; i < n && m + 1 < sizeof(buf); i++) {
		bool space = text[i] == ' ' || text[i] == '\t' || text[i] == '\n';

		if (space && (!m || buf[m - 1] == ' '))
			continue;
		buf[m++] = space ? ' ' : text[i];
	}
	while (m && buf[m - 1] == ' ')
		m--;
	buf[m] = '\0';
	ex_unknown(s->x, "asm-template", buf);
}

/* A template with an instruction we do not know: every output in memory is written, may come to
 * hold any register input, and every result may be any of them or what memory inputs hold. */
static void apply_blindly(struct site *s)
{
	fact_node any = 0;

	vec_each (&s->o.op, i) {
		const struct asm_operand *o = &s->o.op.v[i];
		struct place p = {.node = 0};

		if (o->arg < 0 || o->output || o->immediate)
			continue;
		p.memory = o->indirect;
		p.node = argument_node(s, o);
		p.size = o->indirect ? element_size(s, o) : 0;
		fact_node v = load(s, &p);

		if (v && !any)
			any = ex_fresh(s->x);
		ex_copy(s->x, any, v);
	}
	vec_each (&s->o.op, i) {
		const struct asm_operand *o = &s->o.op.v[i];

		if (!o->output)
			continue;
		struct place p = {.memory = o->indirect,
				  .node = o->indirect ? argument_node(s, o) : s->out[o->result],
				  .size = o->indirect ? element_size(s, o) : 0};

		store(s, &p, any, FACT_V_ASM);
	}
}

/* Registers start with the inputs bound to them; results tied to an input start with it. */
static void bind_inputs(struct site *s)
{
	vec_each (&s->o.op, i) {
		const struct asm_operand *o = &s->o.op.v[i];
		const struct asm_operand *tie = o->tied >= 0 ? &s->o.op.v[o->tied] : NULL;

		if (o->output || o->label || o->indirect)
			continue;
		fact_node v = o->reg || tie ? argument_node(s, o) : 0;
		unsigned reg = tie ? tie->reg : o->reg;

		if (!v)
			continue;
		if (reg)
			ex_copy(s->x, reg_cell(s, reg), v);
		else if (tie->indirect)
			store(s, &(struct place){.memory = true, .node = argument_node(s, tie)}, v,
			      FACT_V_ASM);
		else
			ex_copy(s->x, s->out[tie->result], v);
	}
}

static LLVMTypeRef result_type(LLVMTypeRef t, unsigned i)
{
	return LLVMGetTypeKind(t) == LLVMStructTypeKind ? LLVMStructGetTypeAtIndex(t, i) : t;
}

/* Nodes for those results that a pointer fits into and somebody uses. A single result is the call
 * itself; of several, each is what the extractvalue of its number defines. */
static void open_results(struct site *s)
{
	LLVMTypeRef t = LLVMTypeOf(s->call);

	if (!LLVMGetFirstUse(s->call))
		return;
	for (unsigned i = 0; i < s->o.nresults && i < COUNT(s->out); i++)
		if (ex_has_room(result_type(t, i)))
			s->out[i] = s->o.nresults == 1 ? ex_define(s->x, s->call) : ex_fresh(s->x);
}

static void close_results(struct site *s)
{
	bool whole = false;

	vec_each (&s->o.op, i) {
		const struct asm_operand *o = &s->o.op.v[i];

		if (o->result >= 0 && o->reg)
			ex_copy(s->x, s->out[o->result], s->reg[o->reg]);
	}
	if (s->o.nresults < 2)
		return;
	for (LLVMUseRef u = LLVMGetFirstUse(s->call); u; u = LLVMGetNextUse(u)) {
		LLVMValueRef user = LLVMGetUser(u);

		if (!LLVMIsAExtractValueInst(user)) {
			whole = true;
			continue;
		}
		unsigned i = LLVMGetIndices(user)[0];

		if (s->out[i])
			ex_copy(s->x, ex_define(s->x, user), s->out[i]);
	}
	for (unsigned i = 0; whole && i < s->o.nresults; i++)
		if (s->out[i])
			ex_copy(s->x, ex_define(s->x, s->call), s->out[i]);
}

void ex_asm_call(struct ex *x, LLVMValueRef call, LLVMValueRef callee)
{
	struct site s = {.x = x, .call = call};
	size_t n, cn;
	const char *text = LLVMGetInlineAsmAsmString(callee, &n);
	const char *constraints = LLVMGetInlineAsmConstraintString(callee, &cn);
	bool known = true;

	if (!asm_operands_parse(&s.o, constraints, cn) || s.o.nresults > COUNT(s.out)) {
		ex_unknown(x, "asm-constraints", constraints);
		asm_operands_release(&s.o);
		return;
	}
	asm_template_parse(&s.t, text, n);
	vec_each (&s.t.insn, i)
		known &= asm_effect_of(&s.t.insn.v[i]) != ASM_UNKNOWN;
	open_results(&s);
	bind_inputs(&s);
	if (known) {
		vec_each (&s.t.insn, i)
			apply(&s, &s.t.insn.v[i], asm_effect_of(&s.t.insn.v[i]));
	} else {
		report_template(&s, text, n);
		apply_blindly(&s);
	}
	close_results(&s);
	asm_template_release(&s.t);
	asm_operands_release(&s.o);
}

static void mark_symbol(void *ctx, const char *section, size_t sn, const char *name, size_t n)
{
	struct ex *x = ctx;

	if (!asm_section_ignored(section, sn))
		x->f->syms.v[symbol_by_name(x, name, n)].flags |= FACT_F_ASM | FACT_F_USED;
}

void ex_module_asm(struct ex *x)
{
	size_t n;
	const char *text = LLVMGetModuleInlineAsm(x->m, &n);

	asm_symbols(text, n, mark_symbol, x);
}
