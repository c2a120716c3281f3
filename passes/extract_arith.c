/* SPDX-License-Identifier: Apache-2.0 */
/* Integers that carry pointers. What an operation keeps of a pointer:
 *
 *   add sub     the pointer, displaced; of a difference of pointers nothing
 *   and         the pointer aligned down, if the mask keeps bits 12 to 46; else nothing
 *   or xor      the pointer with a tag in its low bits
 *   mul div rem shifts trunc   nothing
 *   any of them, when all its terms come from memory, parameters or calls and the result never
 *   becomes a pointer in this function (a counter)   nothing
 *
 * What is turned into a pointer nevertheless points anywhere into what the pointers among its terms
 * pointed to (page_address(), obfuscated freelists), and without such terms is unknown.
 *
 * Integers wider than a pointer are moved about whole and keep everything. */
#include "passes/extract_int.h"

#include <string.h>

/* Displacements beyond any object: distances between address spaces. */
#define FAR (INT64_C(1) << 30)
static LLVMValueRef operand(LLVMValueRef v, unsigned i)
{
	return LLVMGetOperand(v, i);
}

void ex_displace(struct ex *x, fact_node dst, fact_node base, struct ex_linear d)
{
	if (!dst || !base)
		return;
	if (d.steps && d.steps < EX_CHOICES_MAX && d.off < FAR && d.off > -FAR &&
	    d.stride < (uint64_t)FAR) {
		for (uint32_t k = 0; k <= d.steps; k++)
			ex_displace(x, dst, base,
				    (struct ex_linear){.off = d.off + (int64_t)(k * d.stride)});
		return;
	}
	if (d.stride == 1 || d.stride > UINT32_MAX || d.off > FAR || d.off < -FAR)
		ex_cons(x, FACT_GEP_VAR, dst, base, 0, 0);
	else if (d.stride)
		ex_cons(x, FACT_GEP_VAR, dst, base, d.off, (uint32_t)d.stride);
	else if (d.off)
		ex_cons(x, FACT_GEP, dst, base, d.off, 0);
	else
		ex_copy(x, dst, base);
}

bool ex_percpu_offset(struct ex *x, LLVMValueRef v)
{
	struct ex_address a;

	while (ex_is(v, LLVMFreeze) || ex_is(v, LLVMIntToPtr) || ex_is(v, LLVMPtrToInt))
		v = operand(v, 0);
	if (LLVMIsACallInst(v) && LLVMIsAInlineAsm(LLVMGetCalledValue(v))) {
		for (unsigned i = 0; i < LLVMGetNumArgOperands(v); i++)
			if (ex_address(x, operand(v, i), &a) &&
			    ex_is_named(a.global, "this_cpu_off"))
				return true;
		return false;
	}
	if (!ex_is(v, LLVMLoad))
		return false;
	LLVMValueRef from = operand(v, 0);

	if (LLVMIsAGetElementPtrInst(from))
		from = operand(from, 0);
	return ex_address(x, from, &a) &&
	       (ex_is_named(a.global, "__per_cpu_offset") || ex_is_named(a.global, "this_cpu_off"));
}

const char *ex_map_base(struct ex *x, LLVMValueRef v)
{
	static const char *const names[] = {"page_offset_base", "vmemmap_base", "vmalloc_base"};
	struct ex_address a;

	while (ex_is(v, LLVMFreeze) || ex_is(v, LLVMIntToPtr))
		v = operand(v, 0);
	if (!ex_is(v, LLVMLoad) || !ex_address(x, operand(v, 0), &a))
		return NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ex_is_named(a.global, names[i]))
			return names[i];
	return NULL;
}

/* dst is some place in what the pointers that v was computed from point to. Loaded integers and
 * parameters do not count: they may be anything. */
static bool computed_from(struct ex *x, fact_node dst, LLVMValueRef v, unsigned depth)
{
	if (ex_is(v, LLVMPtrToInt)) {
		ex_displace(x, dst, ex_node(x, v), (struct ex_linear){.stride = 1});
		return ex_node(x, v);
	}
	if (!depth || !LLVMIsABinaryOperator(v))
		return false;
	bool a = computed_from(x, dst, operand(v, 0), depth - 1);
	bool b = computed_from(x, dst, operand(v, 1), depth - 1);

	return a || b;
}

/* An odd number is an entry of an xarray or the like that is told from a pointer by that bit. */
static bool is_odd(LLVMValueRef v)
{
	return ex_is(v, LLVMOr) && ex_int(operand(v, 1), 0) & 1;
}

void ex_computed(struct ex *x, fact_node dst, LLVMValueRef v)
{
	if (computed_from(x, dst, v, 5) || is_odd(v))
		return;
	ex_cons(x, FACT_UNKNOWN_PTR, dst, 0, 0, 0);
	ex_unknown(x, "inttoptr", ex_opcode_name(v));
}

/* The array of all struct page, as code finds them by a page's number. */
static fact_heap_id descriptors(struct ex *x)
{
	struct fact_heap h = {.kind = FACT_H_PAGES,
			      .func = x->func,
			      .name = strtab_add(&x->f->str, "vmemmap"),
			      .type = ex_type_named(x, "page", 4),
			      .loc = x->loc};

	vec_push(&x->f->heaps, h);
	return x->f->heaps.n - 1;
}

