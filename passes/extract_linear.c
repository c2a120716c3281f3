/* SPDX-License-Identifier: Apache-2.0 */
/* Strides: of which fixed distances a variable index is a multiple. */
#include "passes/extract_int.h"

/* Values looked at for one index; beyond, its stride is 1. */
#define BUDGET 48

struct walk {
	unsigned budget;
	LLVMValueRef phi; /* the induction variable being looked at */
};

struct term {
	struct ex_linear l;
	bool of_phi; /* l is the distance from phi */
};

static const struct term any = {.l = {.stride = 1}};

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t r = a % b;

		a = b;
		b = r;
	}
	return a;
}

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

static int64_t times(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a * (uint64_t)b);
}

static bool is_bounded(struct ex_linear l)
{
	return !l.stride || l.steps;
}

/* Of a bounded one. */
static int64_t last(struct ex_linear l)
{
	return (int64_t)((uint64_t)l.off + l.stride * l.steps);
}

/* Multiples of stride between two offsets, when those are few. */
static struct ex_linear between(int64_t first, int64_t end, uint64_t stride)
{
	uint64_t steps = stride ? ((uint64_t)end - (uint64_t)first) / stride : 0;

	return (struct ex_linear){first, stride, steps < EX_CHOICES_MAX ? (uint32_t)steps : 0};
}

static struct ex_linear sum(struct ex_linear a, struct ex_linear b)
{
	int64_t first = (int64_t)((uint64_t)a.off + (uint64_t)b.off);
	uint64_t stride = gcd(a.stride, b.stride);

	if (is_bounded(a) && is_bounded(b))
		return between(first, (int64_t)((uint64_t)last(a) + (uint64_t)last(b)), stride);
	return (struct ex_linear){.off = first, .stride = stride};
}

static struct ex_linear scaled(struct ex_linear l, int64_t by)
{
	l.off = times(by < 0 && l.steps ? last(l) : l.off, by);
	if (__builtin_mul_overflow(l.stride, magnitude(by), &l.stride))
		return (struct ex_linear){.stride = 1};
	return l;
}

static struct ex_linear either(struct ex_linear a, struct ex_linear b)
{
	int64_t apart = (int64_t)((uint64_t)a.off - (uint64_t)b.off);
	uint64_t stride = gcd(gcd(a.stride, b.stride), magnitude(apart));

	if (is_bounded(a) && is_bounded(b))
		return between(a.off < b.off ? a.off : b.off, last(a) > last(b) ? last(a) : last(b),
			       stride);
	return (struct ex_linear){.off = a.off, .stride = stride};
}

static struct term term(struct walk *w, LLVMValueRef v);

/* An induction variable: where it starts, and the steps it takes. */
static struct term term_of_phi(struct walk *w, LLVMValueRef phi)
{
	struct walk inner = {.budget = w->budget, .phi = phi};
	struct term out = {0};
	uint64_t steps = 0;
	bool started = false;

	for (int i = 0; i < LLVMGetNumOperands(phi); i++) {
		struct term in = term(&inner, LLVMGetOperand(phi, (unsigned)i));

		if (in.of_phi) {
			steps = gcd(gcd(steps, in.l.stride), magnitude(in.l.off));
		} else {
			out.l = started ? either(out.l, in.l) : in.l;
			started = true;
		}
	}
	w->budget = inner.budget;
	out.l.stride = gcd(out.l.stride, steps);
	if (steps)
		out.l.steps = 0;
	return out;
}

static struct term term_of_sum(struct walk *w, LLVMValueRef v, int sign)
{
	struct term a = term(w, LLVMGetOperand(v, 0)), b = term(w, LLVMGetOperand(v, 1));

	if (b.of_phi)
		return any;
	a.l = sum(a.l, scaled(b.l, sign));
	return a;
}

static struct term term_of_product(struct walk *w, LLVMValueRef v, int64_t by)
{
	struct term a = term(w, LLVMGetOperand(v, 0));

