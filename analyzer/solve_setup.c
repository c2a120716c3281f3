/* SPDX-License-Identifier: Apache-2.0 */
/* From facts to the constraint graph: instances, constraints, and what can be merged before
 * solving. */
#include "analyzer/solve_int.h"
#include "base/diag.h"

#include <string.h>

/* Copies up to this long move pointer by pointer. */
#define MAX_COPY_BYTES 32768u
#define POINTER_BYTES  8u

void solve_emit(struct solution *s, uint8_t op, node_id dst, node_id src, int64_t off, uint32_t aux)
{
	struct constraint c = {.op = op, .aux = aux, .dst = dst, .src = src, .origin = s->origin};

	if (off > INT32_MAX / 4 || off < INT32_MIN / 4) {
		if (op != FACT_GEP && op != FACT_GEP_VAR)
			return; /* no object is that large */
		c.op = FACT_GEP_VAR;
		c.aux = 0;
		off = 0;
	}
	c.off = (int32_t)off;
	vec_push(&s->cons, c);
}

node_id solve_value_new(struct solution *s, uint32_t n)
{
	node_id first = s->nvalues + 1;

	s->nvalues += n;
	return first;
}

static inst_id instance_new(struct solution *s, func_id func, inst_id parent, uint32_t call)
{
	const struct fact_func *ff = program_func(s->prog, func);
	struct instance in = {.func = func, .parent = parent, .call = call};

	/* Each parameter has a second node behind the function's own: what its type admits. */
	in.node_base = solve_value_new(s, ff->end_node - ff->first_node + ff->nparams);
	vec_push(&s->insts, in);
	return s->insts.n - 1;
}

node_id solve_node(const struct solution *s, inst_id i, fact_node n)
{
	const struct instance *in = &s->insts.v[i];
	const struct fact_func *ff = program_func(s->prog, in->func);
	uint32_t k = n - ff->first_node;

	if (!n)
		return 0;
	return in->node_base + (k < ff->nparams ? k + ff->end_node - ff->first_node : k);
}

static bool is_ancestor(const struct solution *s, inst_id i, func_id func)
{
	for (; i; i = s->insts.v[i].parent)
		if (s->insts.v[i].func == func)
			return true;
	return false;
}

/* The node to give a value to so that n gets what its declared type admits of it: n itself, or a
 * temporary before a filter. One temporary serves all definitions of n in an instance. */
static node_id before_filter(struct solution *s, inst_id i, fact_node n)
{
	uint32_t module = s->prog->funcs.v[s->insts.v[i].func].module;
	uint32_t filter = typefilter_hint(&s->types, module, n);
	node_id node = solve_node(s, i, n);

	if (!filter)
		return node;
	uint32_t *tmp = map_at(&s->unfiltered, node);

	if (!*tmp) {
		*tmp = solve_value_new(s, 1);
		solve_emit(s, OP_FILTER, node, *tmp, 0, filter);
	}
	return *tmp;
}

static void emit_params(struct solution *s, inst_id i)
{
	const struct instance *in = &s->insts.v[i];
	const struct fact_func *ff = program_func(s->prog, in->func);
	uint32_t module = s->prog->funcs.v[in->func].module;

	for (uint32_t p = 0; p < ff->nparams; p++) {
		uint32_t filter = typefilter_hint(&s->types, module, ff->first_node + p);

		solve_emit(s, filter ? OP_FILTER : FACT_COPY, solve_node(s, i, ff->first_node + p),
			   in->node_base + p, 0, filter);
	}
}

void solve_each_argument(const struct solution *s, inst_id caller, const struct fact_call *c,
			 inst_id callee, solve_argument_fn *fn, void *arg)
{
	uint32_t module = s->prog->funcs.v[s->insts.v[caller].func].module;
	const struct facts *f = program_facts(s->prog, module);
	const struct fact_func *ff = program_func(s->prog, s->insts.v[callee].func);
	node_id base = s->insts.v[callee].node_base;

	for (uint32_t a = 0; a < c->nargs; a++) {
		fact_node n = f->args.v[c->first_arg + a];
		uint32_t slot = a < ff->nparams ? a : ff->nparams + 1;

		if (n)
			fn(solve_node(s, caller, n), base + slot, arg);
	}
}

static void emit_argument(node_id src, node_id dst, void *s)
{
	solve_emit(s, FACT_COPY, dst, src, 0, 0);
}

