/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/evidence_draft.h"

#include <string.h>

/* ---- Sets ----------------------------------------------------------------------------------- */

static bool is_kept(const struct solution *s, loc_id l)
{
	uint8_t kind = s->objs.v[s->locs.v[l].obj].kind;

	return kind != SOBJ_UNKNOWN && kind != SOBJ_CODE;
}

static bool any_kept(const struct solution *s, const struct pts *set)
{
	struct pts_iter it = pts_begin(set);
	uint32_t l;

	while (pts_next(&it, &l))
		if (is_kept(s, l))
			return true;
	return false;
}

static uint32_t intern_set(struct draft *w, node_id n)
{
	const struct pts *set = &w->s->nodes.v[n].pts;

	if (pts_empty(set) || !any_kept(w->s, set))
		return 0;
	/* A 64-bit collision is settled by looking: probe on until equal or free. */
	for (uint64_t h = pts_hash(set);; h = hash_pair(h, 1)) {
		uint32_t *slot = map_at(&w->set_by_hash, h);

		if (*slot && !pts_equal(&w->s->nodes.v[w->sets.v[*slot]].pts, set))
			continue;
		if (!*slot) {
			*slot = w->sets.n;
			vec_push(&w->sets, n);
		}
		return *slot;
	}
}

static void find_sets(struct draft *w)
{
	uint32_t n = w->s->nodes.n;

	vec_push(&w->sets, 0);
	vec_reserve(&w->set_of, n);
	w->set_of.n = n;
	for (node_id v = 0; v < n; v++)
		if (w->s->rep.v[v] == v)
			w->set_of.v[v] = intern_set(w, v);
	for (node_id v = 0; v < n; v++)
		if (w->s->rep.v[v] != v)
			w->set_of.v[v] = w->set_of.v[solve_find(w->s, v)];
}

/* ---- Constraints ---------------------------------------------------------------------------- */

static uint32_t shift_of(struct draft *w, enum complex_op op, int32_t off, uint32_t aux)
{
	uint64_t key = hash_pair((uint64_t)op << 32 | (uint32_t)off, aux);

	if (op == CX_GEP && !off)
		return 0;
	uint32_t *slot = map_at(&w->shift_of, key);

	if (!*slot) {
		*slot = w->shifts.n;
		vec_push(&w->shifts,
			 ((struct draft_shift){.op = (uint8_t)op, .off = off, .aux = aux}));
	}
	return *slot;
}

str_id draft_str(struct draft *w, str_id program_string)
{
	str_id *known = &w->str_of.v[program_string];

	if (!*known)
		*known = 1 + strtab_add(&w->str, strtab_get(&w->a->p->str, program_string));
	return *known - 1;
}

/* Where loads and stores through a pointer to l are instead of there; 0: there, or nowhere. */
static loc_id start_of(struct draft *w, loc_id l)
{
	loc_id start;

	if (l < w->start_of.n && w->start_of.v[l])
		return w->start_of.v[l] - 1;
	start = solve_is_opaque(w->s, l) ? solve_element_start(w->s, l) : 0;
	while (w->start_of.n <= l)
		vec_push(&w->start_of, 0);
	w->start_of.v[l] = start + 1;
	return start;
}

/* Loads and stores are not at every place that their pointer leads to: evidence_accessed(). */
static void note_shifted(struct draft *w, enum evidence_kind kind, node_id n, uint32_t shift)
{
	const struct pts *set = solve_pts(w->s, n);
	struct pts *from = &w->shifts.v[shift].from;
	struct pts_iter it = pts_begin(set);
	uint32_t *done =
	    map_at(&w->shifted,
		   hash_pair((uint64_t)w->set_of.v[n] << 1 | (kind == EVIDENCE_SHIFT), shift));
	uint32_t l, start;

	if (*done)
		return;
	*done = 1;
	pts_union(from, set, NULL);
	while (kind != EVIDENCE_SHIFT && pts_next(&it, &l)) {
		start = start_of(w, l);
		if (start)
			pts_add(from, start);
	}
}

