/* SPDX-License-Identifier: Apache-2.0 */
/* Sites: every write of every live instance, with the objects it may touch. */
#include "analyzer/answer_queue.h"
#include "analyzer/answer_reach.h"
#include "base/diag.h"

#include <string.h>

struct raw_site {
	struct model_site site; /* pset unset */
	func_id func;		/* whose access it is */
	struct pts objects;	/* of model objects */
	bool unknown;		/* a target cannot be named */
	bool wide;		/* the set was cut */
	bool own_stack;		/* some target is the function's own stack, or its entry frame */
};

struct site_table {
	VEC(struct raw_site) v;
	struct map index; /* (function, caller, file, line, via) */
};

static struct raw_site *site_at(struct site_table *t, const struct model_site *key, func_id func)
{
	uint64_t h = hash_pair(hash_pair((uint64_t)key->function << 32 | key->caller,
					 (uint64_t)key->file << 32 | key->line),
			       key->via);
	uint32_t *slot = map_at(&t->index, h);

	if (!*slot) {
		vec_push(&t->v, ((struct raw_site){.site = *key, .func = func}));
		*slot = t->v.n;
	}
	return &t->v.v[*slot - 1];
}

/* What a set of locations is of, whoever writes there. */
struct written {
	struct pts objects; /* of model objects, but for those of stack[] */
	VEC(obj_id) stack;
	bool unknown, entry;
};

/* Sets of more chunks (pts.h) are of many writes: each is looked through once. */
#define SHARED_CHUNKS 4u

struct written_table {
	VEC(struct written) v;
	struct map of; /* const struct pts * -> 1 + index */
};

static void look_through(const struct answer *a, struct written *w, const struct pts *locs)
{
	struct pts_iter it = pts_begin(locs);
	uint32_t l;

	while (pts_next(&it, &l)) {
		obj_id o = solve_loc(a->s, l)->obj;
		const struct solve_object *ob = solve_object(a->s, o);

		if (o == OBJ_UNKNOWN) {
			w->unknown = true;
			continue;
		}
		if (!solve_loc_writable(a->s, l) || ob->read_only)
			continue;
		if (ob->kind == SOBJ_ENTRY)
			w->entry = true;
		else if (!a->obj_of[o])
			continue;
		else if (ob->kind == SOBJ_HEAP && a->m->objects.v[a->obj_of[o]].kind == OBJ_STACK) {
			if (!w->stack.n || w->stack.v[w->stack.n - 1] != o)
				vec_push(&w->stack, o);
		} else {
			pts_add(&w->objects, a->obj_of[o]);
		}
	}
}

static const struct written *shared(const struct answer *a, struct written_table *t,
				    const struct pts *locs)
{
	uint32_t *slot = map_at(&t->of, (uintptr_t)locs);

	if (!*slot) {
		struct written w = {0};

		look_through(a, &w, locs);
		vec_push(&t->v, w);
		*slot = t->v.n;
	}
	return &t->v.v[*slot - 1];
}

static void add_written(const struct answer *a, struct raw_site *r, const struct written *w,
			func_id root)
{
	pts_union(&r->objects, &w->objects, NULL);
	r->unknown |= w->unknown;
	r->own_stack |= w->entry;
	vec_each (&w->stack, i) {
		obj_id o = w->stack.v[i];

		if (solve_instance(a->s, solve_object(a->s, o)->inst)->func == root)
			r->own_stack = true;
		else
			pts_add(&r->objects, a->obj_of[o]);
	}
}

static void release_written(struct written *w)
{
	pts_release(&w->objects);
	vec_free(&w->stack);
}

static void add_targets(const struct answer *a, struct raw_site *r, struct written_table *t,
			const struct pts *locs, func_id root)
{
	struct written own = {0};

	if (locs->n > SHARED_CHUNKS) {
		add_written(a, r, shared(a, t, locs), root);
		return;
	}
	look_through(a, &own, locs);
	add_written(a, r, &own, root);
	release_written(&own);
}