static void bind_call(struct solution *s, inst_id caller, const struct fact_call *c, inst_id callee)
{
	const struct fact_func *ff = program_func(s->prog, s->insts.v[callee].func);

	s->insts.v[callee].called = true;
	s->origin.what = FROM_ARGUMENT;
	solve_each_argument(s, caller, c, callee, emit_argument, s);
	s->origin.what = FROM_RESULT;
	if (c->ret)
		solve_emit(s, FACT_COPY, before_filter(s, caller, c->ret),
			   s->insts.v[callee].node_base + ff->nparams, 0, 0);
}

static void emit_calls(struct solution *s, inst_id id)
{
	func_id func = s->insts.v[id].func;
	uint32_t module = s->prog->funcs.v[func].module;
	const struct facts *f = program_facts(s->prog, module);
	const struct fact_func *ff = program_func(s->prog, func);

	for (uint32_t i = ff->first_call; i < ff->end_call; i++) {
		const struct fact_call *c = &f->calls.v[i];

		if (c->modelled)
			continue;
		s->origin = (struct origin){.inst = id, .loc = c->loc, .what = FROM_CODE};
		if (!c->callee) {
			struct icall ic = {.inst = id,
					   .call = i,
					   .callee = solve_callee(s, id, c->target),
					   .ret = c->ret ? before_filter(s, id, c->ret) : 0};

			vec_push(&s->icalls, ic);
			*map_at(&s->icall_of, (uint64_t)id << 32 | i) = s->icalls.n - 1;
			continue;
		}
		func_id g = s->prog->syms.v[s->prog->sym_map[module][c->callee]].func;

		if (!g)
			continue;
		inst_id callee = g;

		if (s->sum->v.v[g].cloned && !is_ancestor(s, id, g)) {
			callee = instance_new(s, g, id, i);
			s->cloned.v[g] = 1;
		}
		bind_call(s, id, c, callee);
	}
}

/* A copy of unknown length moves what either side is declared to point to; without a declaration,
 * or when it is very long, it moves bytes, and answer_sites() says so in unknowns. */
uint32_t solve_copy_bytes(const struct solution *s, uint32_t module, const struct fact_cons *c)
{
	uint32_t to = typefilter_hint(&s->types, module, c->dst);
	uint32_t from = typefilter_hint(&s->types, module, c->src);
	uint32_t bytes = c->aux;

	if (!bytes && to)
		bytes = typefilter_size(&s->types, to);
	if (!bytes && from)
		bytes = typefilter_size(&s->types, from);
	return bytes <= MAX_COPY_BYTES ? bytes : 0;
}

/* A copy moves to a member that points to a function what is kept in that member. */
static void emit_copy(struct solution *s, inst_id id, uint32_t module, const struct fact_cons *c)
{
	func_id func = s->insts.v[id].func;
	int64_t to_off = 0, from_off = 0;
	uint32_t to = solve_filter_of(s, func, c->dst, &to_off);
	uint32_t from = solve_filter_of(s, func, c->src, &from_off);
	bool known = solve_copied_from_known(s, func, c);
	node_id dst = solve_node(s, id, c->dst), src = solve_node(s, id, c->src);
	uint32_t len = solve_copy_bytes(s, module, c);

	for (uint32_t off = 0; off + POINTER_BYTES <= len; off += POINTER_BYTES) {
		node_id value = solve_value_new(s, 1);
		node_id member = solve_member_loaded(s, from, from_off + off);

		if (!member && !known)
			member = solve_member_loaded(s, to, to_off + off);
		solve_emit(s, FACT_LOAD, value, src, off, 0);
		if (member) {
			node_id kept = solve_value_new(s, 1);

			solve_emit(s, OP_MEET, kept, value, 0, member);
			value = kept;
		}
		solve_emit(s, FACT_STORE, dst, value, off, 0);
		if (known)
			solve_member_stored(s, to, to_off + off, value);
	}
}

/* A field's declared type is that of what is loaded from it, whatever else the pointer may also
 * point to. */
static void emit_load(struct solution *s, inst_id id, uint32_t module, const struct fact_cons *c,
		      node_id dst)
{
	int64_t off = c->off;
	uint32_t filter = solve_filter_of(s, s->insts.v[id].func, c->src, &off), field = 0;

	if (!typefilter_hint(&s->types, module, c->dst))
		typefilter_field(&s->types, filter, off, &field);
	node_id member = solve_member_loaded(s, filter, off);
	struct tmembers m;
	node_id kept = member ? solve_value_new(s, 1) : dst;
	node_id to = field ? solve_value_new(s, 1) : kept;

	solve_note_number(s, filter, off, to);
	solve_emit(s, FACT_LOAD, to, solve_node(s, id, c->src), c->off, 0);
	if (field)
		solve_emit(s, OP_FILTER, kept, to, 0, field);
	if (!member)
		return;
	typefilter_members(&s->types, filter, off, &m);
	struct member_load load = {
	    .from = solve_node(s, id, c->src),
	    .to = dst,
	    .member = member,
	    .off = c->off,
	    .place = m.v[0].place,
	};

	solve_emit(s, OP_MEET, dst, kept, 0, member);
	vec_push(&s->member_loads, load);
}

