/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/solve_order.h"
#include "base/bitset.h"

#include <string.h>

#define WORD_BITS 64
/* Ranks stay while not more than one edge in so many is new. */
#define RANKS_STAY 8u

static void search_extend(struct search *d, uint32_t nnodes)
{
	uint32_t had = d->index.n;

	vec_reserve(&d->index, nnodes);
	d->index.n = nnodes;
	memset(d->index.v + had, 0, (nnodes - had) * sizeof(*d->index.v));
}

/* Whether more than one edge in share is new, so that the graph is to be searched anew; then all is
 * forgotten. */
static bool search_is_old(struct search *d, const struct solution *s, uint64_t share)
{
	if (d->edges && s->stats->edges - d->edges <= d->edges / share)
		return false;
	d->edges = s->stats->edges;
	d->counter = 0;
	d->index.n = 0;
	return true;
}

void search_release(struct search *d)
{
	vec_free(&d->frames);
	vec_free(&d->stack);
	vec_free(&d->index);
	vec_free(&d->on_stack);
}

/* ---- cycles ---- */

static void cycles_enter(struct search *d, node_id n)
{
	struct search_frame f = {n, 0, ++d->counter};

	d->index.v[n] = d->counter;
	d->on_stack.v[n] = 1;
	vec_push(&d->stack, n);
	vec_push(&d->frames, f);
}

static int compare_u32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void clean_edges(struct solution *s, node_id n)
{
	struct snode *nd = &s->nodes.v[n];
	uint32_t out = 0;

	for (uint32_t i = 0; i < nd->nsucc; i++)
		nd->succ[i] = solve_find(s, nd->succ[i]);
	if (nd->nsucc > 1)
		qsort(nd->succ, nd->nsucc, sizeof(*nd->succ), compare_u32);
	for (uint32_t i = 0; i < nd->nsucc; i++)
		if (nd->succ[i] != n && (!out || nd->succ[out - 1] != nd->succ[i]))
			nd->succ[out++] = nd->succ[i];
	nd->nsucc = out;
}

/* Tarjan 1972 over copy edges, from root; merges each cycle into its first node. */
static void merge_cycles_from(struct solution *s, struct search *d, node_id root)
{
	cycles_enter(d, root);
	while (d->frames.n) {
		struct search_frame *f = &d->frames.v[d->frames.n - 1];
		struct snode *nd = &s->nodes.v[f->node];

		if (f->next < nd->nsucc) {
			node_id t = solve_find(s, nd->succ[f->next++]);

			if (t >= d->index.n || t == f->node)
				continue;
			if (!d->index.v[t])
				cycles_enter(d, t);
			else if (d->on_stack.v[t] && d->index.v[t] < f->low)
				f->low = d->index.v[t];
			continue;
		}
		struct search_frame top = *f;

		d->frames.n--;
		if (d->frames.n && top.low < d->frames.v[d->frames.n - 1].low)
			d->frames.v[d->frames.n - 1].low = top.low;
		if (top.low != d->index.v[top.node])
			continue;
		bool merged = false;
		node_id m;

		while ((m = d->stack.v[--d->stack.n]) != top.node) {
			d->on_stack.v[m] = 0;
			solve_merge(s, solve_find(s, top.node), m);
			merged = true;
		}
		d->on_stack.v[top.node] = 0;
		if (merged)
			clean_edges(s, solve_find(s, top.node));
	}
}

void order_merge_cycles(struct solution *s, struct search *d)
{
	uint32_t n = s->dirty.n;

	if (!search_is_old(d, s, UINT64_MAX))
		return;
	search_extend(d, s->nodes.n);
	vec_reserve(&d->on_stack, s->nodes.n);
	memset(d->on_stack.v, 0, s->nodes.n);
	for (uint32_t i = 0; i < n; i++) {
		node_id r = solve_find(s, s->dirty.v[i]);

		if (!d->index.v[r])
			merge_cycles_from(s, d, r);
	}
}

/* ---- ranks ---- */

/* Marks n as found; its rank, once it has one, stands there instead. */
static void rank_enter(struct search *d, node_id n)
{
	struct search_frame f = {n, 0, 0};

	d->index.v[n] = UINT32_MAX;
	vec_push(&d->frames, f);
}

/* Ranks what can be reached from root and has none, in postorder. */
static void rank_from(struct solution *s, struct order *o, node_id root)
{
	struct search *d = &o->search;

	rank_enter(d, root);
	while (d->frames.n) {
		struct search_frame *f = &d->frames.v[d->frames.n - 1];
		struct snode *nd = &s->nodes.v[f->node];
		node_id t = 0;

		if (f->next < nd->nsucc) {
			t = solve_find(s, nd->succ[f->next++]);
		} else if (f->next == nd->nsucc) {
			f->next++;
			f->low = nd->complex; /* now walks the list */
		} else if (f->low) {
			const struct complex *c = &s->complex.v[f->low];

			if (c->op <= CX_FILTER)
				t = solve_find(s, c->other);
			f->low = c->next;
		} else {
			vec_push(&o->node, f->node);
			d->index.v[f->node] = o->node.n;
			d->frames.n--;
		}
		if (t && !d->index.v[t])
			rank_enter(d, t);
	}
}

static void make_due(struct order *o, node_id n)
{
	bits_set(o->due.v, o->search.index.v[n] - 1);
}

void order_begin(struct solution *s, struct order *o)
{
	if (search_is_old(&o->search, s, RANKS_STAY))
		o->node.n = 0;
	search_extend(&o->search, s->nodes.n);
	vec_each (&s->dirty, i) {
		node_id n = solve_find(s, s->dirty.v[i]);

		if (!o->search.index.v[n])
			rank_from(s, o, n);
	}
	uint32_t had = o->due.n, words = (uint32_t)bits_words(o->node.n);

	if (words > had) {
		vec_reserve(&o->due, words);
		memset(o->due.v + had, 0, (words - had) * sizeof(*o->due.v));
		o->due.n = words;
	}
	vec_each (&s->dirty, i) {
		node_id n = solve_find(s, s->dirty.v[i]);

		s->nodes.v[n].dirty = false;
		make_due(o, n);
	}
	s->dirty.n = 0;
}

bool order_next(struct order *o, uint32_t *rank, node_id *n)
{
	uint32_t w = *rank / WORD_BITS;
	uint64_t below =
	    *rank % WORD_BITS ? o->due.v[w] & (UINT64_MAX >> (WORD_BITS - *rank % WORD_BITS)) : 0;

	while (!below) {
		if (!w)
			return false;
		below = o->due.v[--w];
	}
	*rank = w * WORD_BITS + (WORD_BITS - 1) - (uint32_t)__builtin_clzll(below);
	bits_clear(o->due.v, *rank);
	*n = o->node.v[*rank];
	return true;
}

void order_add(struct solution *s, struct order *o, uint32_t rank, uint32_t kept)
{
	uint32_t out = kept;

	for (uint32_t i = kept; i < s->dirty.n; i++) {
		node_id n = s->dirty.v[i];
		uint32_t r = n < o->search.index.n ? o->search.index.v[n] : 0;

		if (r && r - 1 < rank) {
			s->nodes.v[n].dirty = false;
			make_due(o, n);
		} else {
			s->dirty.v[out++] = n;
		}
	}
	s->dirty.n = out;
}

void order_release(struct order *o)
{
	search_release(&o->search);
	vec_free(&o->node);
	vec_free(&o->due);
}