/* Whether the instance was not called by its parent, but given away to be called later. */
static bool is_deferred(const struct answer *a, const struct instance *in)
{
	func_id parent = solve_instance(a->s, in->parent)->func;

	return program_facts(a->p, a->p->funcs.v[parent].module)->calls.v[in->call].deferred;
}

/* The nearest that is no helper. Who calls a helper later has no window for it. */
func_id answer_charged_to(const struct answer *a, inst_id i)
{
	const struct instance *in = solve_instance(a->s, i);

	while (in->parent && a->sum->v.v[in->func].helper && !is_deferred(a, in))
		in = solve_instance(a->s, in->parent);
	return in->func;
}

static enum site_via via_of(uint8_t fact_via)
{
	switch (fact_via) {
	case FACT_V_ATOMIC:
		return VIA_ATOMIC;
	case FACT_V_COPY:
		return VIA_COPY;
	case FACT_V_ASM:
		return VIA_ASM;
	default:
		return VIA_STORE;
	}
}

struct model_site answer_site_at(const struct answer *a, inst_id i, func_id owner, uint32_t k)
{
	func_id func = solve_instance(a->s, i)->func;
	uint32_t module = a->p->funcs.v[func].module;
	const struct fact_access *ac = &program_facts(a->p, module)->accesses.v[k];
	struct fact_loc at = program_loc(a->p, module, ac->loc);

	return (struct model_site){
	    .function = a->func_of_sym[a->p->funcs.v[func].sym],
	    .caller = owner != func ? a->func_of_sym[a->p->funcs.v[owner].sym] : 0,
	    .line = at.line,
	    .file = at.file,
	    .via = (uint8_t)(owner != func ? VIA_HELPER : via_of(ac->via)),
	};
}

struct model_site answer_site_key(struct answer *a, inst_id i, uint32_t k)
{
	struct model_site key = answer_site_at(a, i, answer_charged_to(a, i), k);

	key.file = answer_str(a, key.file);
	return key;
}

static void collect(struct answer *a, const struct queues *q, struct site_table *t,
		    struct written_table *w, inst_id i)
{
	func_id func = solve_instance(a->s, i)->func, owner = answer_charged_to(a, i);
	const struct facts *f = program_facts(a->p, a->p->funcs.v[func].module);
	const struct fact_func *ff = program_func(a->p, func);

	for (uint32_t k = ff->first_access; k < ff->end_access; k++) {
		struct model_site key = answer_site_at(a, i, owner, k);

		key.file = answer_str(a, key.file);
		struct raw_site *r = site_at(t, &key, func);
		node_id ptr = solve_node(a->s, i, f->accesses.v[k].ptr);
		const struct pts *waiting = queues_written(q, a, i, k);

		if (waiting)
			add_targets(a, r, w, waiting, owner);
		if (solve_is_wide(a->s, ptr))
			r->wide = true;
		else
			add_targets(a, r, w, solve_pts(a->s, ptr), owner);
	}
}

/* Reads of memory that cannot be named, which may give any pointer. */
static void unknown_loads(struct answer *a, inst_id i)
{
	func_id func = solve_instance(a->s, i)->func;
	uint32_t module = a->p->funcs.v[func].module;
	const struct facts *f = program_facts(a->p, module);
	const struct fact_func *ff = program_func(a->p, func);

	for (uint32_t k = ff->first_cons; k < ff->end_cons; k++) {
		const struct fact_cons *c = &f->cons.v[k];
		struct fact_loc at = program_loc(a->p, module, c->loc);

		if (c->op == FACT_LOAD && solve_holds_unknown(a->s, solve_node(a->s, i, c->src)))
			answer_unknown(a, func, at.file, at.line, "unknown-load", "");
	}
}

