/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/summary.h"
#include "base/diag.h"

#include <string.h>

/* Where a pointer may come from, seen from inside one function. */
enum origin { FROM_PARAM = 1, FROM_OTHER = 2, FROM_STACK = 4 };

struct walk {
	const struct program *p;
	const struct summary_options *opt;
	struct summary_table *t;
	uint32_t *state; /* [func_id]: 0 unseen, else DFS number; done when low bit of mark set */
	uint8_t *done, *cyclic;
	VEC(uint32_t) stack;
	VEC(uint8_t) origin; /* per node of the function at hand */
	uint32_t counter;
};

static func_id callee_of(const struct program *p, uint32_t module, const struct fact_call *c)
{
	if (!c->callee)
		return 0;
	return p->syms.v[p->sym_map[module][c->callee]].func;
}

static uint8_t *origin_at(struct walk *w, const struct fact_func *ff, fact_node n)
{
	return &w->origin.v[n - ff->first_node];
}

static bool add_origin(uint8_t *o, uint8_t mask)
{
	uint8_t old = *o;

	*o |= mask;
	return *o != old;
}

/* One pass over the function's constraints; true while something changes. stored collects what was
 * stored into the function's own stack slots. */
static bool propagate_origins(struct walk *w, const struct facts *f, const struct fact_func *ff,
			      uint8_t *stored)
{
	bool changed = false;

	for (uint32_t i = ff->first_cons; i < ff->end_cons; i++) {
		const struct fact_cons *c = &f->cons.v[i];
		uint8_t src = 0;

		switch (c->op) {
		case FACT_ADDR_SYM:
		case FACT_UNKNOWN_PTR:
			changed |= add_origin(origin_at(w, ff, c->dst), FROM_OTHER);
			break;
		case FACT_ADDR_HEAP:
			src = f->heaps.v[c->src].kind == FACT_H_STACK ? FROM_STACK : FROM_PARAM;
			changed |= add_origin(origin_at(w, ff, c->dst), src);
			break;
		case FACT_CACHE_ALLOC:
			changed |= add_origin(origin_at(w, ff, c->dst), FROM_PARAM);
			break;
		case FACT_COPY:
		case FACT_GEP:
		case FACT_GEP_VAR:
		case FACT_MASK:
			changed |= add_origin(origin_at(w, ff, c->dst), *origin_at(w, ff, c->src));
			break;
		case FACT_LOAD:
			src = *origin_at(w, ff, c->src);
			if (src & FROM_STACK)
				src = (uint8_t)((src & ~FROM_STACK) | *stored);
			changed |= add_origin(origin_at(w, ff, c->dst), src);
			break;
		case FACT_STORE:
			if (*origin_at(w, ff, c->dst) & FROM_STACK)
				changed |= add_origin(stored, *origin_at(w, ff, c->src));
			break;
		case FACT_MEMCPY:
			if (*origin_at(w, ff, c->dst) & FROM_STACK)
				changed |= add_origin(stored, *origin_at(w, ff, c->src) &
								  (FROM_PARAM | FROM_OTHER));
			break;
		default:
			BUG("constraint kind");
		}
	}
	return changed;
}

static void call_results(struct walk *w, const struct facts *f, const struct fact_func *ff,
			 uint32_t module)
{
	for (uint32_t i = ff->first_call; i < ff->end_call; i++) {
		const struct fact_call *c = &f->calls.v[i];
		uint8_t mask = 0;

		if (!c->ret || c->modelled)
			continue;
		func_id g = callee_of(w->p, module, c);

		if (!g || !w->t->v.v[g].cloned || w->t->v.v[g].returns_other)
			mask = FROM_OTHER;
		for (uint32_t a = 0; a < c->nargs; a++)
			if (f->args.v[c->first_arg + a])
				mask |= *origin_at(w, ff, f->args.v[c->first_arg + a]);
		*origin_at(w, ff, c->ret) |= mask;
	}
}

static void find_origins(struct walk *w, const struct facts *f, const struct fact_func *ff,
			 uint32_t module)
{
	uint32_t n = ff->end_node - ff->first_node;
	uint8_t stored = 0;

	vec_reserve(&w->origin, n ? n : 1);
	memset(w->origin.v, 0, n);
	for (uint32_t i = 0; i < ff->nparams; i++)
		w->origin.v[i] = FROM_PARAM;
	w->origin.v[ff->nparams + 1] = FROM_PARAM; /* variadic arguments */
	do {
		while (propagate_origins(w, f, ff, &stored))
			;
		uint8_t before = stored;

		call_results(w, f, ff, module);
		if (before == stored && !propagate_origins(w, f, ff, &stored))
			break;
	} while (1);
}

static bool args_from_params(struct walk *w, const struct facts *f, const struct fact_func *ff,
			     const struct fact_call *c)
{
	for (uint32_t a = 0; a < c->nargs; a++) {
		fact_node n = f->args.v[c->first_arg + a];

		if (n && *origin_at(w, ff, n) & FROM_OTHER)
			return false;
	}
	return true;
}

/* Whether what the parameters lead to comes out again, so that calls of the function would mix. */
static bool passes_on(struct walk *w, const struct facts *f, const struct fact_func *ff,
		      uint32_t module)
{
	if (w->origin.v[ff->nparams] & FROM_PARAM)
		return true;
	for (uint32_t i = ff->first_cons; i < ff->end_cons; i++) {
		const struct fact_cons *c = &f->cons.v[i];

		if ((c->op == FACT_STORE || c->op == FACT_MEMCPY) &&
		    *origin_at(w, ff, c->dst) & FROM_PARAM && *origin_at(w, ff, c->src))
			return true;
	}
	for (uint32_t i = ff->first_call; i < ff->end_call; i++) {
		const struct fact_call *c = &f->calls.v[i];
		func_id g = c->modelled ? 0 : callee_of(w->p, module, c);

		if (c->modelled)
			continue;
		if (!c->callee && c->target && *origin_at(w, ff, c->target) & FROM_PARAM)
			return true;
		if (g && w->t->v.v[g].cloned && w->t->v.v[g].passes_on)
			return true;
	}
	return false;
}