static void emit_instance(struct solution *s, inst_id id)
{
	func_id func = s->insts.v[id].func;
	uint32_t module = s->prog->funcs.v[func].module;
	const struct facts *f = program_facts(s->prog, module);
	const struct fact_func *ff = program_func(s->prog, func);

	map_init(&s->unfiltered);
	solve_member_notes(s, func);
	s->origin = (struct origin){.inst = id};
	emit_params(s, id);
	for (uint32_t i = ff->first_cons; i < ff->end_cons; i++) {
		const struct fact_cons *c = &f->cons.v[i];

		s->origin.loc = c->loc;
		s->origin.what = c->op == FACT_MEMCPY ? FROM_MEMCPY : FROM_CODE;
		node_id dst = c->op == FACT_STORE || c->op == FACT_MEMCPY
				  ? solve_node(s, id, c->dst)
				  : before_filter(s, id, c->dst);

		switch (c->op) {
		case FACT_ADDR_SYM:
			solve_emit(s, FACT_ADDR_SYM, dst, s->prog->sym_map[module][c->src], c->off,
				   0);
			break;
		case FACT_ADDR_HEAP:
			solve_emit(s, FACT_ADDR_HEAP, dst, solve_heap_object(s, id, c->src), c->off,
				   0);
			break;
		case FACT_UNKNOWN_PTR:
			solve_emit(s, FACT_UNKNOWN_PTR, dst, 0, 0, 0);
			break;
		case FACT_MEMCPY:
			emit_copy(s, id, module, c);
			break;
		case FACT_CACHE_ALLOC:
			solve_emit(s, FACT_CACHE_ALLOC, dst, solve_node(s, id, c->src), (int64_t)id,
				   c->aux);
			break;
		case FACT_GEP:
			if (loops_walks(&s->loops, module, i)) {
				int64_t step = c->off < 0 ? -c->off : c->off;

				solve_emit(s, FACT_GEP_VAR, dst, solve_node(s, id, c->src), 0,
					   step < INT32_MAX ? (uint32_t)step : 0);
				break;
			}
			solve_emit(s, FACT_GEP, dst, solve_node(s, id, c->src), c->off, 0);
			break;
		case FACT_LOAD:
			emit_load(s, id, module, c, dst);
			break;
		case FACT_STORE:
			solve_emit(s, FACT_STORE, dst, solve_node(s, id, c->src), c->off, 0);
			solve_member_store(s, id, c);
			break;
		default:
			solve_emit(s, c->op, dst, solve_node(s, id, c->src), c->off, c->aux);
		}
	}
	emit_calls(s, id);
	map_release(&s->unfiltered);
}

void solve_symbol_address(struct solution *s, sym_id sym, int64_t off, struct pts *out)
{
	loc_id l = solve_loc_at(s, solve_symbol_object(s, sym), off);
	uint32_t first, members;

	if (l)
		pts_add(out, l);
	bounds_of(&s->bounds, sym, &first, &members);
	for (uint32_t i = first; i < first + members; i++) {
		obj_id o = solve_symbol_object(s, s->bounds.v.v[i].member);

		pts_add(out, solve_loc_at(s, o, 0));
	}
}

static void add_symbol_address(struct solution *s, node_id n, sym_id sym, int64_t off)
{
	struct pts locs = {0};

	solve_symbol_address(s, sym, off, &locs);
	solve_add_set(s, solve_find(s, n), &locs);
	pts_release(&locs);
}

/* What assembly passes to a function is the frame it has built: registers of user space or of an
 * interrupted context, which hold nothing of ours. */
static void add_entry_frames(struct solution *s)
{
	for (func_id g = 1; g < s->prog->funcs.n; g++) {
		const struct fact_func *ff = program_func(s->prog, g);

		if (s->prog->syms.v[s->prog->funcs.v[g].sym].flags & FACT_F_ENTRY)
			for (uint32_t i = 0; i < ff->nparams; i++)
				solve_add_loc(s, s->insts.v[g].node_base + i,
					      solve_loc_at(s, OBJ_ENTRY_FRAME, 0));
	}
}

