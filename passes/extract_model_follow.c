/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_model.h"

#include <string.h>

#define QUEUED_BYTES 16 /* a link and the callback, struct rcu_head */

void model_defer(struct ex *x, LLVMValueRef fn, fact_node data, unsigned position)
{
	struct fact_call row = {.func = x->func,
				.callee = ex_sym(x, fn),
				.first_arg = x->f->args.n,
				.nargs = position + 1,
				.loc = x->loc,
				.deferred = 1};

	for (unsigned i = 0; i < position; i++)
		vec_push(&x->f->args, 0);
	vec_push(&x->f->args, data);
	vec_push(&x->f->calls, row);
}

/* The callback that a row hands over; NULL when it is not known here. */
static LLVMValueRef callback_of(LLVMValueRef call, const struct model *m)
{
	return LLVMIsAFunction(model_argument(call, m->a));
}

/* A constant, or what one of the functions with this row got itself: then his caller decided. */
static bool is_fixed(LLVMValueRef v)
{
	size_t len;
	const struct model *m =
	    LLVMIsAArgument(v) ? model_named(LLVMGetValueName2(LLVMGetParamParent(v), &len)) : NULL;

	return LLVMIsConstant(v) || (m && m->kind == MODEL_FIXED);
}

/* What a row takes out of a call that is followed into the body otherwise. */
static void take_out(struct ex *x, LLVMValueRef call, const struct model *m, fact_node *args)
{
	fact_node data;

	switch (m->kind) {
	case MODEL_ENQUEUE:
		ex_access(x, model_node(x, call, m->b), QUEUED_BYTES, FACT_V_COPY);
		/* fallthrough */
	case MODEL_HANDOVER:
		data = model_node(x, call, m->b);
		args[m->b] = 0;
		if (callback_of(call, m) && data)
			model_defer(x, callback_of(call, m), data, (unsigned)m->c);
		break;
	case MODEL_BUFFER:
		ex_access(x, model_node(x, call, m->a), model_length(model_constant(call, m->b, 0)),
			  FACT_V_COPY);
		args[m->a] = 0;
		break;
	case MODEL_FIXED:
		if (!is_fixed(model_argument(call, m->a)))
			args[m->a] = 0;
		break;
	default:
		for (unsigned i = (unsigned)m->a; i < LLVMGetNumArgOperands(call); i++) {
			args[i] = 0;
			if (m->b < 0)
				break;
		}
	}
}

bool model_follow(struct ex *x, LLVMValueRef call, LLVMValueRef callee, const struct model *m,
		  const struct model *end)
{
	const struct model *r;

	for (r = m; r < end; r++)
		if (r->kind <= MODEL_ENQUEUE && !callback_of(call, r) &&
		    !LLVMIsNull(model_argument(call, r->a)))
			return false;
	ex_record_call(x, call, ex_sym(x, callee), 0, false);
	uint32_t first_arg = x->f->calls.v[x->f->calls.n - 1].first_arg;
	unsigned nargs = LLVMGetNumArgOperands(call);
	fact_node *args = malloc((nargs + 1) * sizeof(*args));

	if (!args)
		diag_oom(nargs * sizeof(*args));
	memcpy(args, x->f->args.v + first_arg, nargs * sizeof(*args));
	for (r = m; r < end; r++)
		take_out(x, call, r, args);
	memcpy(x->f->args.v + first_arg, args, nargs * sizeof(*args));
	free(args);
	return true;
}
