/* SPDX-License-Identifier: Apache-2.0 */
/* Propagation in waves: new facts flow along copy edges and pointer arithmetic in topological
 * order until nothing moves, then loads, stores and calls add edges for what arrived, and again.
 * A wave that finds new edges first merges the cycles that its dirty nodes reach. */
#include "analyzer/solve_order.h"
#include "base/diag.h"

#include <string.h>

node_id solve_find(struct solution *s, node_id n)
{
	uint32_t *rep = s->rep.v;

	while (rep[n] != n) {
		rep[n] = rep[rep[n]];
		n = rep[n];
	}
	return n;
}

node_id solve_node_new(struct solution *s)
{
	vec_push(&s->nodes, (struct snode){0});
	vec_push(&s->rep, s->nodes.n - 1);
	return s->nodes.n - 1;
}

static void mark_dirty(struct solution *s, node_id n)
{
	if (!s->nodes.v[n].dirty) {
		s->nodes.v[n].dirty = true;
		vec_push(&s->dirty, n);
	}
}

static void mark_work(struct solution *s, node_id n)
{
	if (!s->nodes.v[n].queued) {
		s->nodes.v[n].queued = true;
		vec_push(&s->queue, n);
	}
}

static void mark_wide(struct solution *s, node_id n)
{
	s->nodes.v[n].wide = true;
	s->stats->wide++;
	vec_push(&s->widened, n);
}

void solve_add_set(struct solution *s, node_id n, const struct pts *set)
{
	struct snode *nd = &s->nodes.v[n];
	struct pts fresh = {0}, blurred = {0};
	bool grew;

	if (!nd->wide && solve_too_wide(s, nd, set))
		mark_wide(s, n);
	if (nd->wide) {
		n = solve_joined_in(s, n);
		nd = &s->nodes.v[n];
	}
	if (n == s->anywhere) {
		solve_blur(s, set, &blurred);
		nd = &s->nodes.v[n];
		grew = pts_union(&nd->pts, &blurred, &fresh);
		pts_release(&blurred);
		solve_note_anywhere(s, &fresh);
	} else {
		grew = pts_union(&nd->pts, set, &fresh);
	}
	if (!grew)
		return;
	if (!nd->wide && solve_too_wide(s, nd, &nd->pts))
		mark_wide(s, n);
	s->growths++;
	if (nd->complex) {
		pts_union(&nd->work, &fresh, NULL);
		mark_work(s, n);
	}
	if (pts_empty(&nd->delta)) {
		pts_release(&nd->delta);
		nd->delta = fresh;
	} else {
		pts_union(&nd->delta, &fresh, NULL);
		pts_release(&fresh);
	}
	mark_dirty(s, n);
}

void solve_add_loc(struct solution *s, node_id n, loc_id l)
{
	struct pts one = {0};

	pts_add(&one, l);
	solve_add_set(s, solve_find(s, n), &one);
	pts_release(&one);
}

/* What is to take the set of src for dst: the node in which dst, which that makes too wide, will be
 * joined. */
static node_id taken_by(struct solution *s, node_id src, node_id dst)
{
	const struct snode *nd = &s->nodes.v[dst];

	if (s->by_type)
		return dst;
	if (!nd->wide && solve_too_wide(s, nd, &s->nodes.v[src].pts))
		mark_wide(s, dst);
	return s->nodes.v[dst].wide ? solve_joined_in(s, dst) : dst;
}

void solve_add_edge(struct solution *s, node_id src, node_id dst)
{
	src = solve_find(s, src);
	dst = solve_find(s, dst);
	if (src == dst || !src || !dst || (s->by_type && solve_types_edge(s, src, dst)))
		return;
	dst = taken_by(s, src, dst);
	if (src == dst)
		return;
	uint32_t *seen = map_at(&s->edge_seen, (uint64_t)src << 32 | dst);

	if (*seen)
		return;
	*seen = 1;
	struct snode *nd = &s->nodes.v[src];

	if (nd->nsucc == nd->csucc) {
		nd->csucc = nd->csucc ? nd->csucc * 2 : 2;
		nd->succ = reallocarray(nd->succ, nd->csucc, sizeof(*nd->succ));
		if (!nd->succ)
			diag_oom(nd->csucc * sizeof(*nd->succ));
	}
	nd->succ[nd->nsucc++] = dst;
	s->stats->edges++;
	solve_add_set(s, dst, &nd->pts);
}