static void add(struct draft *w, enum evidence_kind kind, const struct origin *from, node_id dst,
		uint32_t src, uint32_t shift)
{
	func_id func = w->s->insts.v[from->inst].func;
	struct fact_loc at = program_loc(w->a->p, w->a->p->funcs.v[func].module, from->loc);
	struct evidence_constraint c = {.kind = (uint8_t)kind,
					.inst = from->inst,
					.dst = dst,
					.src = src,
					.shift = shift,
					.file = draft_str(w, at.file),
					.line = at.line};

	if (kind < EVIDENCE_ADDRESS && (!w->set_of.v[src] || !w->set_of.v[dst]))
		return;
	if (shift)
		note_shifted(w, kind, kind == EVIDENCE_STORE ? dst : src, shift);
	vec_push(&w->constraints, c);
}

static void add_address(struct draft *w, enum evidence_kind kind, const struct origin *from,
			node_id dst, loc_id l)
{
	if (l && is_kept(w->s, l) && pts_has(solve_pts(w->s, dst), l))
		add(w, kind, from, dst, l, 0);
}

static void add_symbol(struct draft *w, enum evidence_kind kind, const struct origin *from,
		       node_id dst, sym_id sym, int64_t off)
{
	struct pts locs = {0};
	struct pts_iter it;
	uint32_t l;

	solve_symbol_address(w->s, sym, off, &locs);
	it = pts_begin(&locs);
	while (pts_next(&it, &l))
		add_address(w, w->s->locs.v[l].obj == w->s->sym_obj[sym] ? kind : EVIDENCE_TABLE,
			    from, dst, l);
	pts_release(&locs);
}

static void add_heap(struct draft *w, const struct constraint *c)
{
	const struct solve_object *o = &w->s->objs.v[c->src];
	uint8_t kind = program_facts(w->a->p, o->module)->heaps.v[o->heap].kind;

	add_address(w, kind == FACT_H_STACK ? EVIDENCE_ADDRESS : EVIDENCE_ALLOC, &c->origin, c->dst,
		    solve_loc_at(w->s, c->src, c->off));
}

static void add_cache_alloc(struct draft *w, const struct constraint *c)
{
	struct pts_iter it = pts_begin(solve_pts(w->s, c->src));
	struct pts objects = {0};
	obj_id own = map_get(&w->s->heap_obj, (uint64_t)c->off << 32 | c->aux);
	uint32_t l, o;

	while (pts_next(&it, &l)) {
		o = map_get(&w->s->cache_obj, w->s->locs.v[l].obj);
		if (o)
			pts_add(&objects, o);
	}
	if (own)
		pts_add(&objects, own);
	it = pts_begin(&objects);
	while (pts_next(&it, &o))
		add_address(w, EVIDENCE_ALLOC, &c->origin, c->dst, solve_loc_at(w->s, o, 0));
	pts_release(&objects);
}

/* What solve_numbers() says that a number may be the address of. */
static void add_number(struct draft *w, const struct constraint *c)
{
	node_id made = solve_made_for(w->s, c);
	uint32_t l;

	if (!made)
		return;
	for (struct pts_iter it = pts_begin(solve_pts(w->s, made)); pts_next(&it, &l);)
		add_address(w, EVIDENCE_NUMBER, &c->origin, c->dst, l);
}

static void add_constraint(struct draft *w, const struct constraint *c)
{
	static const enum evidence_kind copy[] = {EVIDENCE_COPY, EVIDENCE_COPY, EVIDENCE_ARGUMENT,
						  EVIDENCE_RESULT};
	enum evidence_kind kind = EVIDENCE_SHIFT;
	enum complex_op op = CX_GEP;

	if (!w->set_of.v[c->dst])
		return;
	switch (c->op) {
	case FACT_ADDR_SYM:
		add_symbol(w, EVIDENCE_ADDRESS, &c->origin, c->dst, c->src, c->off);
		return;
	case FACT_ADDR_HEAP:
		add_heap(w, c);
		return;
	case FACT_CACHE_ALLOC:
		add_cache_alloc(w, c);
		return;
	case FACT_UNKNOWN_PTR:
		return;
	case FACT_COPY:
		add(w, copy[c->origin.what], &c->origin, c->dst, c->src, 0);
		return;
	case OP_FILTER:
	case OP_MEET:
		add_number(w, c);
		add(w, EVIDENCE_FILTER, &c->origin, c->dst, c->src, 0);
		return;
	case FACT_LOAD:
		kind = EVIDENCE_LOAD;
		break;
	case FACT_STORE:
		kind = EVIDENCE_STORE;
		break;
	case FACT_GEP_VAR:
		op = CX_GEP_VAR;
		break;
	case FACT_MASK:
		op = CX_MASK;
		break;
	}
	add(w, kind, &c->origin, c->dst, c->src, shift_of(w, op, c->off, c->aux));
}

