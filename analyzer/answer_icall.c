/* SPDX-License-Identifier: Apache-2.0 */
/* Why an indirect call has no target. */
#include "analyzer/answer_icall.h"

/* A search back from a pointer that nothing flows to. */
struct search {
	const struct answer *a;
	inst_id inst;
	const struct facts *f;
	const struct fact_func *ff;
	struct map seen;
};

static bool is_complete(struct search *q, fact_node n);

/* Whether the places behind pointer n are known in full. Where there is none, as in a list that
 * nobody adds to, what leads to n tells. */
static bool is_followed(struct search *q, fact_node n)
{
	node_id node = solve_node(q->a->s, q->inst, n);

	if (pts_empty(solve_pts(q->a->s, node)))
		return is_complete(q, n);
	return !solve_is_wide(q->a->s, node) && !solve_holds_unknown(q->a->s, node);
}

static bool is_known(struct search *q, const struct fact_cons *c)
{
	switch (c->op) {
	case FACT_COPY:
	case FACT_GEP:
	case FACT_GEP_VAR:
	case FACT_MASK:
		return is_complete(q, c->src);
	case FACT_LOAD:
		return is_followed(q, c->src);
	default:
		return false;
	}
}

/* Whether all that defines node n is loads from places that are known in full, or null: then an
 * empty set means that nothing is ever kept there. */
static bool is_complete(struct search *q, fact_node n)
{
	uint32_t *seen = map_at(&q->seen, n);

	if (*seen)
		return true;
	*seen = 1;
	if (n - q->ff->first_node < q->ff->nparams) /* every caller gives null, or there is none */
		return solve_instance_called(q->a->s, q->inst);
	for (uint32_t k = q->ff->first_call; k < q->ff->end_call; k++)
		if (q->f->calls.v[k].ret == n)
			return false;
	for (uint32_t k = q->ff->first_cons; k < q->ff->end_cons; k++) {
		const struct fact_cons *c = &q->f->cons.v[k];

		if (c->dst == n && c->op != FACT_STORE && c->op != FACT_MEMCPY && !is_known(q, c))
			return false;
	}
	return true;
}

static bool is_never_set(const struct answer *a, inst_id i, fact_node n)
{
	func_id func = solve_instance(a->s, i)->func;
	struct search q = {.a = a,
			   .inst = i,
			   .f = program_facts(a->p, a->p->funcs.v[func].module),
			   .ff = program_func(a->p, func)};
	bool known;

	map_init(&q.seen);
	known = is_complete(&q, n);
	map_release(&q.seen);
	return known;
}

/* Of what only assembly defines, the prototype is not known, so it is where any may be. */
static bool holds_some(const struct answer *a, node_id n)
{
	uint32_t l;

	for (struct pts_iter it = pts_begin(solve_pts(a->s, n)); pts_next(&it, &l);) {
		const struct solve_object *o = solve_object(a->s, solve_loc(a->s, l)->obj);

		if (o->kind != SOBJ_CODE || a->p->syms.v[o->sym].func)
			return true;
	}
	return false;
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
	if (holds_some(a, target))
		return ICALL_PROTOTYPE;
	if (is_never_set(a, i, c->target))
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