/* Copies that moved no pointers because nothing tells what they copy. */
static void opaque_copies(struct answer *a, func_id func)
{
	uint32_t module = a->p->funcs.v[func].module;
	const struct facts *f = program_facts(a->p, module);
	const struct fact_func *ff = program_func(a->p, func);

	for (uint32_t i = ff->first_cons; i < ff->end_cons; i++) {
		const struct fact_cons *c = &f->cons.v[i];
		struct fact_loc at = program_loc(a->p, module, c->loc);

		if (c->op == FACT_MEMCPY && !solve_copy_bytes(a->s, module, c))
			answer_unknown(a, func, at.file, at.line, "opaque-copy", "");
	}
}

static const struct model *sort_model;

static int compare_sites(const void *x, const void *y)
{
	const struct raw_site *a = x, *b = y;
	const struct model_site *p = &a->site, *q = &b->site;

	if (p->function != q->function)
		return p->function < q->function ? -1 : 1;
	if (p->file != q->file)
		return strcmp(strtab_get(&sort_model->str, p->file),
			      strtab_get(&sort_model->str, q->file));
	if (p->line != q->line)
		return p->line < q->line ? -1 : 1;
	if (p->via != q->via)
		return p->via < q->via ? -1 : 1;
	return p->caller < q->caller ? -1 : p->caller > q->caller;
}

static uint32_t pset_of(struct model *m, struct map *index, const struct pts *set)
{
	uint64_t h = pts_hash(set);
	struct model_pset ps = {.first = m->pset_members.n};
	struct pts_iter it = pts_begin(set);
	uint32_t *slot, id;

	/* A 64-bit collision is settled by looking: probe on until equal or free. */
	for (;; h = hash_pair(h, 1)) {
		slot = map_at(index, h);
		if (!*slot)
			break;
		const struct model_pset *old = &m->psets.v[*slot];
		struct pts_iter o = pts_begin(set);
		uint32_t k = 0;

		while (k < old->n && pts_next(&o, &id) && m->pset_members.v[old->first + k] == id)
			k++;
		if (k == old->n && pts_count(set) == old->n)
			return *slot;
	}
	while (pts_next(&it, &id)) {
		vec_push(&m->pset_members, id);
		ps.n++;
	}
	vec_push(&m->psets, ps);
	return *slot = m->psets.n - 1;
}

void answer_sites(struct answer *a)
{
	struct site_table t = {0};
	struct written_table written = {0};
	struct queues queues;
	struct map psets;

	queues_find(&queues, a);
	map_init(&t.index);
	map_init(&written.of);
	map_init(&psets);
	for (inst_id i = 1; i < solve_instance_count(a->s); i++)
		if (solve_instance_live(a->s, i)) {
			collect(a, &queues, &t, &written, i);
			unknown_loads(a, i);
		}
	for (func_id f = 1; f < a->p->funcs.n; f++)
		opaque_copies(a, f);
	sort_model = a->m;
	if (t.v.n)
		qsort(t.v.v, t.v.n, sizeof(*t.v.v), compare_sites);
	vec_each (&t.v, i) {
		struct raw_site *r = &t.v.v[i];
		str_id file = strtab_find(&a->p->str, strtab_get(&a->m->str, r->site.file));

		a->stats->sites++;
		if (r->unknown) {
			a->stats->sites_unknown++;
			answer_unknown(a, r->func, file, r->site.line, "unknown-pointer", "");
		}
		if (r->wide) {
			a->stats->sites_wide++;
			answer_unknown(a, r->func, file, r->site.line, "wide-set", "");
		}
		if (pts_empty(&r->objects)) {
			if (!r->unknown && !r->own_stack && !r->wide &&
			    a->reach[r->func] == REACH_CALLED) {
				a->stats->sites_empty++;
				answer_unknown(a, r->func, file, r->site.line, "empty-set", "");
			}
			continue;
		}
		a->stats->target_objects += pts_count(&r->objects);
		r->site.pset = pset_of(a->m, &psets, &r->objects);
		vec_push(&a->m->sites, r->site);
		pts_release(&r->objects);
	}
	queues_release(&queues);
	vec_each (&written.v, i)
		release_written(&written.v.v[i]);
	vec_free(&written.v);
	map_release(&written.of);
	vec_free(&t.v);
	map_release(&t.index);
	map_release(&psets);
}
