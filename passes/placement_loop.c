/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/placement_loop.h"
#include "base/diag.h"

#include <string.h>

#define NONE UINT32_MAX

struct loop {
	uint32_t header, parent; /* parent: the next larger loop around it, 0 none */
	bool quiet;		 /* no barrier, and gates may stand on its ways in and out */
	bool busy;		 /* a write in every round */
};

struct loops {
	const struct flow *f;
	VEC(uint32_t) order;	 /* reachable blocks, reverse postorder */
	uint32_t *rank, *idom;	 /* [block]: position in order, NONE unreachable; dominator */
	uint32_t *first, *preds; /* predecessors of block b: preds[first[b] .. first[b + 1]) */
	uint32_t *stamp;	 /* [block]: loop that a search for bodies saw it in */
	VEC(struct loop) v;	 /* from 1, inner loops before outer ones */
	VEC(uint32_t) body;	 /* scratch: blocks of the loop at hand */
};

static uint32_t *new_array(uint32_t n, uint32_t value)
{
	uint32_t *a = malloc((n + 1) * sizeof(*a));

	if (!a)
		diag_oom((n + 1) * sizeof(*a));
	for (uint32_t i = 0; i <= n; i++)
		a[i] = value;
	return a;
}

/* The i-th way out of block b. */
static uint32_t succ(const struct flow *f, uint32_t b, uint32_t i)
{
	return f->succs.v[f->blocks.v[b].first_succ + i];
}

static void number_blocks(struct loops *l)
{
	const struct flow *f = l->f;
	uint32_t n = f->blocks.n, *next = new_array(n, 0);
	VEC(uint32_t) stack = {0};

	vec_push(&stack, 0);
	l->rank[0] = 0;
	while (stack.n) {
		uint32_t b = stack.v[stack.n - 1];

		if (next[b] < f->blocks.v[b].nsuccs) {
			uint32_t s = succ(f, b, next[b]++);

			if (l->rank[s] == NONE) {
				l->rank[s] = 0;
				vec_push(&stack, s);
			}
			continue;
		}
		stack.n--;
		vec_push(&l->order, b);
	}
	for (uint32_t i = 0; i < l->order.n / 2; i++) {
		uint32_t other = l->order.v[l->order.n - 1 - i];

		l->order.v[l->order.n - 1 - i] = l->order.v[i];
		l->order.v[i] = other;
	}
	vec_each (&l->order, i)
		l->rank[l->order.v[i]] = i;
	vec_free(&stack);
	free(next);
}

static void find_predecessors(struct loops *l)
{
	const struct flow *f = l->f;
	uint32_t n = f->blocks.n;

	l->first = new_array(n + 1, 0);
	l->preds = new_array(f->succs.n, 0);
	vec_each (&l->order, i)
		for (uint32_t k = 0; k < f->blocks.v[l->order.v[i]].nsuccs; k++)
			l->first[succ(f, l->order.v[i], k) + 1]++;
	for (uint32_t b = 0; b < n; b++)
		l->first[b + 1] += l->first[b];
	uint32_t *at = new_array(n, 0);

	memcpy(at, l->first, n * sizeof(*at));
	vec_each (&l->order, i)
		for (uint32_t k = 0; k < f->blocks.v[l->order.v[i]].nsuccs; k++)
			l->preds[at[succ(f, l->order.v[i], k)]++] = l->order.v[i];
	free(at);
}

static uint32_t common_dominator(const struct loops *l, uint32_t a, uint32_t b)
{
	while (a != b)
		if (l->rank[a] > l->rank[b])
			a = l->idom[a];
		else
			b = l->idom[b];
	return a;
}

static void find_dominators(struct loops *l)
{
	bool changed = true;

	l->idom[0] = 0;
	while (changed) {
		changed = false;
		for (uint32_t i = 1; i < l->order.n; i++) {
			uint32_t b = l->order.v[i], d = NONE;

			for (uint32_t k = l->first[b]; k < l->first[b + 1]; k++)
				if (l->idom[l->preds[k]] != NONE)
					d = d == NONE ? l->preds[k]
						      : common_dominator(l, d, l->preds[k]);
			changed |= l->idom[b] != d;
			l->idom[b] = d;
		}
	}
}

static bool dominates(const struct loops *l, uint32_t a, uint32_t b)
{
	while (l->rank[b] > l->rank[a])
		b = l->idom[b];
	return a == b;
}

