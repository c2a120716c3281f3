/* SPDX-License-Identifier: Apache-2.0 */
/* Why an indirect call has no target. */
#include "analyzer/answer_icall.h"

#define MAX_COPIES 8 /* between the load of a function pointer and its call */

/* Whether all that defines node n is loads from places that are known in full, or null: then an
 * empty set means that nothing is ever kept there. */
static bool is_complete(const struct answer *a, inst_id i, fact_node n, unsigned depth)
{
	func_id func = solve_instance(a->s, i)->func;
	const struct facts *f = program_facts(a->p, a->p->funcs.v[func].module);
	const struct fact_func *ff = program_func(a->p, func);

	if (n - ff->first_node < ff->nparams) /* every caller gives null, or there is none */
		return solve_instance_called(a->s, i);
	for (uint32_t k = ff->first_call; k < ff->end_call; k++)
		if (f->calls.v[k].ret == n)
			return false;
	for (uint32_t k = ff->first_cons; k < ff->end_cons; k++) {
		const struct fact_cons *c = &f->cons.v[k];
		node_id src;

		if (c->dst != n || c->op == FACT_STORE || c->op == FACT_MEMCPY)
			continue;
		if (c->op == FACT_COPY && depth && is_complete(a, i, c->src, depth - 1))
			continue;
		if (c->op != FACT_LOAD)
			return false;
		src = solve_node(a->s, i, c->src);
		if (pts_empty(solve_pts(a->s, src)) || solve_is_wide(a->s, src) ||
		    solve_holds_unknown(a->s, src))
			return false;
	}
	return true;
}

enum icall_state answer_icall_state(const struct answer *a, inst_id i, uint32_t call)
{
	func_id func = solve_instance(a->s, i)->func;
	const struct fact_call *c = &program_facts(a->p, a->p->funcs.v[func].module)->calls.v[call];
	node_id target = solve_node(a->s, i, c->target);

	if (!c->target)
		return ICALL_UNKNOWN;
	if (solve_is_wide(a->s, target))
		return ICALL_WIDE;
	if (solve_holds_unknown(a->s, target))
		return ICALL_UNKNOWN;
	if (!pts_empty(solve_pts(a->s, target)))
		return ICALL_PROTOTYPE;
	if (is_complete(a, i, c->target, MAX_COPIES))
		return ICALL_NEVER_SET;
	return solve_instance_called(a->s, i) ? ICALL_NO_POINTER : ICALL_NOT_CALLED;
}

static bool is_absent(enum icall_state s)
{
	return s == ICALL_NO_POINTER || s == ICALL_NOT_CALLED || s == ICALL_STATES;
}

enum icall_state answer_icall_worse(enum icall_state a, enum icall_state b)
{
	if (is_absent(a) != is_absent(b))
		return is_absent(a) ? b : a;
	if (a == ICALL_STATES || b == ICALL_STATES)
		return a < b ? a : b;
	return a > b ? a : b;
}

const char *answer_icall_reason(enum icall_state state)
{
	static const char *const words[] = {
	    [ICALL_NEVER_SET] = "no function is ever kept where the pointer comes from",
	    [ICALL_NOT_CALLED] = "nothing known calls the function",
	    [ICALL_PROTOTYPE] = "nothing that flows there is a function of its prototype",
	    [ICALL_NO_POINTER] = "nothing known flows to the pointer",
	    [ICALL_UNKNOWN] = "the pointer cannot be followed",
	    [ICALL_WIDE] = "the pointer's set grew too wide",
	};

	return words[state];
}