	if (a.of_phi)
		a = any;
	a.l = scaled(a.l, by);
	return a;
}

static struct term term(struct walk *w, LLVMValueRef v)
{
	struct term a, b;
	int64_t c;

	if (LLVMIsAConstantInt(v) && LLVMGetIntTypeWidth(LLVMTypeOf(v)) <= 64)
		return (struct term){.l = {.off = ex_int(v, 0)}};
	if (w->phi && v == w->phi)
		return (struct term){.of_phi = true};
	if (!LLVMIsAInstruction(v) || !w->budget)
		return any;
	w->budget--;
	switch (LLVMGetInstructionOpcode(v)) {
	case LLVMOr:
		if (!LLVMGetIsDisjoint(v))
			return any;
		return term_of_sum(w, v, 1);
	case LLVMAdd:
		return term_of_sum(w, v, 1);
	case LLVMSub:
		return term_of_sum(w, v, -1);
	case LLVMMul:
		c = ex_int(LLVMGetOperand(v, 1), 0);
		return c ? term_of_product(w, v, c) : any;
	case LLVMShl:
		c = ex_int(LLVMGetOperand(v, 1), -1);
		return c >= 0 && c < 32 ? term_of_product(w, v, INT64_C(1) << c) : any;
	case LLVMAnd:
		c = ex_int(LLVMGetOperand(v, 1), 0);
		if (!c)
			return any;
		a.l = between(0, c, UINT64_C(1) << __builtin_ctzll((uint64_t)c));
		a.of_phi = false;
		return a;
	case LLVMZExt:
		if (LLVMGetIntTypeWidth(LLVMTypeOf(LLVMGetOperand(v, 0))) == 1)
			return (struct term){.l = {.stride = 1, .steps = 1}};
		return term(w, LLVMGetOperand(v, 0));
	case LLVMSExt:
	case LLVMFreeze:
		return term(w, LLVMGetOperand(v, 0));
	case LLVMSelect:
		a = term(w, LLVMGetOperand(v, 1));
		b = term(w, LLVMGetOperand(v, 2));
		if (a.of_phi || b.of_phi)
			return any;
		a.l = either(a.l, b.l);
		return a;
	case LLVMPHI:
		return term_of_phi(w, v);
	default:
		return any;
	}
}

struct ex_linear ex_linear(LLVMValueRef v)
{
	struct walk w = {.budget = BUDGET};

	if (LLVMGetTypeKind(LLVMTypeOf(v)) != LLVMIntegerTypeKind)
		return any.l;
	return term(&w, v).l;
}

struct ex_linear ex_gep(struct ex *x, LLVMValueRef gep)
{
	LLVMTypeRef t = LLVMGetGEPSourceElementType(gep);
	struct ex_linear d = {0};

	for (int i = 1; i < LLVMGetNumOperands(gep); i++) {
		LLVMValueRef index = LLVMGetOperand(gep, (unsigned)i);

		if (i > 1 && LLVMGetTypeKind(t) == LLVMStructTypeKind) {
			/* Lanes of a vector of pointers agree on the field. */
			if (!LLVMIsAConstantInt(index))
				index = LLVMGetAggregateElement(index, 0);
			unsigned field = (unsigned)ex_int(index, 0);

			d.off += (int64_t)LLVMOffsetOfElement(x->td, t, field);
			t = LLVMStructGetTypeAtIndex(t, field);
			continue;
		}
		if (i > 1)
			t = LLVMGetElementType(t);
		d = sum(d, scaled(ex_linear(index), (int64_t)LLVMABISizeOfType(x->td, t)));
	}
	return d;
}

LLVMValueRef ex_gep_index(LLVMValueRef gep)
{
	LLVMValueRef only = NULL;

	for (int i = 1; i < LLVMGetNumOperands(gep); i++) {
		LLVMValueRef index = LLVMGetOperand(gep, (unsigned)i);

		if (LLVMIsAConstant(index))
			continue;
		if (only)
			return NULL;
		only = index;
	}
	return only;
}
