/* SPDX-License-Identifier: Apache-2.0 */
/* The call graph of the answer, by function: clones of one function give one set of edges. */
#include "analyzer/answer_icall.h"
#include "analyzer/answer_reach.h"

#include <string.h>

struct call_sets {
	VEC(struct model_call) v;
};

static const struct model *sort_model;

static int compare_calls(const void *x, const void *y)
{
	const struct model_call *a = x, *b = y;

	if (a->caller != b->caller)
		return a->caller < b->caller ? -1 : 1;
	if (a->file != b->file)
		return strcmp(strtab_get(&sort_model->str, a->file),
			      strtab_get(&sort_model->str, b->file));
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->indirect != b->indirect)
		return a->indirect ? 1 : -1;
	return a->callee < b->callee ? -1 : a->callee > b->callee;
}

static void add_call(struct answer *a, struct model_call edge, sym_id callee)
{
	edge.callee = a->func_of_sym[callee];
	if (edge.callee)
		vec_push(&a->m->calls, edge);
}

/* An indirect call site: the union over the live instances of its function. */
struct icall_site {
	func_id func;
	uint32_t call;
	inst_id inst;
};

static int compare_icalls(const void *x, const void *y)
{
	const struct icall_site *a = x, *b = y;

	if (a->func != b->func)
		return a->func < b->func ? -1 : 1;
	if (a->call != b->call)
		return a->call < b->call ? -1 : 1;
	return a->inst < b->inst ? -1 : a->inst > b->inst;
}

static struct model_call edge_of(struct answer *a, func_id func, const struct fact_call *c)
{
	struct fact_loc at = program_loc(a->p, a->p->funcs.v[func].module, c->loc);
	struct model_call e = {
	    .caller = a->func_of_sym[a->p->funcs.v[func].sym],
	    .line = at.line,
	    .file = answer_str(a, at.file),
	    .indirect = !c->callee,
	};

	return e;
}

static void direct_calls(struct answer *a, func_id func)
{
	uint32_t module = a->p->funcs.v[func].module;
	const struct facts *f = program_facts(a->p, module);
	const struct fact_func *ff = program_func(a->p, func);

	for (uint32_t i = ff->first_call; i < ff->end_call; i++) {
		const struct fact_call *c = &f->calls.v[i];

		if (!c->callee || c->deferred)
			continue;
		sym_id callee = a->p->sym_map[module][c->callee];
		struct model_call e = edge_of(a, func, c);

		add_call(a, e, callee);
		if (!c->modelled && !a->p->syms.v[callee].func)
			answer_unknown(a, func, program_loc(a->p, module, c->loc).file, e.line,
				       "undefined-callee",
				       strtab_get(&a->p->str, a->p->syms.v[callee].name));
	}
}

static int compare_u32(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return a < b ? -1 : a > b;
}

static uint32_t unique(uint32_t *v, uint32_t n)
{
	uint32_t out = 0;

	if (n)
		qsort(v, n, sizeof(*v), compare_u32);
	for (uint32_t i = 0; i < n; i++)
		if (!out || v[out - 1] != v[i])
			v[out++] = v[i];
	return out;
}

void answer_calls(struct answer *a)
{
	VEC(struct icall_site) icalls = {0};
	VEC(uint32_t) sizes = {0};
	struct solve_targets one = {0}, all = {0};
	struct model *m = a->m;
	uint32_t out = 0;

	for (func_id f = 1; f < a->p->funcs.n; f++)
		direct_calls(a, f);
	for (inst_id i = 1; i < solve_instance_count(a->s); i++) {
		func_id func = solve_instance(a->s, i)->func;
		const struct facts *f = program_facts(a->p, a->p->funcs.v[func].module);
		const struct fact_func *ff = program_func(a->p, func);

		if (!solve_instance_live(a->s, i))
			continue;
		for (uint32_t c = ff->first_call; c < ff->end_call; c++)
			if (!f->calls.v[c].callee && !f->calls.v[c].modelled)
				vec_push(&icalls, ((struct icall_site){func, c, i}));
	}
	if (icalls.n)
		qsort(icalls.v, icalls.n, sizeof(*icalls.v), compare_icalls);
	for (uint32_t i = 0; i < icalls.n;) {
		const struct icall_site *site = &icalls.v[i];
		uint32_t module = a->p->funcs.v[site->func].module;
		const struct fact_call *c = &program_facts(a->p, module)->calls.v[site->call];
		struct model_call e = edge_of(a, site->func, c);

		enum icall_state state = ICALL_STATES;

		all.v.n = 0;
		for (; i < icalls.n && icalls.v[i].func == site->func &&
		       icalls.v[i].call == site->call;
		     i++) {
			solve_call_targets(a->s, icalls.v[i].inst, site->call, &one);
			vec_each (&one.v, k)
				vec_push(&all.v, one.v.v[k]);
			if (!one.v.n)
				state = answer_icall_worse(
				    state, answer_icall_state(a, icalls.v[i].inst, site->call));
		}
		all.v.n = unique(all.v.v, all.v.n);
		if (a->reach[site->func] != REACH_CALLED && !all.v.n)
			continue; /* a row, uncalled, or none: dead */
		a->stats->icalls++;
		if (all.v.n)
			a->stats->icalls_resolved++;
		else if (state == ICALL_NEVER_SET)
			a->stats->icalls_never_set++;
		else
			answer_unknown(a, site->func, program_loc(a->p, module, c->loc).file,
				       e.line, "indirect-call", answer_icall_reason(state));
		a->stats->icall_targets += all.v.n;
		if (all.v.n)
			vec_push(&sizes, all.v.n);
		vec_each (&all.v, k)
			add_call(a, e, all.v.v[k]);
	}
	if (sizes.n) {
		qsort(sizes.v, sizes.n, sizeof(*sizes.v), compare_u32);
		a->stats->icall_median = sizes.v[sizes.n / 2];
	}
	sort_model = m;
	if (m->calls.n)
		qsort(m->calls.v, m->calls.n, sizeof(*m->calls.v), compare_calls);
	for (uint32_t i = 0; i < m->calls.n; i++)
		if (!out || compare_calls(&m->calls.v[out - 1], &m->calls.v[i]))
			m->calls.v[out++] = m->calls.v[i];
	m->calls.n = out;
	vec_free(&icalls);
	vec_free(&sizes);
	vec_free(&one.v);
	vec_free(&all.v);
}