void solve_add_complex(struct solution *s, node_id n, enum complex_op op, node_id other,
		       int32_t off, uint32_t aux)
{
	n = solve_find(s, n);
	struct snode *nd = &s->nodes.v[n];
	struct complex c = {
	    .op = (uint8_t)op, .off = off, .aux = aux, .other = other, .next = nd->complex};

	vec_push(&s->complex, c);
	nd->complex = s->complex.n - 1;
	solve_note_filter(s, n, nd->complex);
	if (pts_empty(&nd->pts))
		return;
	if (n == s->anywhere) {
		/* Its other constraints have seen all that it holds, and that is much. */
		s->complex.v[nd->complex].late = true;
		s->late |= op <= CX_FILTER;
	} else {
		pts_union(&nd->work, &nd->pts, NULL);
		pts_union(&nd->delta, &nd->pts, NULL);
	}
	mark_work(s, n);
	mark_dirty(s, n);
}

/* ---- merging ---- */

void solve_merge(struct solution *s, node_id a, node_id b)
{
	if (a == s->anywhere || b == s->anywhere) {
		solve_join_anywhere(s, a == s->anywhere ? b : a);
		return;
	}
	struct snode *x = &s->nodes.v[a], *y = &s->nodes.v[b];

	s->rep.v[b] = a;
	s->stats->cycles_merged++;
	struct pts news = {0};

	/* What either lacked is news to its constraints; what both had is done. */
	pts_union(&x->pts, &y->pts, &news);
	pts_union(&y->pts, &x->pts, &news);
	pts_union(&x->delta, &news, NULL);
	pts_union(&x->work, &news, NULL);
	pts_union(&x->delta, &y->delta, NULL);
	pts_union(&x->work, &y->work, NULL);
	pts_release(&news);
	if (x->filter != y->filter)
		x->filter = 0;
	x->wide |= y->wide;
	pts_release(&y->pts);
	pts_release(&y->delta);
	pts_release(&y->work);
	if (y->nsucc) {
		uint32_t n = x->nsucc + y->nsucc;

		if (n > x->csucc) {
			x->succ = reallocarray(x->succ, n, sizeof(*x->succ));
			if (!x->succ)
				diag_oom(n * sizeof(*x->succ));
			x->csucc = n;
		}
		memcpy(x->succ + x->nsucc, y->succ, y->nsucc * sizeof(*x->succ));
		x->nsucc = n;
	}
	free(y->succ);
	y->succ = NULL;
	y->nsucc = y->csucc = 0;
	if (y->complex) {
		uint32_t last = y->complex;

		while (s->complex.v[last].next)
			last = s->complex.v[last].next;
		s->complex.v[last].next = x->complex;
		x->complex = y->complex;
		y->complex = 0;
	}
	if (!pts_empty(&x->delta))
		mark_dirty(s, a);
	if (!pts_empty(&x->work) && x->complex)
		mark_work(s, a);
}

/* ---- propagation ---- */

void solve_apply_arithmetic(struct solution *s, const struct complex *c, const struct pts *in)
{
	struct pts out = {0};

	if (c->op == CX_MEET)
		solve_meet(s, c, in, &out);
	else
		solve_move(s, (enum complex_op)c->op, c->off, c->aux, in, &out);
	solve_add_set(s, solve_find(s, c->other), &out);
	pts_release(&out);
}

static bool has_news(const struct solution *s, node_id n)
{
	return !pts_empty(&s->nodes.v[n].delta) || (n == s->anywhere && s->late);
}

/* What constraint i on anywhere has not seen: all, or the news. */
static const struct pts *unseen(struct solution *s, uint32_t i, const struct pts *all,
				const struct pts *news)
{
	bool late = s->complex.v[i].late;

	s->complex.v[i].late = false;
	return late ? all : news;
}

