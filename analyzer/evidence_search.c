/* SPDX-License-Identifier: Apache-2.0 */
/* Breadth first from "node may point to loc" back to an address, and through sets that were joined
 * with others only where there is no way around them: they have too many reasons. Where that takes
 * too long, or there is no way to an address, the answer ends at such a set. A state is entered
 * once, by the first that needs it, and every step goes to what it follows from, so the way found
 * is a derivation and no circle. The object never changes on the way: arithmetic stays inside one.
 *
 * The searches of one evidence share what they find. A state on a way found earlier ends the
 * search, and the rest is that way: a state behind it is on that way too, so it was not met before
 * and there is still no circle. */
#include "analyzer/evidence.h"

#include <stdlib.h>

/* Stores looked at behind joined sets, about a second's worth. */
#define WORK_BEHIND_JOINED 4000000u

struct found {
	struct evidence_step step; /* from the next state back to this one's reason */
	uint32_t from;		   /* the state that needs this one; 0: a start */
	uint32_t start;
};

struct search {
	struct evidence *e;
	VEC(struct found) states; /* [1..], also the queue */
	struct map seen;	  /* (node, loc) -> state */
	uint32_t end;		  /* the state that is an address, or that is known */
	VEC(uint32_t) joined;	  /* those whose set was joined, put off */
	uint64_t work;		  /* stores looked at */
};

static void enter(struct search *s, uint32_t from, uint32_t node, uint32_t loc)
{
	uint32_t *slot = map_at(&s->seen, (uint64_t)node << 32 | loc);

	if (*slot)
		return;
	*slot = s->states.n;
	vec_push(&s->states, ((struct found){.step = {.node = node, .loc = loc},
					     .from = from,
					     .start = s->states.v[from].start}));
}

/* What state at says follows from (node, loc), if that holds. */
static void reach(struct search *s, uint32_t at, uint32_t node, uint32_t loc, uint32_t constraint,
		  uint8_t kind, uint32_t memory)
{
	uint32_t n = s->states.n;

	if (!node || !evidence_has(s->e, node, loc))
		return;
	enter(s, at, node, loc);
	if (s->states.n == n)
		return;
	s->states.v[n].step.constraint = constraint;
	s->states.v[n].step.kind = kind;
	s->states.v[n].step.memory = memory;
}

static bool leads_to(const struct evidence *e, uint32_t shift, uint32_t from, uint32_t loc)
{
	uint32_t plain[2];

	for (const uint32_t *r = evidence_shift(e, shift, from, plain); *r; r++)
		if (*r == loc)
			return true;
	return false;
}

static void follow_shift(struct search *s, uint32_t at, uint32_t constraint)
{
	const struct evidence_constraint *c = &s->e->constraints.v[constraint];
	uint32_t loc = s->states.v[at].step.loc;
	const struct evidence_object *o = &s->e->objects.v[s->e->locs.v[loc].object];
	const struct evidence_set *set = evidence_set(s->e, c->src);

	for (uint32_t i = evidence_set_from(set, o->first_loc);
	     i < set->n && set->v[i] < o->first_loc + o->nlocs; i++)
		if (leads_to(s->e, c->shift, set->v[i], loc))
			reach(s, at, c->src, set->v[i], constraint, c->kind, 0);
}

static void follow_filter(struct search *s, uint32_t at, uint32_t constraint)
{
	const struct evidence_constraint *c = &s->e->constraints.v[constraint];
	uint32_t loc = s->states.v[at].step.loc;
	const struct evidence_object *o = &s->e->objects.v[s->e->locs.v[loc].object];

	reach(s, at, c->src, loc, constraint, c->kind, 0);
	/* Of "anywhere" a filter leaves the places that suit its type. */
	if (s->e->locs.v[o->first_loc].offset == EVIDENCE_ANY_OFFSET)
		reach(s, at, c->src, o->first_loc, constraint, c->kind, 0);
}

/* The node that a load from a location sees. */
static uint32_t seen_at(const struct evidence *e, uint32_t loc)
{
	const struct evidence_loc *l = &e->locs.v[loc];

	return l->offset == EVIDENCE_ANY_OFFSET ? e->objects.v[l->object].all : l->cell;
}

/* The locations that a load may read, a list ended by 0; found once. */
static uint32_t read_by(struct evidence *e, uint32_t constraint)
{
	const struct evidence_constraint *c = &e->constraints.v[constraint];
	const struct evidence_set *set = evidence_set(e, c->src);
	uint32_t plain[2], *first = map_at(&e->read_by, constraint), at = e->lists.n;

	if (*first)
		return *first;
	*first = at;
	for (uint32_t i = 0; i < set->n; i++) {
		uint32_t from = evidence_accessed(e, set->v[i]);

		if (!from)
			continue;
		for (const uint32_t *r = evidence_shift(e, c->shift, from, plain); *r; r++)
			if (evidence_set(e, seen_at(e, *r))->n)
				vec_push(&e->lists, *r);
	}
	vec_push(&e->lists, 0);
	return at;
}