struct binding {
	struct draft *w;
	struct origin from;
};

static void add_argument(node_id src, node_id dst, void *arg)
{
	struct binding *b = arg;

	add(b->w, EVIDENCE_ARGUMENT, &b->from, dst, src, 0);
}

static void add_indirect_call(struct draft *w, const struct icall *ic, sym_id sym)
{
	func_id callee = w->a->p->syms.v[sym].func;
	uint32_t module = w->a->p->funcs.v[w->s->insts.v[ic->inst].func].module;
	const struct fact_call *c = &program_facts(w->a->p, module)->calls.v[ic->call];
	struct binding b = {w, {.inst = ic->inst, .loc = c->loc}};

	if (!callee)
		return;
	solve_each_argument(w->s, ic->inst, c, callee, add_argument, &b);
	if (ic->ret)
		add(w, EVIDENCE_RESULT, &b.from, ic->ret,
		    w->s->insts.v[callee].node_base + program_func(w->a->p, callee)->nparams, 0);
}

static void add_initial(struct solution *s, sym_id sym, node_id cell, sym_id target, int64_t addend,
			void *arg)
{
	struct draft *w = arg;
	const struct symbol *sy = &s->prog->syms.v[sym];
	struct origin none = {0};
	uint32_t first = w->constraints.n;

	add_symbol(w, EVIDENCE_INITIAL, &none, cell, target, addend);
	for (uint32_t i = first; i < w->constraints.n; i++) {
		w->constraints.v[i].file = draft_str(w, sy->file);
		w->constraints.v[i].line = sy->line;
	}
}

static void find_constraints(struct draft *w)
{
	vec_push(&w->shifts, (struct draft_shift){0});
	vec_each (&w->s->cons, i)
		add_constraint(w, &w->s->cons.v[i]);
	vec_each (&w->s->targets, i)
		add_indirect_call(w, &w->s->icalls.v[w->s->targets.v[i] >> 32],
				  (sym_id)w->s->targets.v[i]);
	solve_each_initial(w->s, add_initial, w);
}

/* ---- Shifts --------------------------------------------------------------------------------- */

static int compare_u32(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return a < b ? -1 : a > b;
}

/* The chunks that a shift leads to from one, ascending, each once; made locations as far as bits.
 */
static void find_chunks(struct draft *w, const struct draft_shift *sh, const struct chunk *from,
			uint64_t bits)
{
	struct solution *s = w->s;
	uint32_t out = 0;

	w->chunks.n = 0;
	solve_move_spot(s, (enum complex_op)sh->op, sh->off, sh->aux, from->spot);
	vec_each (&s->reached, i)
		vec_push(&w->chunks, solve_chunk_of(s, s->reached.v[i], from->group));
	if (w->chunks.n > 1)
		qsort(w->chunks.v, w->chunks.n, sizeof(*w->chunks.v), compare_u32);
	vec_each (&w->chunks, i)
		if (!out || w->chunks.v[out - 1] != w->chunks.v[i])
			w->chunks.v[out++] = w->chunks.v[i];
	w->chunks.n = out;
	vec_each (&w->chunks, i)
		solve_use(s, w->chunks.v[i], bits);
}

/* Of a chunk's bits, those for which the chunks found are not just where adding off leads when
 * nothing is in the way, which may be nowhere. */
static uint64_t not_plain(const struct draft *w, const struct chunk *from, int32_t off,
			  uint64_t bits)
{
	const struct solution *s = w->s;
	const struct spot *sp = &s->spots.v[from->spot];
	int64_t sum = sp->off == OFF_ANY ? OFF_ANY : (int64_t)sp->off + off;
	spot_id there = sum < INT32_MIN || sum > INT32_MAX
			    ? 0
			    : map_get(&s->spot_of, (uint64_t)sp->family << 32 | (uint32_t)sum);

	if (w->chunks.n == 1 && s->chunks.v[w->chunks.v[0]].spot == there)
		return 0;
	if (w->chunks.n || (sum < 0 && sum != OFF_ANY) || !there)
		return w->chunks.n ? bits : 0;
	const struct spot *to = &s->spots.v[there];
	uint32_t chunk = from->group < to->chunks.n ? to->chunks.v[from->group] : 0;

	return chunk ? bits & s->chunks.v[chunk].used : 0;
}

