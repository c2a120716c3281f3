/* SPDX-License-Identifier: Apache-2.0 */
/* What loads, stores, allocations and indirect calls make of the locations that reach them. */
#include "analyzer/solve_int.h"

static void call_target(struct solution *s, uint32_t call, obj_id target)
{
	struct icall *ic = &s->icalls.v[call];
	func_id caller = s->insts.v[ic->inst].func;
	uint32_t module = s->prog->funcs.v[caller].module;
	const struct facts *f = program_facts(s->prog, module);
	const struct fact_call *c = &f->calls.v[ic->call];
	sym_id sym = s->objs.v[target].sym;
	const struct symbol *sy = &s->prog->syms.v[sym];

	if (sy->sig != c->sig)
		return;
	uint32_t *seen = map_at(&s->target_seen, (uint64_t)call << 32 | sym);

	if (*seen)
		return;
	*seen = 1;
	vec_push(&s->targets, (uint64_t)call << 32 | sym);
	if (!sy->func)
		return;
	const struct fact_func *ff = program_func(s->prog, sy->func);
	node_id base = s->insts.v[sy->func].node_base;
	inst_id inst = ic->inst;

	s->insts.v[sy->func].called = true;
	for (uint32_t a = 0; a < c->nargs; a++) {
		fact_node n = f->args.v[c->first_arg + a];
		uint32_t slot = a < ff->nparams ? a : ff->nparams + 1;

		if (n)
			solve_add_edge(s, solve_node(s, inst, n), base + slot);
	}
	if (ic->ret)
		solve_add_edge(s, base + ff->nparams, ic->ret);
}

bool solve_is_descriptor(const struct solution *s, obj_id o)
{
	const struct solve_object *ob = &s->objs.v[o];

	if (ob->kind == SOBJ_SYMBOL)
		return shape_is_record(&s->shapes, ob->shape, "kmem_cache");
	return ob->kind == SOBJ_HEAP &&
	       program_facts(s->prog, ob->module)->heaps.v[ob->heap].kind == FACT_H_CACHE;
}

static void cache_alloc(struct solution *s, const struct complex *c, obj_id descriptor)
{
	inst_id inst = (inst_id)c->off;
	uint32_t module = s->prog->funcs.v[s->insts.v[inst].func].module;
	obj_id o;

	if (descriptor == OBJ_UNKNOWN)
		o = solve_heap_object(s, inst, c->aux);
	else if (!solve_is_descriptor(s, descriptor))
		return;
	else if (s->patient && !map_get(&s->cache_obj, descriptor) &&
		 !program_facts(s->prog, module)->heaps.v[c->aux].type) {
		vec_push(&s->deferred, ((struct deferred_alloc){*c, descriptor}));
		return;
	} else {
		o = solve_cache_object(s, descriptor, module, c->aux);
	}

	solve_add_loc(s, c->other, solve_loc_at(s, o, 0));
}

static node_id cell_at(struct solution *s, const struct complex *c, loc_id l)
{
	return c->op == CX_LOAD ? solve_cell_read(s, l) : solve_cell_write(s, l);
}

static void connect(struct solution *s, const struct complex *c, node_id cell)
{
	if (cell && c->op == CX_LOAD)
		solve_add_edge(s, cell, c->other);
	else if (cell)
		solve_add_edge(s, c->other, cell);
}

static void access_chunk(struct solution *s, const struct complex *c, uint32_t chunk, uint64_t bits)
{
	loc_id first = chunk * CHUNK_LOCS + (uint32_t)__builtin_ctzll(bits);
	const struct spot *sp = &s->spots.v[s->chunks.v[chunk].spot];
	bool shared = sp->off != OFF_ANY && s->families.v[sp->family].shared;

	if (shared) { /* one serves all, once each knows it */
		connect(s, c, cell_at(s, c, first));
		bits &= ~s->chunks.v[chunk].celled;
		s->chunks.v[chunk].celled |= bits;
	}
	for (; bits; bits &= bits - 1) {
		node_id cell = cell_at(s, c, chunk * CHUNK_LOCS + (uint32_t)__builtin_ctzll(bits));

		if (!shared)
			connect(s, c, cell);
	}
}

static void dereference(struct solution *s, const struct complex *c, const struct pts *in)
{
	struct pts at = {0};

	for (uint32_t i = 0; s->by_type && c->op == CX_LOAD && i < in->n; i++)
		if (solve_spot_is_opaque(s, s->chunks.v[in->key[i]].spot) &&
		    solve_chunk_object(s, in->key[i])->kind != SOBJ_ENTRY)
			solve_add_edge(s, s->anywhere, c->other);
	solve_move(s, (enum complex_op)c->op, c->off, 0, in, &at);
	for (uint32_t i = 0; i < at.n; i++)
		access_chunk(s, c, at.key[i], at.bits[i]);
	pts_release(&at);
}

void solve_apply_memory(struct solution *s, const struct complex *c, const struct pts *in)
{
	uint32_t l;

	if (c->op == CX_LOAD || c->op == CX_STORE) {
		dereference(s, c, in);
		return;
	}
	for (struct pts_iter it = pts_begin(in); pts_next(&it, &l);) {
		obj_id o = s->locs.v[l].obj;

		if (c->op == CX_CACHE_ALLOC)
			cache_alloc(s, c, o);
		else if (s->objs.v[o].kind == SOBJ_CODE)
			call_target(s, c->other, o);
	}
}

/* A cache's objects are described by the first site that knows their type; sites that do not wait
 * until nothing else moves. */
bool solve_deferred_allocations(struct solution *s)
{
	uint32_t n = s->deferred.n;

	s->patient = false;
	for (uint32_t i = 0; i < n; i++)
		cache_alloc(s, &s->deferred.v[i].site, s->deferred.v[i].descriptor);
	s->deferred.n = 0;
	return n != 0;
}

/* An allocation from a cache that nothing says the creation of still gives an object. */
bool solve_orphan_allocations(struct solution *s)
{
	bool any = false;
	uint32_t n = s->nodes.n;

	for (node_id v = 1; v < n; v++) {
		if (s->rep.v[v] != v || !pts_empty(&s->nodes.v[v].pts))
			continue;
		for (uint32_t i = s->nodes.v[v].complex; i; i = s->complex.v[i].next) {
			struct complex c = s->complex.v[i];

			if (c.op != CX_CACHE_ALLOC)
				continue;
			cache_alloc(s, &c, OBJ_UNKNOWN);
			any = true;
		}
	}
	return any;
}