static void follow_load(struct search *s, uint32_t at, uint32_t constraint)
{
	struct evidence *e = s->e;
	uint32_t loc = s->states.v[at].step.loc;

	for (uint32_t i = read_by(e, constraint); e->lists.v[i]; i++)
		reach(s, at, seen_at(e, e->lists.v[i]), loc, constraint, EVIDENCE_LOAD,
		      e->lists.v[i]);
}

static void end_with(struct search *s, uint32_t at, uint32_t constraint, uint8_t kind)
{
	struct found f = {
	    .step = {.loc = s->states.v[at].step.loc, .constraint = constraint, .kind = kind},
	    .from = at,
	    .start = s->states.v[at].start,
	};

	vec_push(&s->states, f);
	s->end = s->states.n - 1;
}

static void follow_definition(struct search *s, uint32_t at, uint32_t constraint)
{
	const struct evidence_constraint *c = &s->e->constraints.v[constraint];
	struct evidence_step step = s->states.v[at].step; /* the array moves as it grows */

	switch (c->kind) {
	case EVIDENCE_COPY:
	case EVIDENCE_ARGUMENT:
	case EVIDENCE_RESULT:
		reach(s, at, c->src, step.loc, constraint, c->kind, 0);
		break;
	case EVIDENCE_FILTER:
		follow_filter(s, at, constraint);
		break;
	case EVIDENCE_SHIFT:
		follow_shift(s, at, constraint);
		break;
	case EVIDENCE_LOAD:
		follow_load(s, at, constraint);
		break;
	default:
		if (c->src == step.loc && !s->end)
			end_with(s, at, constraint, c->kind);
	}
}

static bool may_store_at(struct evidence *e, const struct evidence_constraint *c, uint32_t memory)
{
	const struct evidence_object *o = &e->objects.v[e->locs.v[memory].object];
	const struct evidence_set *set = evidence_set(e, c->dst);

	for (uint32_t i = evidence_set_from(set, o->first_loc);
	     i < set->n && set->v[i] < o->first_loc + o->nlocs; i++) {
		uint32_t from = evidence_accessed(e, set->v[i]);

		if (from && leads_to(e, c->shift, from, memory))
			return true;
	}
	return false;
}

/* The stores that may go to a location, a list ended by 0; found once. */
static uint32_t stores_to(struct search *s, uint32_t memory)
{
	struct evidence *e = s->e;
	uint32_t object = e->locs.v[memory].object, *first = map_at(&e->stores_of, memory);
	uint32_t at = e->lists.n;

	if (*first)
		return *first;
	*first = at;

	for (uint32_t h = e->first_holder[object]; h < e->first_holder[object + 1]; h++) {
		uint32_t set = e->holders[h];

		s->work += e->first_store[set + 1] - e->first_store[set];
		for (uint32_t i = e->first_store[set]; i < e->first_store[set + 1]; i++)
			if (may_store_at(e, &e->constraints.v[e->stores[i]], memory))
				vec_push(&e->lists, e->stores[i]);
	}
	vec_push(&e->lists, 0);
	return at;
}

static void follow_stores(struct search *s, uint32_t at, uint32_t memory)
{
	struct evidence *e = s->e;
	uint32_t loc = s->states.v[at].step.loc;

	if (e->objects.v[e->locs.v[memory].object].flags & EVIDENCE_READ_ONLY)
		return;
	for (uint32_t i = stores_to(s, memory); e->lists.v[i]; i++)
		reach(s, at, e->constraints.v[e->lists.v[i]].src, loc, e->lists.v[i],
		      EVIDENCE_STORE, memory);
}

/* What a place in an object holds comes by stores there, or anywhere in the object. */
static void follow_place(struct search *s, uint32_t at, uint32_t memory)
{
	const struct evidence_loc *l = &s->e->locs.v[memory];
	const struct evidence_object *o = &s->e->objects.v[l->object];
	struct evidence_step step = s->states.v[at].step;

	if (step.node != l->into) { /* a type filter stands between */
		const struct evidence_object *of = &s->e->objects.v[s->e->locs.v[step.loc].object];

		reach(s, at, l->into, step.loc, 0, EVIDENCE_MEMORY, memory);
		if (s->e->locs.v[of->first_loc].offset == EVIDENCE_ANY_OFFSET)
			reach(s, at, l->into, of->first_loc, 0, EVIDENCE_MEMORY, memory);
		return;
	}
	follow_stores(s, at, memory);
	if (l->flags & EVIDENCE_TAKES_STAR)
		reach(s, at, o->star, step.loc, 0, EVIDENCE_MEMORY, memory);
}