static void build_graph(struct solution *s)
{
	vec_each (&s->cons, i) {
		const struct constraint c = s->cons.v[i];
		node_id dst = solve_find(s, c.dst);
		loc_id l;

		switch (c.op) {
		case FACT_ADDR_SYM:
			add_symbol_address(s, dst, c.src, c.off);
			break;
		case FACT_ADDR_HEAP:
			l = solve_loc_at(s, c.src, c.off);
			if (l)
				solve_add_loc(s, dst, l);
			break;
		case FACT_UNKNOWN_PTR:
			solve_add_loc(s, dst, solve_loc_at(s, OBJ_UNKNOWN, OFF_ANY));
			break;
		case FACT_COPY:
			solve_add_edge(s, c.src, dst);
			break;
		case FACT_GEP:
			solve_add_complex(s, c.src, CX_GEP, dst, c.off, 0);
			break;
		case FACT_GEP_VAR:
			solve_add_complex(s, c.src, CX_GEP_VAR, dst, c.off, c.aux);
			break;
		case FACT_MASK:
			solve_add_complex(s, c.src, CX_MASK, dst, 0, c.aux);
			break;
		case FACT_LOAD:
			solve_add_complex(s, c.src, CX_LOAD, dst, c.off, 0);
			break;
		case FACT_STORE:
			solve_add_complex(s, dst, CX_STORE, c.src, c.off, 0);
			break;
		case FACT_CACHE_ALLOC:
			solve_add_complex(s, c.src, CX_CACHE_ALLOC, dst, c.off, c.aux);
			break;
		case OP_MEET:
			solve_add_complex(s, c.src, CX_MEET, dst, 0, c.aux);
			solve_add_complex(s, c.aux, CX_MEET, dst, 0, c.src);
			break;
		case OP_FILTER:
			solve_add_complex(s, c.src, CX_FILTER, dst, 0, c.aux);
			s->stats->filters++;
			break;
		default:
			BUG("constraint kind");
		}
	}
	vec_each (&s->icalls, i) {
		if (!i)
			continue;
		if (s->icalls.v[i].callee)
			solve_add_complex(s, s->icalls.v[i].callee, CX_CALL, i, 0, 0);
	}
}

void solve_each_initial(struct solution *s, solve_initial_fn *fn, void *arg)
{
	for (uint32_t m = 0; m < s->prog->in->modules.n; m++) {
		const struct facts *f = program_facts(s->prog, m);

		vec_each (&f->inits, i) {
			const struct fact_init *in = &f->inits.v[i];
			sym_id sym = i ? s->prog->sym_map[m][in->sym] : 0;

			/* Another module's definition may have won. */
			if (!i || s->prog->syms.v[sym].module != m ||
			    s->prog->syms.v[sym].local != in->sym)
				continue;
			loc_id at = solve_loc_at(s, solve_symbol_object(s, sym), (int64_t)in->off);
			node_id cell = at ? solve_cell_init(s, at) : 0;

			if (cell)
				fn(s, sym, cell, s->prog->sym_map[m][in->target], in->addend, arg);
		}
	}
}

static void add_initial(struct solution *s, sym_id sym, node_id cell, sym_id target, int64_t addend,
			void *arg)
{
	(void)sym;
	(void)arg;
	add_symbol_address(s, cell, target, addend);
}

void solve_setup(struct solution *s, bool offline)
{
	vec_push(&s->insts, (struct instance){0});
	vec_push(&s->icalls, (struct icall){0});
	vec_push(&s->complex, (struct complex){0});
	vec_reserve(&s->cloned, s->prog->funcs.n);
	s->cloned.n = s->prog->funcs.n;
	memset(s->cloned.v, 0, s->cloned.n);
	for (func_id g = 1; g < s->prog->funcs.n; g++)
		instance_new(s, g, 0, 0);
	loops_find(&s->loops, s->prog);
	map_init(&s->member_of);
	map_init(&s->member_cell);
	s->stray = solve_value_new(s, 1);
	for (inst_id i = 1; i < s->insts.n; i++)
		emit_instance(s, i);
	vec_free(&s->notes);
	vec_free(&s->callee.members);
	vec_free(&s->callee.named);
	loops_release(&s->loops);
	s->stats->constraints = s->cons.n;
	vec_reserve(&s->rep, s->nvalues + 1);
	vec_reserve(&s->nodes, s->nvalues + 1);
	s->nodes.n = s->rep.n = s->nvalues + 1;
	memset(s->nodes.v, 0, s->nodes.n * sizeof(*s->nodes.v));
	for (node_id n = 0; n <= s->nvalues; n++)
		s->rep.v[n] = n;
	vec_each (&s->members, i)
		s->nodes.v[s->members.v[i].node].filter = s->members.v[i].filter;
	solve_widen_init(s);
	if (offline)
		solve_offline(s);
	build_graph(s);
	solve_numbers(s);
	solve_each_initial(s, add_initial, NULL);
	add_entry_frames(s);
}