static void find_exceptions(struct draft *w, uint32_t shift)
{
	const struct draft_shift *sh = &w->shifts.v[shift];

	for (uint32_t i = 0; i < sh->from.n; i++) {
		struct chunk from = w->s->chunks.v[sh->from.key[i]];
		loc_id first = sh->from.key[i] * CHUNK_LOCS;

		if (!is_kept(w->s, first + (uint32_t)__builtin_ctzll(sh->from.bits[i])))
			continue;
		find_chunks(w, sh, &from, sh->from.bits[i]);
		for (uint64_t rest = not_plain(w, &from, sh->off, sh->from.bits[i]); rest;
		     rest &= rest - 1) {
			uint32_t bit = (uint32_t)__builtin_ctzll(rest);
			struct draft_exception e = {.shift = shift,
						    .from = first + bit,
						    .first = w->results.n,
						    .n = w->chunks.n};

			vec_each (&w->chunks, k)
				vec_push(&w->results, w->chunks.v[k] * CHUNK_LOCS + bit);
			vec_push(&w->exceptions, e);
		}
	}
}

/* ---- Numbering ------------------------------------------------------------------------------ */

struct at {
	int32_t off;
	loc_id loc;
};

static int compare_offsets(const void *x, const void *y)
{
	const struct at *a = x, *b = y;

	return a->off < b->off ? -1 : a->off > b->off; /* any offset first */
}

/* By object, then by offset. */
static void sort_locations(struct draft *w)
{
	const struct solution *s = w->s;
	VEC(struct at) of = {0};

	for (obj_id o = 1; o < s->objs.n; o++) {
		of.n = 0;
		for (loc_id l = s->objs.v[o].first_loc; l; l = s->locs.v[l].next)
			if (is_kept(s, l))
				vec_push(&of, ((struct at){s->locs.v[l].off, l}));
		if (of.n)
			qsort(of.v, of.n, sizeof(*of.v), compare_offsets);
		vec_each (&of, i)
			vec_push(&w->locs, of.v[i].loc);
	}
	vec_free(&of);
}

static void number(struct draft *w)
{
	const struct solution *s = w->s;

	vec_reserve(&w->object_new, s->objs.n);
	vec_reserve(&w->loc_new, s->locs.n);
	memset(w->object_new.v, 0, s->objs.n * sizeof(uint32_t));
	memset(w->loc_new.v, 0, s->locs.n * sizeof(uint32_t));
	w->loc_new.n = s->locs.n;
	vec_push(&w->objects, 0);
	vec_push(&w->locs, 0);
	sort_locations(w);
	for (uint32_t i = 1; i < w->locs.n; i++) {
		obj_id o = s->locs.v[w->locs.v[i]].obj;

		w->loc_new.v[w->locs.v[i]] = i;
		if (!w->object_new.v[o]) {
			w->object_new.v[o] = w->objects.n;
			vec_push(&w->objects, o);
		}
	}
}

/* ---- The draft ------------------------------------------------------------------------------ */

void draft_init(struct draft *w, const struct answer *a, struct solution *s)
{
	*w = (struct draft){.a = a, .s = s};
	strtab_init(&w->str);
	vec_reserve(&w->str_of, strtab_count(&a->p->str));
	memset(w->str_of.v, 0, strtab_count(&a->p->str) * sizeof(str_id));
	vec_reserve(&w->results, 1);
	map_init(&w->set_by_hash);
	map_init(&w->shift_of);
	map_init(&w->shifted);
	find_sets(w);
	find_constraints(w);
	for (uint32_t i = 1; i < w->shifts.n; i++)
		find_exceptions(w, i);
	number(w);
}

void draft_release(struct draft *w)
{
	vec_each (&w->shifts, i)
		pts_release(&w->shifts.v[i].from);
	vec_free(&w->str_of);
	vec_free(&w->sets);
	vec_free(&w->set_of);
	vec_free(&w->start_of);
	vec_free(&w->shifts);
	vec_free(&w->exceptions);
	vec_free(&w->results);
	vec_free(&w->chunks);
	vec_free(&w->objects);
	vec_free(&w->locs);
	vec_free(&w->object_new);
	vec_free(&w->loc_new);
	vec_free(&w->constraints);
	map_release(&w->set_by_hash);
	map_release(&w->shift_of);
	map_release(&w->shifted);
	strtab_release(&w->str);
}