static void follow_object(struct search *s, uint32_t at, uint32_t object)
{
	const struct evidence_object *o = &s->e->objects.v[object];
	struct evidence_step step = s->states.v[at].step;

	if (step.node == o->star) {
		if (s->e->locs.v[o->first_loc].offset == EVIDENCE_ANY_OFFSET)
			follow_stores(s, at, o->first_loc);
		return;
	}
	for (uint32_t l = o->first_loc; l < o->first_loc + o->nlocs; l++)
		reach(s, at, s->e->locs.v[l].cell, step.loc, 0, EVIDENCE_MEMORY, l);
	reach(s, at, o->star, step.loc, 0, EVIDENCE_MEMORY, o->first_loc);
}

static void expand(struct search *s, uint32_t at)
{
	struct evidence *e = s->e;
	uint32_t node = s->states.v[at].step.node;

	for (uint32_t i = e->first_def[node]; i < e->first_def[node + 1] && !s->end; i++)
		follow_definition(s, at, e->defs[i]);
	if (s->end)
		return;
	for (uint32_t i = e->first_memory[node]; i < e->first_memory[node + 1]; i++)
		follow_place(s, at, e->memory[i]);
	if (e->object_of[node])
		follow_object(s, at, e->object_of[node]);
}

static uint64_t key_of(const struct evidence_step *step)
{
	return (uint64_t)step->node << 32 | step->loc;
}

static void visit(struct search *s, uint32_t at)
{
	const struct evidence_step *step = &s->states.v[at].step;

	if (map_get(&s->e->known, key_of(step)))
		s->end = at;
	else if (evidence_set(s->e, step->node)->joined)
		vec_push(&s->joined, at);
	else
		expand(s, at);
}

/* Until an address is found, or all is visited that can be in time. */
static void visit_all(struct search *s)
{
	uint32_t at = 1;

	for (uint32_t behind = 0;; behind++) {
		while (at < s->states.n && !s->end)
			visit(s, at++);
		if (behind == 0)
			s->work = 0;
		if (s->end || behind == s->joined.n || s->work > WORK_BEHIND_JOINED)
			break;
		expand(s, s->joined.v[behind]);
	}
	if (!s->end && s->joined.n)
		end_with(s, s->joined.v[0], 0, EVIDENCE_JOINED);
}

/* The reason for each state is in the state it leads to. */
static void trace(const struct search *s, struct evidence_path *path)
{
	uint32_t n = 0;

	for (uint32_t i = s->end; s->states.v[i].from; i = s->states.v[i].from)
		n++;
	vec_reserve(&path->steps, n);
	path->steps.n = n;
	for (uint32_t i = s->end; s->states.v[i].from; i = s->states.v[i].from) {
		struct evidence_step step = s->states.v[i].step;
		const struct evidence_step *at = &s->states.v[s->states.v[i].from].step;

		step.node = at->node;
		step.loc = at->loc;
		path->steps.v[--n] = step;
	}
}

/* Goes on as an earlier search did, if it met one, and keeps the way for later ones. */
static void share(struct evidence *e, const struct evidence_step *end, struct evidence_path *path)
{
	uint32_t n = path->steps.n, first = e->ways.n;

	for (uint32_t i = end->node ? map_get(&e->known, key_of(end)) : 0; e->ways.v[i].kind; i++)
		vec_push(&path->steps, e->ways.v[i]);
	for (uint32_t i = 0; n && i < path->steps.n; i++) {
		if (i < n)
			*map_at(&e->known, key_of(&path->steps.v[i])) = first + i;
		vec_push(&e->ways, path->steps.v[i]);
	}
	if (n)
		vec_push(&e->ways, (struct evidence_step){0});
}

int64_t evidence_search(struct evidence *e, const struct evidence_state *starts, uint32_t n,
			struct evidence_path *path)
{
	struct search s = {.e = e};
	int64_t start = -CM_ENOTFOUND;

	path->steps.n = 0;
	map_init(&s.seen);
	vec_push(&s.states, (struct found){0});
	for (uint32_t i = 0; i < n; i++) {
		if (!evidence_has(e, starts[i].node, starts[i].loc))
			continue;
		s.states.v[0].start = i;
		enter(&s, 0, starts[i].node, starts[i].loc);
	}
	visit_all(&s);
	if (s.end) {
		start = s.states.v[s.end].start;
		trace(&s, path);
		share(e, &s.states.v[s.end].step, path);
	}
	vec_free(&s.states);
	vec_free(&s.joined);
	map_release(&s.seen);
	return start;
}