void ex_translate(struct ex *x, fact_node dst, LLVMValueRef v, const char *base)
{
	bool direct = !strcmp(base, "page_offset_base");

	/* A physical address that carries was made from the pointer it is turned back into, and a
	 * page's memory is taken for what its descriptor belongs to. A descriptor found by address
	 * is one of all descriptors. */
	if (direct && ex_node(x, v)) {
		ex_displace(x, dst, ex_node(x, v), (struct ex_linear){.stride = 1});
	} else if (!strcmp(base, "vmemmap_base")) {
		ex_cons(x, FACT_ADDR_HEAP, dst, descriptors(x), 0, 0);
	} else if (!direct || !computed_from(x, dst, v, 5)) {
		ex_cons(x, FACT_UNKNOWN_PTR, dst, 0, 0, 0);
		ex_unknown(x, "direct-map", base);
	}
}

/* Low bits that hold a type or a colour, as of the nodes of a maple tree, are below the alignment
 * of what they are put beside. */
#define LOW_MAX 255

/* The largest value of such bits, 0 when it may be more than LOW_MAX. */
static uint64_t tag_bound(LLVMValueRef v, unsigned depth)
{
	int64_t c = ex_int(v, -1);

	if (LLVMIsAConstantInt(v))
		return c >= 0 && c <= LOW_MAX ? (uint64_t)c : 0;
	if (!LLVMIsAInstruction(v) || !depth)
		return 0;
	uint64_t a, b;

	switch (LLVMGetInstructionOpcode(v)) {
	case LLVMZExt:
		v = operand(v, 0);
		if (LLVMGetIntTypeWidth(LLVMTypeOf(v)) <= 8)
			return (UINT64_C(1) << LLVMGetIntTypeWidth(LLVMTypeOf(v))) - 1;
		return tag_bound(v, depth - 1);
	case LLVMAnd:
		c = ex_int(operand(v, 1), 0);
		return c > 0 && c <= LOW_MAX ? (uint64_t)c : 0;
	case LLVMShl:
		a = tag_bound(operand(v, 0), depth - 1);
		c = ex_int(operand(v, 1), 64);
		return a && c >= 0 && c < 8 && a << c <= LOW_MAX ? a << c : 0;
	case LLVMSelect:
		a = tag_bound(operand(v, 1), depth - 1);
		b = tag_bound(operand(v, 2), depth - 1);
		/* A constant 0 arm bounds nothing by itself. */
		if ((!a && ex_int(operand(v, 1), -1)) || (!b && ex_int(operand(v, 2), -1)))
			return 0;
		return a > b ? a : b;
	default:
		return 0;
	}
}

/* The power of two above c. */
static uint32_t above(uint64_t c)
{
	uint32_t p = 1;

	while (p <= c)
		p <<= 1;
	return p;
}

static void define_mask(struct ex *x, fact_node dst, LLVMValueRef from, int64_t mask)
{
	fact_node n = ex_node(x, from);
	int low = __builtin_ctzll((uint64_t)mask);

	if (!n)
		return;
	if (!low)
		ex_copy(x, dst, n);
	else if (low <= 8)
		ex_cons(x, FACT_MASK, dst, n, 0, 1u << low);
	else
		ex_displace(x, dst, n, (struct ex_linear){.stride = 1});
}

/* from | tag or from ^ tag. Below the power of two above tag the offset becomes tag (or, toggled,
 * 0), whether the bits were set before or not: a tag set again and again in memory stays one. */
static void define_tag(struct ex *x, fact_node dst, fact_node from, int64_t tag, bool toggled)
{
	if (!from)
		return;
	if (tag > EX_TAG_MAX) {
		ex_displace(x, dst, from, (struct ex_linear){.stride = 1});
		return;
	}
	fact_node aligned = ex_fresh(x);

	ex_cons(x, FACT_MASK, aligned, from, 0, above((uint64_t)tag));
	ex_displace(x, dst, aligned, (struct ex_linear){.off = tag});
	if (toggled)
		ex_copy(x, dst, aligned);
}

/* from | low, low <= bound: some tag, or something wider that whoever uses the pointer clears
 * first. */
static void define_low(struct ex *x, fact_node dst, fact_node from, uint64_t bound)
{
	if (!from)
		return;
	if (bound > EX_TAG_MAX) {
		ex_copy(x, dst, from);
		return;
	}
	fact_node aligned = ex_fresh(x);

	ex_cons(x, FACT_MASK, aligned, from, 0, above(bound));
	for (int64_t tag = 0; tag < above(bound); tag++)
		ex_displace(x, dst, aligned, (struct ex_linear){.off = tag});
}

static bool both_carry(struct ex *x, fact_node dst, LLVMValueRef a, LLVMValueRef b)
{
	fact_node na = ex_node(x, a), nb = ex_node(x, b);

	if (!na || !nb)
		return false;
	ex_displace(x, dst, na, (struct ex_linear){.stride = 1});
	ex_displace(x, dst, nb, (struct ex_linear){.stride = 1});
	return true;
}