/* Whether control that goes round from header h has been in b. */
static bool every_round(const struct loops *l, uint32_t h, uint32_t b)
{
	for (uint32_t k = l->first[h]; k < l->first[h + 1]; k++)
		if (dominates(l, h, l->preds[k]) && !dominates(l, b, l->preds[k]))
			return false;
	return true;
}

/* Blocks that reach a way back to h without passing h. */
static void find_body(struct loops *l, uint32_t h, uint32_t number)
{
	l->body.n = 0;
	vec_push(&l->body, h);
	l->stamp[h] = number;
	for (uint32_t i = 0; i < l->body.n; i++) {
		uint32_t b = l->body.v[i];

		for (uint32_t k = l->first[b]; k < l->first[b + 1]; k++) {
			uint32_t p = l->preds[k];

			if (l->stamp[p] == number || (b == h && !dominates(l, h, p)))
				continue;
			l->stamp[p] = number;
			vec_push(&l->body, p);
		}
	}
}

static bool is_header(const struct loops *l, uint32_t b)
{
	for (uint32_t k = l->first[b]; k < l->first[b + 1]; k++)
		if (dominates(l, b, l->preds[k]))
			return true;
	return false;
}

/* What b does to the loop it is in. */
static void judge_block(struct loops *l, struct loop *loop, uint32_t b)
{
	const struct flow_block *block = &l->f->blocks.v[b];
	bool writes = false;

	if (block->pinned)
		loop->quiet = false;
	for (uint32_t i = 0; i < block->nsteps; i++) {
		uint16_t keys = l->f->steps.v[block->first_step + i].keys;

		loop->quiet &= keys != 0;
		writes |= keys != 0;
	}
	if (writes && every_round(l, loop->header, b))
		loop->busy = true;
}

/* Postorder of headers gives inner loops first. inner[b]: the largest loop so far around b. */
static void find_loops(struct loops *l, uint32_t *inner)
{
	vec_push(&l->v, (struct loop){0});
	for (uint32_t i = l->order.n; i-- > 0;) {
		uint32_t h = l->order.v[i], number = l->v.n;
		struct loop loop = {.header = h, .quiet = true};

		if (!is_header(l, h))
			continue;
		find_body(l, h, number);
		vec_each (&l->body, k)
			judge_block(l, &loop, l->body.v[k]);
		for (uint32_t k = l->first[h]; k < l->first[h + 1]; k++)
			if (!dominates(l, h, l->preds[k]) && l->f->blocks.v[l->preds[k]].pinned)
				loop.quiet = false;
		vec_each (&l->body, k) {
			uint32_t in = inner[l->body.v[k]];

			/* A loop inside that is a window is opened in every round. */
			if (in && l->v.v[in].quiet && l->v.v[in].busy &&
			    every_round(l, h, l->v.v[in].header))
				loop.busy = true;
			inner[l->body.v[k]] = number;
			if (in && in != number)
				l->v.v[in].parent = number;
		}
		vec_push(&l->v, loop);
	}
}

uint32_t *placement_loops(const struct flow *f, uint32_t *n)
{
	uint32_t nblocks = f->blocks.n, *chosen = new_array(nblocks, 0), *number;
	struct loops l = {
	    .f = f,
	    .rank = new_array(nblocks, NONE),
	    .idom = new_array(nblocks, NONE),
	    .stamp = new_array(nblocks, 0),
	};

	*n = 0;
	number_blocks(&l);
	find_predecessors(&l);
	find_dominators(&l);
	find_loops(&l, chosen);
	number = new_array(l.v.n, 0);
	/* Outer loops come last: a loop in one that is chosen goes with it. */
	for (uint32_t i = l.v.n; i-- > 1;)
		if (number[l.v.v[i].parent])
			number[i] = number[l.v.v[i].parent];
		else if (l.v.v[i].quiet && l.v.v[i].busy)
			number[i] = ++*n;
	memset(l.stamp, 0, nblocks * sizeof(*l.stamp));
	memset(chosen, 0, nblocks * sizeof(*chosen));
	for (uint32_t i = l.v.n; i-- > 1;)
		if (number[i]) {
			find_body(&l, l.v.v[i].header, i);
			vec_each (&l.body, k)
				chosen[l.body.v[k]] = number[i];
		}
	vec_free(&l.order);
	vec_free(&l.v);
	vec_free(&l.body);
	free(l.rank);
	free(l.idom);
	free(l.first);
	free(l.preds);
	free(l.stamp);
	free(number);
	return chosen;
}
