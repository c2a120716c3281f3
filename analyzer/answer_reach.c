/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/answer_reach.h"
#include "base/diag.h"

struct walk {
	const struct answer *a;
	uint8_t *state;
	uint32_t *first_inst, *next_inst; /* [func_id], [inst_id]: a function's instances */
	VEC(func_id) pending;
	struct solve_targets targets;
};

static void reach(struct walk *w, sym_id sym, uint8_t how)
{
	func_id f = w->a->p->syms.v[sym].func;

	if (!f || w->state[f] >= how)
		return;
	w->state[f] = how;
	vec_push(&w->pending, f);
}

static void reach_targets(struct walk *w, func_id f, uint32_t call, uint8_t how)
{
	for (inst_id i = w->first_inst[f]; i; i = w->next_inst[i]) {
		solve_call_targets(w->a->s, i, call, &w->targets);
		vec_each (&w->targets.v, k)
			reach(w, w->targets.v.v[k], how);
	}
}

static void follow(struct walk *w, uint8_t how)
{
	while (w->pending.n) {
		func_id f = w->pending.v[--w->pending.n];
		uint32_t module = w->a->p->funcs.v[f].module;
		const struct facts *facts = program_facts(w->a->p, module);
		const struct fact_func *ff = program_func(w->a->p, f);

		for (uint32_t c = ff->first_call; c < ff->end_call; c++)
			if (facts->calls.v[c].callee)
				reach(w, w->a->p->sym_map[module][facts->calls.v[c].callee], how);
			else
				reach_targets(w, f, c, how);
	}
}

/* A program whose entries nothing names may be entered at every symbol that others could see. */
static void start_anywhere(struct walk *w)
{
	for (func_id f = 1; f < w->a->p->funcs.n; f++) {
		sym_id sym = w->a->p->funcs.v[f].sym;
		const struct symbol *sy = &w->a->p->syms.v[sym];

		if (sy->linkage != FACT_L_INTERNAL)
			reach(w, sym, REACH_CALLED);
	}
	follow(w, REACH_CALLED);
}

static bool has_entries(const struct program *p)
{
	for (func_id f = 1; f < p->funcs.n; f++)
		if (p->syms.v[p->funcs.v[f].sym].flags & FACT_F_ENTRY)
			return true;
	return false;
}

static void start(struct walk *w, uint32_t flag, uint8_t how)
{
	for (func_id f = 1; f < w->a->p->funcs.n; f++) {
		sym_id sym = w->a->p->funcs.v[f].sym;

		if (w->a->p->syms.v[sym].flags & flag)
			reach(w, sym, how);
	}
	follow(w, how);
}

uint8_t *answer_reach(const struct answer *a)
{
	uint32_t nfuncs = a->p->funcs.n, ninsts = solve_instance_count(a->s);
	struct walk w = {
	    .a = a,
	    .state = calloc(nfuncs, sizeof(*w.state)),
	    .first_inst = calloc(nfuncs, sizeof(*w.first_inst)),
	    .next_inst = calloc(ninsts, sizeof(*w.next_inst)),
	};

	if (!w.state || !w.first_inst || !w.next_inst)
		diag_oom((nfuncs + ninsts) * sizeof(uint32_t));
	for (inst_id i = ninsts; i-- > 1;) {
		func_id f = solve_instance(a->s, i)->func;

		w.next_inst[i] = w.first_inst[f];
		w.first_inst[f] = i;
	}
	if (has_entries(a->p))
		start(&w, FACT_F_ENTRY, REACH_CALLED);
	else
		start_anywhere(&w);
	start(&w, FACT_F_ADDRESS_TAKEN, REACH_UNCALLED);
	free(w.first_inst);
	free(w.next_inst);
	vec_free(&w.pending);
	vec_free(&w.targets.v);
	return w.state;
}

void answer_reach_unknowns(struct answer *a)
{
	for (func_id f = 1; f < a->p->funcs.n; f++) {
		const struct symbol *sy = &a->p->syms.v[a->p->funcs.v[f].sym];

		a->stats->dead += a->reach[f] == REACH_DEAD;
		if (a->reach[f] != REACH_UNCALLED)
			continue;
		a->stats->uncalled++;
		answer_unknown(a, f, sy->file, sy->line, "uncalled", "");
	}
}