static void define_or(struct ex *x, fact_node dst, LLVMValueRef inst, LLVMValueRef a,
		      LLVMValueRef b)
{
	int64_t c = ex_int(b, -1);
	uint64_t bound;

	if (c > EX_TAG_MAX && LLVMGetIsDisjoint(inst)) {
		ex_displace(x, dst, ex_node(x, a), (struct ex_linear){.off = c});
	} else if (c > 0) {
		define_tag(x, dst, ex_node(x, a), c, false);
	} else if ((bound = tag_bound(b, 4))) {
		define_low(x, dst, ex_node(x, a), bound);
	} else if ((bound = tag_bound(a, 4))) {
		define_low(x, dst, ex_node(x, b), bound);
	} else if (!LLVMGetIsDisjoint(inst)) {
		/* Bits that may meet the pointer's own are no displacement. */
		ex_copy(x, dst, ex_node(x, a));
		ex_copy(x, dst, ex_node(x, b));
	} else if (!both_carry(x, dst, a, b)) {
		ex_displace(x, dst, ex_node(x, a), ex_linear(b));
		ex_displace(x, dst, ex_node(x, b), ex_linear(a));
	}
}

static void define_add(struct ex *x, fact_node dst, LLVMValueRef a, LLVMValueRef b)
{
	uint64_t bound = LLVMIsAConstantInt(b) ? 0 : tag_bound(b, 4);

	if (ex_percpu_offset(x, a)) {
		ex_copy(x, dst, ex_node(x, b));
	} else if (ex_percpu_offset(x, b)) {
		ex_copy(x, dst, ex_node(x, a));
	} else if (ex_map_base(x, a)) {
		ex_translate(x, dst, b, ex_map_base(x, a));
	} else if (ex_map_base(x, b)) {
		ex_translate(x, dst, a, ex_map_base(x, b));
	} else if (bound && bound <= 3) {
		for (uint64_t tag = 0; tag <= bound; tag++)
			ex_displace(x, dst, ex_node(x, a), (struct ex_linear){.off = (int64_t)tag});
	} else if (!both_carry(x, dst, a, b)) {
		ex_displace(x, dst, ex_node(x, a), ex_linear(b));
		ex_displace(x, dst, ex_node(x, b), ex_linear(a));
	}
}

static void define_sub(struct ex *x, fact_node dst, LLVMValueRef a, LLVMValueRef b)
{
	struct ex_linear d = ex_linear(b);

	d.off = (int64_t)(0 - (uint64_t)d.off);
	if (ex_percpu_offset(x, b))
		d = (struct ex_linear){0};
	else if (ex_carries(x, b))
		d = (struct ex_linear){.stride = 1};
	ex_displace(x, dst, ex_node(x, a), d);
}

/* Whether v was made from a pointer in this function. */
static bool from_pointer(LLVMValueRef v, unsigned depth)
{
	if (ex_is(v, LLVMPtrToInt) || LLVMIsAConstantExpr(v))
		return true;
	if (!depth || !LLVMIsAInstruction(v) || !(LLVMIsABinaryOperator(v) || LLVMIsAPHINode(v)))
		return false;
	for (int i = 0; i < LLVMGetNumOperands(v) && i < 8; i++)
		if (from_pointer(operand(v, (unsigned)i), depth - 1))
			return true;
	return false;
}

bool ex_define_int(struct ex *x, fact_node dst, LLVMValueRef inst)
{
	if (!LLVMIsABinaryOperator(inst) && !LLVMIsASExtInst(inst))
		return false;
	LLVMValueRef a = operand(inst, 0), b = LLVMIsASExtInst(inst) ? a : operand(inst, 1);

	/* Vectors of integers: lanes are not told apart. */
	if (LLVMGetTypeKind(LLVMTypeOf(inst)) != LLVMIntegerTypeKind || ex_is_wide(inst)) {
		ex_copy(x, dst, ex_node(x, a));
		ex_copy(x, dst, ex_node(x, b));
		return true;
	}
	/* Arithmetic on loaded integers that nobody turns into a pointer: counters. */
	if (!from_pointer(inst, 4) && !ex_reaches_pointer(inst))
		return true;
	switch (LLVMGetInstructionOpcode(inst)) {
	case LLVMAdd:
		define_add(x, dst, a, b);
		return true;
	case LLVMSub:
		define_sub(x, dst, a, b);
		return true;
	case LLVMOr:
		define_or(x, dst, inst, a, b);
		return true;
	case LLVMXor:
		define_tag(x, dst, ex_node(x, a), ex_int(b, 0), true);
		return true;
	case LLVMAnd:
		if (LLVMIsAConstantInt(b)) {
			define_mask(x, dst, a, ex_int(b, 0));
		} else if (!both_carry(x, dst, a, b)) {
			ex_displace(x, dst, ex_node(x, a), (struct ex_linear){.stride = 1});
			ex_displace(x, dst, ex_node(x, b), (struct ex_linear){.stride = 1});
		}
		return true;
	default:
		return false;
	}
}
