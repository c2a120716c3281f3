/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/solve.h"
#include "analyzer/solve_int.h"
#include "base/diag.h"

#include <string.h>

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void count(struct solution *s)
{
	struct solve_stats *st = s->stats;

	st->values = s->nvalues;
	st->instances = s->insts.n - 1;
	st->cells = s->nodes.n - 1 - s->nvalues;
	vec_each (&s->nodes, n)
		st->pts_bytes += pts_bytes(&s->nodes.v[n].pts);
}

/* What only propagation needed. */
static void drop_graph(struct solution *s)
{
	vec_each (&s->nodes, n) {
		struct snode *nd = &s->nodes.v[n];

		pts_release(&nd->delta);
		pts_release(&nd->work);
		free(nd->succ);
		nd->succ = NULL;
		nd->nsucc = nd->csucc = 0;
	}
	vec_free(&s->complex);
	vec_free(&s->shut);
	vec_free(&s->indirect);
	vec_free(&s->deferred);
	vec_free(&s->dirty);
	vec_free(&s->queue);
	vec_free(&s->widened);
	solve_holders_release(s);
	pts_release(&s->unconnected);
	map_release(&s->edge_seen);
	map_release(&s->target_seen);
	map_release(&s->wide_of);
	map_release(&s->passed);
	map_release(&s->shared);
	map_release(&s->member_cell);
	vec_free(&s->member_loads);
}

struct solution *solve_run(const struct program *p, const struct summary_table *sum,
			   const struct solve_options *o, struct solve_stats *stats)
{
	struct solution *s = calloc(1, sizeof(*s));

	if (!s)
		diag_oom(sizeof(*s));
	memset(stats, 0, sizeof(*stats));
	s->prog = p;
	s->sum = sum;
	s->stats = stats;
	s->patient = true;
	s->widen = o->widen;
	s->naive = o->engine == SOLVE_NAIVE;
	s->limit = o->limit;
	shape_table_init(&s->shapes, p);
	typefilter_init(&s->types, p, &s->shapes);
	map_init(&s->edge_seen);
	map_init(&s->target_seen);
	map_init(&s->icall_of);
	bounds_find(&s->bounds, p);
	solve_mem_init(s);
	solve_setup(s, o->engine != SOLVE_NAIVE);
	if (o->engine == SOLVE_TYPES)
		solve_types_begin(s);
	if (o->engine == SOLVE_NAIVE)
		solve_naive(s);
	else
		solve_waves(s);
	if (s->targets.n)
		qsort(s->targets.v, s->targets.n, sizeof(*s->targets.v), compare_u64);
	count(s);
	drop_graph(s);
	return s;
}

void solve_free(struct solution *s)
{
	vec_each (&s->nodes, n)
		pts_release(&s->nodes.v[n].pts);
	vec_free(&s->nodes);
	vec_free(&s->rep);
	vec_free(&s->insts);
	vec_free(&s->cons);
	vec_free(&s->cloned);
	vec_free(&s->icalls);
	vec_free(&s->objs);
	vec_free(&s->locs);
	vec_free(&s->targets);
	solve_families_release(s);
	vec_free(&s->reached);
	vec_free(&s->filter_bits);
	vec_free(&s->build.v);
	map_release(&s->field_cell);
	map_release(&s->heap_obj);
	map_release(&s->stack_obj);
	map_release(&s->stack_sites);
	map_release(&s->cache_obj);
	map_release(&s->icall_of);
	map_release(&s->member_of);
	vec_free(&s->members);
	map_release(&s->made);
	vec_free(&s->number);
	free(s->sym_obj);
	bounds_release(&s->bounds);
	typefilter_release(&s->types);
	shape_table_release(&s->shapes);
	free(s);
}

uint32_t solve_instance_count(const struct solution *s)
{
	return s->insts.n;
}

const struct instance *solve_instance(const struct solution *s, inst_id i)
{
	return &s->insts.v[i];
}

/* The function itself in which a chain of clones begins. */
static const struct instance *root_of(const struct solution *s, inst_id i)
{
	while (s->insts.v[i].parent)
		i = s->insts.v[i].parent;
	return &s->insts.v[i];
}

bool solve_instance_live(const struct solution *s, inst_id i)
{
	const struct instance *in = root_of(s, i);

	return in->called || !s->cloned.v[in->func];
}

bool solve_instance_called(const struct solution *s, inst_id i)
{
	const struct instance *in = root_of(s, i);
	sym_id sym = s->prog->funcs.v[in->func].sym;

	return in->called || s->prog->syms.v[sym].flags & FACT_F_ENTRY;
}

enum solve_limit_kind solve_limit_met(const struct solution *s)
{
	return s->by_type ? s->limit.reached : LIMIT_NONE;
}

const struct pts *solve_pts(const struct solution *s, node_id n)
{
	while (s->rep.v[n] != n)
		n = s->rep.v[n];
	return &s->nodes.v[n].pts;
}

bool solve_holds_unknown(const struct solution *s, node_id n)
{
	loc_id l = solve_loc_known(s, OBJ_UNKNOWN, OFF_ANY);

	return l && pts_has(solve_pts(s, n), l);
}

bool solve_is_wide(const struct solution *s, node_id n)
{
	while (s->rep.v[n] != n)
		n = s->rep.v[n];
	return n == s->anywhere;
}

bool solve_is_typed(const struct solution *s, inst_id i, fact_node n, const char *record)
{
	func_id func = s->insts.v[i].func;
	uint32_t module = s->prog->funcs.v[func].module, filter;
	const struct fact_func *ff = program_func(s->prog, func);

	if (typefilter_names(&s->types, typefilter_hint(&s->types, module, n), record))
		return true;
	/* A member of it, or what such a pointer is loaded from. */
	for (uint32_t k = ff->first_cons; k < ff->end_cons; k++) {
		const struct fact_cons *c = &program_facts(s->prog, module)->cons.v[k];

		if (c->dst != n || (c->op != FACT_LOAD && c->op != FACT_GEP))
			continue;
		filter = typefilter_hint(&s->types, module, c->src);
		if (c->op == FACT_LOAD)
			typefilter_field((struct typefilter *)&s->types, filter, c->off, &filter);
		if (typefilter_names(&s->types, filter, record))
			return true;
	}
	return false;
}

const struct solve_loc *solve_loc(const struct solution *s, loc_id l)
{
	return &s->locs.v[l];
}

uint32_t solve_object_count(const struct solution *s)
{
	return s->objs.n;
}

const struct solve_object *solve_object(const struct solution *s, obj_id o)
{
	return &s->objs.v[o];
}

void solve_call_targets(const struct solution *s, inst_id i, uint32_t call,
			struct solve_targets *out)
{
	uint64_t ic = map_get(&s->icall_of, (uint64_t)i << 32 | call);
	uint32_t lo = 0, hi = s->targets.n;

	out->v.n = 0;
	if (!ic)
		return;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->targets.v[mid] < ic << 32)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < s->targets.n && s->targets.v[lo] >> 32 == ic; lo++)
		vec_push(&out->v, (sym_id)s->targets.v[lo]);
}