static void push_delta(struct solution *s, node_id n)
{
	struct pts d = s->nodes.v[n].delta, all = {0};

	memset(&s->nodes.v[n].delta, 0, sizeof(d));
	if (n == s->anywhere && s->late) {
		pts_union(&all, &s->nodes.v[n].pts, NULL);
		s->late = false;
	}
	for (uint32_t i = 0; i < s->nodes.v[n].nsucc; i++) {
		node_id t = solve_find(s, s->nodes.v[n].succ[i]);

		if (t != n)
			solve_add_set(s, t, &d);
	}
	for (uint32_t c = s->nodes.v[n].complex; c; c = s->complex.v[c].next)
		if (s->complex.v[c].op <= CX_FILTER) {
			const struct pts *in = unseen(s, c, &all, &d);
			struct complex cx = s->complex.v[c];
			struct pts holders = {0};

			if (n == s->anywhere && cx.op == CX_FILTER && !cx.off) {
				solve_holders(s, cx.aux, in, &holders);
				in = &holders;
			}
			solve_apply_arithmetic(s, &cx, in);
			pts_release(&holders);
		}
	pts_release(&all);
	pts_release(&d);
}

static void propagate(struct solution *s, struct order *o)
{
	while (s->dirty.n) {
		uint32_t rank;
		node_id n;

		solve_heed_limit(s);
		solve_widen(s);
		order_begin(s, o);
		rank = o->node.n;
		while (order_next(o, &rank, &n)) {
			uint32_t kept = s->dirty.n;

			if (!has_news(s, n) || solve_find(s, n) != n)
				continue;
			if (s->by_type ? solve_types_waits(s, n) : solve_limit_reached(&s->limit))
				mark_dirty(s, n);
			else
				push_delta(s, n);
			order_add(s, o, rank, kept);
		}
	}
}

/* ---- the waves ---- */

static void work_on(struct solution *s, node_id n)
{
	struct pts w = s->nodes.v[n].work;

	memset(&s->nodes.v[n].work, 0, sizeof(w));
	for (uint32_t i = s->nodes.v[n].complex; i; i = s->complex.v[i].next) {
		struct complex c = s->complex.v[i];

		if (c.op > CX_FILTER)
			solve_apply_memory(s, &c, &w);
	}
	pts_release(&w);
}

static struct pts code_in(const struct solution *s, const struct pts *set)
{
	struct pts code = {0};

	for (uint32_t i = 0; i < set->n; i++)
		if (solve_chunk_object(s, set->key[i])->kind == SOBJ_CODE)
			pts_add_chunk(&code, set->key[i], set->bits[i]);
	return code;
}

/* The same for anywhere, of which calls only see its code. */
static void work_on_anywhere(struct solution *s)
{
	struct snode *nd = &s->nodes.v[s->anywhere];
	struct pts w = nd->work, all = {0}, code = code_in(s, &w), all_code = code_in(s, &nd->pts);

	memset(&nd->work, 0, sizeof(w));
	pts_union(&all, &nd->pts, NULL);
	for (uint32_t i = nd->complex; i; i = s->complex.v[i].next) {
		bool call = s->complex.v[i].op == CX_CALL;

		if (s->complex.v[i].op <= CX_FILTER)
			continue;
		const struct pts *in = unseen(s, i, call ? &all_code : &all, call ? &code : &w);
		struct complex c = s->complex.v[i];

		solve_apply_memory(s, &c, in);
	}
	pts_release(&w);
	pts_release(&all);
	pts_release(&code);
	pts_release(&all_code);
}

void solve_waves(struct solution *s)
{
	struct search cycles = {0};
	struct order order = {0};
	bool orphans = false;

	for (;;) {
		while (s->dirty.n || s->queue.n || s->widened.n) {
			solve_heed_limit(s);
			solve_widen(s);
			order_merge_cycles(s, &cycles);
			propagate(s, &order);
			uint32_t n = s->queue.n;

			for (uint32_t i = 0; i < n; i++) {
				node_id v = s->queue.v[i];

				if (!s->by_type && solve_limit_reached(&s->limit)) {
					n = i;
					break;
				}

				s->nodes.v[v].queued = false;
				if (v == s->anywhere)
					work_on_anywhere(s);
				else if (solve_find(s, v) == v &&
					 !(s->by_type && solve_types_waits(s, v)))
					work_on(s, v);
			}
			if (n)
				memmove(s->queue.v, s->queue.v + n,
					(s->queue.n - n) * sizeof(node_id));
			s->queue.n -= n;
			s->stats->waves++;
		}
		if (solve_deferred_allocations(s) || solve_open_filters(s) || solve_open_members(s))
			continue;
		if (orphans || !solve_orphan_allocations(s))
			break;
		orphans = true;
	}
	search_release(&cycles);
	order_release(&order);
}
