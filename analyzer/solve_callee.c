/* SPDX-License-Identifier: Apache-2.0 */
/* What a call through a pointer reaches, by the members that the pointer was loaded from, where no
 * single one is named: a load through either of two members, which the compiler makes of two calls;
 * a place in a union, of which no tag tells the member; a place before a struct, which is a member
 * of one around it. The call is to what is kept in any of those. What the pointer holds is not
 * narrowed: it may be used for something else as well. */
#include "analyzer/solve_int.h"

#define MAX_STEPS   12 /* from a pointer back to one that a variable or tag declares */
#define MAX_MEMBERS 64 /* that a call is through */

struct walk {
	struct solution *s;
	func_id func;
	uint32_t module;
	const struct fact_func *ff;
	fact_node path[MAX_STEPS]; /* values being looked at: in a loop they say nothing new */
	unsigned depth;
	bool several; /* some load is not from one member, which emit_load() would have found */
	struct callee *out;
};

/* A pointer: what passed filter, moved by off. */
struct place {
	uint32_t filter;
	int64_t off;
};

#define MAX_PLACES 8u

struct places {
	struct place v[MAX_PLACES];
	unsigned n;
};

static bool add_place(struct places *p, uint32_t filter, int64_t off)
{
	for (unsigned i = 0; i < p->n; i++)
		if (p->v[i].filter == filter && p->v[i].off == off)
			return true;
	if (p->n == MAX_PLACES)
		return false;
	p->v[p->n++] = (struct place){filter, off};
	return true;
}

/* The constraints among which are those that define n. */
struct range {
	uint32_t i, end;
};

static struct range definitions(const struct walk *w, fact_node n)
{
	const struct value_note *note = &w->s->notes.v[n - w->ff->first_node];

	if (note->several)
		return (struct range){w->ff->first_cons, w->ff->end_cons};
	return (struct range){note->def ? note->def - 1 : 0, note->def};
}

static bool defines(const struct fact_cons *c, fact_node n)
{
	return c->dst == n && c->op != FACT_STORE && c->op != FACT_MEMCPY;
}

static bool enter(struct walk *w, fact_node n, bool *again)
{
	*again = false;
	for (unsigned i = 0; i < w->depth; i++)
		*again |= w->path[i] == n;
	if (*again || w->depth == MAX_STEPS)
		return false;
	w->path[w->depth++] = n;
	return true;
}

static bool places_of(struct walk *w, fact_node n, int64_t off, struct places *out);

/* What is loaded from off bytes behind n, moved by off. */
static bool loaded(struct walk *w, fact_node n, int64_t at, int64_t off, struct places *out)
{
	struct places from = {0};
	uint32_t field;

	if (!places_of(w, n, at, &from))
		return false;
	for (unsigned i = 0; i < from.n; i++) {
		struct typefilter *t = &w->s->types;

		if (!typefilter_field(t, from.v[i].filter, from.v[i].off, &field) || !field ||
		    !add_place(out, field, off))
			return false;
	}
	return true;
}

/* Whether all that defines n is declared; adds what it is declared to be, moved by off. */
static bool places_of(struct walk *w, fact_node n, int64_t off, struct places *out)
{
	const struct facts *f = program_facts(w->s->prog, w->module);
	uint32_t filter = typefilter_hint(&w->s->types, w->module, n);
	struct range d = definitions(w, n);
	bool again, known = d.end > d.i;

	if (filter)
		return add_place(out, filter, off);
	if (!enter(w, n, &again))
		return again;
	for (; d.i < d.end && known; d.i++) {
		const struct fact_cons *c = &f->cons.v[d.i];

		if (!defines(c, n))
			continue;
		if (c->op == FACT_COPY)
			known = places_of(w, c->src, off, out);
		else if (c->op == FACT_GEP && !loops_walks(&w->s->loops, w->module, d.i))
			known = places_of(w, c->src, off + c->off, out);
		else if (c->op == FACT_LOAD)
			known = loaded(w, c->src, c->off, off, out);
		else
			known = false;
	}
	w->depth--;
	return known;
}

static void add_member(struct callee *out, const struct tmember *m)
{
	vec_each (&out->members, i)
		if (out->members.v[i].place == m->place)
			return;
	vec_push(&out->members, *m);
}

static bool members_at(struct walk *w, const struct place *p)
{
	const struct tmember_list *around =
	    typefilter_members_around(&w->s->types, p->filter, p->off);
	struct tmembers m;

	for (uint32_t i = 0; i < around->n; i++)
		add_member(w->out, &around->v[i]);
	if (around->n)
		return w->out->members.n <= MAX_MEMBERS;
	typefilter_members(&w->s->types, p->filter, p->off, &m);
	for (unsigned i = 0; i < m.n; i++)
		add_member(w->out, &m.v[i]);
	return m.n && !m.more && !m.mixed;
}

static bool loaded_member(struct walk *w, const struct fact_cons *c)
{
	struct places from = {0};
	int64_t off = c->off;
	uint32_t filter = solve_filter_of(w->s, w->func, c->src, &off);
	bool known = places_of(w, c->src, c->off, &from);

	w->several |= !solve_member_loaded(w->s, filter, off);
	for (unsigned i = 0; i < from.n && known; i++)
		known = members_at(w, &from.v[i]);
	return known;
}

/* Whether all that defines n is a function, or loaded from members that are known. */
static bool callee_of(struct walk *w, fact_node n)
{
	const struct facts *f = program_facts(w->s->prog, w->module);
	struct range d = definitions(w, n);
	bool again, known = d.end > d.i;

	if (!enter(w, n, &again))
		return again;
	for (; d.i < d.end && known; d.i++) {
		const struct fact_cons *c = &f->cons.v[d.i];

		if (!defines(c, n))
			continue;
		if (c->op == FACT_COPY)
			known = callee_of(w, c->src);
		else if (c->op == FACT_ADDR_SYM && f->syms.v[c->src].kind == FACT_S_FUNC)
			vec_push(&w->out->named, w->s->prog->sym_map[w->module][c->src]);
		else
			known = c->op == FACT_LOAD && loaded_member(w, c);
	}
	w->depth--;
	return known;
}

static bool tells(struct walk *w, fact_node target)
{
	w->out->members.n = w->out->named.n = 0;
	return callee_of(w, target) && w->several && w->out->members.n;
}

node_id solve_callee(struct solution *s, inst_id inst, fact_node target)
{
	func_id func = s->insts.v[inst].func;
	node_id pointer = solve_node(s, inst, target), kept, callee;
	struct walk w = {.s = s,
			 .func = func,
			 .module = s->prog->funcs.v[func].module,
			 .ff = program_func(s->prog, func),
			 .out = &s->callee};

	if (!target || !tells(&w, target))
		return pointer;
	kept = solve_value_new(s, 1);
	callee = solve_value_new(s, 1);
	vec_each (&s->callee.members, i)
		solve_emit(s, FACT_COPY, kept, solve_member_node(s, &s->callee.members.v[i]), 0, 0);
	vec_each (&s->callee.named, i)
		solve_emit(s, FACT_ADDR_SYM, kept, s->callee.named.v[i], 0, 0);
	solve_emit(s, OP_MEET, callee, pointer, 0, kept);
	return callee;
}
