/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/loops.h"
#include "base/bitset.h"
#include "base/diag.h"

#include <string.h>

/* Constraints that hand a pointer on within a function: an edge src -> dst. */
static bool is_edge(const struct fact_cons *c)
{
	return c->op == FACT_COPY || c->op == FACT_GEP || c->op == FACT_GEP_VAR ||
	       c->op == FACT_MASK;
}

struct frame {
	uint32_t node, next, low;
};

/* Scratch for one function after another; node numbers are relative to its first. */
struct graph {
	VEC(uint32_t) head, link, to;	/* adjacency by list; link[i], to[i] of edge i; 0 ends */
	VEC(uint32_t) index, component; /* per node */
	VEC(uint32_t) stack;
	VEC(struct frame) frames;
	uint32_t counter;
};

static void start(struct graph *g, uint32_t n)
{
	vec_reserve(&g->head, n + 1);
	vec_reserve(&g->index, n + 1);
	vec_reserve(&g->component, n + 1);
	memset(g->head.v, 0, (n + 1) * sizeof(uint32_t));
	memset(g->index.v, 0, (n + 1) * sizeof(uint32_t));
	memset(g->component.v, 0, (n + 1) * sizeof(uint32_t));
	g->link.n = g->to.n = 0;
	vec_push(&g->link, 0);
	vec_push(&g->to, 0);
	g->counter = 0;
}

static void enter(struct graph *g, uint32_t n)
{
	g->index.v[n] = ++g->counter;
	vec_push(&g->stack, n);
	vec_push(&g->frames, ((struct frame){n, g->head.v[n], g->counter}));
}

/* Tarjan 1972; component: the DFS number of the root, set when the component is complete. */
static void search(struct graph *g, uint32_t root)
{
	enter(g, root);
	while (g->frames.n) {
		struct frame *f = &g->frames.v[g->frames.n - 1];

		if (f->next) {
			uint32_t t = g->to.v[f->next];

			f->next = g->link.v[f->next];
			if (!g->index.v[t])
				enter(g, t);
			else if (!g->component.v[t] && g->index.v[t] < f->low)
				f->low = g->index.v[t];
			continue;
		}
		struct frame top = *f;

		g->frames.n--;
		if (g->frames.n && top.low < g->frames.v[g->frames.n - 1].low)
			g->frames.v[g->frames.n - 1].low = top.low;
		if (top.low != g->index.v[top.node])
			continue;
		uint32_t m;

		do {
			m = g->stack.v[--g->stack.n];
			g->component.v[m] = top.low;
		} while (m != top.node);
	}
}

static void find_in(struct graph *g, const struct facts *f, const struct fact_func *ff,
		    uint64_t *walks)
{
	uint32_t n = ff->end_node - ff->first_node;
	bool any = false;

	start(g, n);
	for (uint32_t i = ff->first_cons; i < ff->end_cons; i++) {
		const struct fact_cons *c = &f->cons.v[i];

		if (!is_edge(c) || !c->src)
			continue;
		any |= c->op == FACT_GEP;
		vec_push(&g->link, g->head.v[c->src - ff->first_node]);
		vec_push(&g->to, c->dst - ff->first_node);
		g->head.v[c->src - ff->first_node] = g->link.n - 1;
	}
	for (uint32_t i = 0; any && i < n; i++)
		if (!g->index.v[i])
			search(g, i);
	for (uint32_t i = ff->first_cons; any && i < ff->end_cons; i++) {
		const struct fact_cons *c = &f->cons.v[i];

		if (c->op == FACT_GEP && g->component.v[c->src - ff->first_node] ==
					     g->component.v[c->dst - ff->first_node])
			bits_set(walks, i);
	}
}

void loops_find(struct loops *l, const struct program *p)
{
	struct graph g = {0};

	l->nmodules = p->in->modules.n;
	l->walks = calloc(l->nmodules ? l->nmodules : 1, sizeof(*l->walks));
	if (!l->walks)
		diag_oom(l->nmodules * sizeof(*l->walks));
	for (uint32_t m = 0; m < l->nmodules; m++) {
		const struct facts *f = program_facts(p, m);
		size_t words = bits_words(f->cons.n + 1);

		l->walks[m] = calloc(words, sizeof(uint64_t));
		if (!l->walks[m])
			diag_oom(words * sizeof(uint64_t));
		for (uint32_t i = 1; i < f->funcs.n; i++)
			find_in(&g, f, &f->funcs.v[i], l->walks[m]);
	}
	vec_free(&g.head);
	vec_free(&g.link);
	vec_free(&g.to);
	vec_free(&g.index);
	vec_free(&g.component);
	vec_free(&g.stack);
	vec_free(&g.frames);
}

void loops_release(struct loops *l)
{
	for (uint32_t m = 0; m < l->nmodules; m++)
		free(l->walks[m]);
	free(l->walks);
	memset(l, 0, sizeof(*l));
}

bool loops_walks(const struct loops *l, uint32_t module, uint32_t cons)
{
	return bits_get(l->walks[module], cons);
}