/* Every callee is finished when this runs, except in recursion, where cyclic is set. */
static void summarise(struct walk *w, func_id id)
{
	const struct function *fn = &w->p->funcs.v[id];
	const struct facts *f = program_facts(w->p, fn->module);
	const struct fact_func *ff = program_func(w->p, id);
	struct summary *s = &w->t->v.v[id];
	uint64_t expanded = ff->end_cons - ff->first_cons + ff->end_access - ff->first_access;
	bool writes = ff->end_access > ff->first_access, param_only = true, calls_ok = true;

	for (uint32_t i = ff->first_call; i < ff->end_call; i++) {
		const struct fact_call *c = &f->calls.v[i];
		func_id g = c->modelled ? 0 : callee_of(w->p, fn->module, c);

		if (c->modelled)
			continue;
		expanded += 1 + c->nargs;
		if (!g) {
			calls_ok = false;
			continue;
		}
		const struct summary *gs = &w->t->v.v[g];

		if (gs->cloned)
			expanded += gs->expanded;
		if (!gs->pure && !gs->helper)
			calls_ok = false;
		writes |= gs->helper;
	}
	s->returns_other = true;
	s->expanded = expanded > UINT32_MAX ? UINT32_MAX : (uint32_t)expanded;
	if (w->cyclic[id])
		return;
	find_origins(w, f, ff, fn->module);
	s->passes_on = passes_on(w, f, ff, fn->module);
	s->cloned = s->passes_on && expanded <= w->opt->clone_limit;
	s->returns_other = w->origin.v[ff->nparams] & FROM_OTHER;
	if (!calls_ok)
		return;
	s->pure = !writes;
	if (s->pure || expanded > w->opt->helper_limit)
		return;
	for (uint32_t i = ff->first_access; i < ff->end_access; i++)
		if (*origin_at(w, ff, f->accesses.v[i].ptr) & FROM_OTHER)
			param_only = false;
	for (uint32_t i = ff->first_call; i < ff->end_call && param_only; i++) {
		const struct fact_call *c = &f->calls.v[i];
		func_id g = c->modelled ? 0 : callee_of(w->p, fn->module, c);

		if (g && w->t->v.v[g].helper && !args_from_params(w, f, ff, c))
			param_only = false;
	}
	s->helper = param_only;
	s->cloned |= param_only;
}

struct frame {
	func_id func;
	uint32_t next, low;
};

/* Callees before callers (Tarjan 1972, iterative); members of a cycle are marked cyclic. */
static void visit(struct walk *w, func_id root)
{
	VEC(struct frame) frames = {0};

	vec_push(&frames, ((struct frame){root, 0, ++w->counter}));
	w->state[root] = w->counter;
	vec_push(&w->stack, root);
	while (frames.n) {
		struct frame *fr = &frames.v[frames.n - 1];
		const struct function *fn = &w->p->funcs.v[fr->func];
		const struct fact_func *ff = program_func(w->p, fr->func);
		const struct facts *f = program_facts(w->p, fn->module);

		if (ff->first_call + fr->next < ff->end_call) {
			const struct fact_call *c = &f->calls.v[ff->first_call + fr->next++];
			func_id g = c->modelled ? 0 : callee_of(w->p, fn->module, c);

			if (!g || w->done[g])
				continue;
			if (g == fr->func)
				w->cyclic[g] = 1;
			if (!w->state[g]) {
				w->state[g] = ++w->counter;
				vec_push(&w->stack, g);
				vec_push(&frames, ((struct frame){g, 0, w->counter}));
			} else if (w->state[g] < fr->low) {
				fr->low = w->state[g];
			}
			continue;
		}
		struct frame top = *fr;

		frames.n--;
		if (frames.n && top.low < frames.v[frames.n - 1].low)
			frames.v[frames.n - 1].low = top.low;
		if (top.low != w->state[top.func])
			continue;
		uint32_t first = w->stack.n;

		while (w->stack.v[--first] != top.func)
			w->cyclic[w->stack.v[first]] = 1;
		if (first + 1 < w->stack.n)
			w->cyclic[top.func] = 1;
		for (uint32_t i = first; i < w->stack.n; i++) {
			summarise(w, w->stack.v[i]);
			w->done[w->stack.v[i]] = 1;
		}
		w->stack.n = first;
	}
	vec_free(&frames);
}

void summary_compute(struct summary_table *t, const struct program *p,
		     const struct summary_options *opt)
{
	uint32_t n = p->funcs.n;
	struct walk w = {.p = p, .opt = opt, .t = t};

	memset(t, 0, sizeof(*t));
	vec_reserve(&t->v, n);
	t->v.n = n;
	memset(t->v.v, 0, n * sizeof(*t->v.v));
	w.state = calloc(n, sizeof(*w.state));
	w.done = calloc(n, 1);
	w.cyclic = calloc(n, 1);
	if (!w.state || !w.done || !w.cyclic)
		diag_oom(n * 6ul);
	for (func_id f = 1; f < n; f++)
		if (!w.done[f])
			visit(&w, f);
	free(w.state);
	free(w.done);
	free(w.cyclic);
	vec_free(&w.stack);
	vec_free(&w.origin);
}

void summary_release(struct summary_table *t)
{
	vec_free(&t->v);
}
