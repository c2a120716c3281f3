/* SPDX-License-Identifier: Apache-2.0 */
/* Widening: sets that grow too large to be worth telling apart become one (after Steensgaard, POPL
 * 1996), so that the answer stays an upper bound.
 *
 * Behind a type filter, all wide sets of that filter are joined in one node: what is left is the
 * type-based answer, over the places that any of them held. All others are joined in the node
 * "anywhere", which holds whole objects; a type filter takes from it the places of its type again.
 * What is stored or loaded through it reaches objects without structs in them; in structs it is not
 * followed, as for any pointer to somewhere in a struct, and answer_sites() says so. */
#include "analyzer/solve_int.h"

void solve_widen_init(struct solution *s)
{
	map_init(&s->wide_of);
	map_init(&s->passed);
	map_init(&s->shared);
	map_init(&s->holders_of);
	s->anywhere = solve_node_new(s);
	s->load = solve_node_new(s);
	s->store = solve_node_new(s);
	s->nodes.v[s->anywhere].wide = true;
}

/* A set of more chunks is too wide, whatever they are of. */
#define MAX_CHUNKS_A_KIND 16u

/* A set is as wide as it has kinds of object in it, and 64 objects of one are another kind: offsets
 * of one object, of which some structs have hundreds, are cheap. So are functions, which nothing is
 * stored in. */
bool solve_too_wide(struct solution *s, const struct snode *nd, const struct pts *set)
{
	uint32_t limit = nd->filter ? 2 * s->widen : s->widen, kinds = 0, functions = 0;

	if (set->n <= limit || set->n > limit * MAX_CHUNKS_A_KIND)
		return set->n > limit;
	s->counted++;
	for (uint32_t i = 0; i < set->n && kinds <= limit; i++) {
		const struct chunk *ch = &s->chunks.v[set->key[i]];
		struct family *f = &s->families.v[s->spots.v[ch->spot].family];

		if (s->objs.v[f->example].kind == SOBJ_CODE) {
			functions += (uint32_t)__builtin_popcountll(set->bits[i]);
			continue;
		}
		kinds += f->counted.v[ch->group] != s->counted;
		f->counted.v[ch->group] = s->counted;
	}
	return kinds + functions / CHUNK_LOCS > limit;
}

node_id solve_joined_in(struct solution *s, node_id n)
{
	uint32_t filter = s->nodes.v[n].filter;
	node_id to = filter ? map_get(&s->wide_of, filter) : s->anywhere;

	return to && !s->by_type ? solve_find(s, to) : n;
}

void solve_blur(struct solution *s, const struct pts *in, struct pts *out)
{
	struct pts fresh = {0};

	for (uint32_t i = 0; i < in->n; i++) {
		struct chunk *ch = &s->chunks.v[in->key[i]];
		uint64_t bits = in->bits[i] & ~ch->blurred;

		ch->blurred |= bits;
		if (bits)
			pts_add_chunk(&fresh, in->key[i], bits);
	}
	solve_move(s, CX_BLUR, 0, 0, &fresh, out);
	pts_release(&fresh);
}

node_id solve_passed_by(struct solution *s, uint32_t filter)
{
	uint32_t *slot = map_at(&s->passed, filter);

	if (!*slot) {
		node_id n = *slot = solve_node_new(s);

		s->nodes.v[n].filter = filter;
		solve_add_complex(s, s->anywhere, CX_FILTER, n, 0, filter);
		return n;
	}
	return *slot;
}

/* What a constraint on a node says once that node is anywhere: arithmetic stays in the object. */
static void rephrase(struct solution *s, const struct complex *c)
{
	switch (c->op) {
	case CX_GEP:
	case CX_GEP_VAR:
	case CX_MASK:
		solve_add_edge(s, s->anywhere, c->other);
		break;
	case CX_FILTER:
		if (!solve_member_takes(s, c))
			solve_add_edge(s, solve_passed_by(s, c->aux), c->other);
		break;
	case CX_LOAD:
		solve_add_edge(s, s->load, c->other);
		break;
	case CX_STORE:
		solve_add_edge(s, c->other, s->store);
		break;
	default:
		solve_add_complex(s, s->anywhere, (enum complex_op)c->op, c->other, c->off, c->aux);
	}
}

uint32_t solve_take_in(struct solution *s, node_id to, node_id n)
{
	struct snode old = s->nodes.v[n];

	s->nodes.v[n] = (struct snode){.dirty = old.dirty, .queued = old.queued};
	s->rep.v[n] = to;
	solve_add_set(s, to, &old.pts);
	for (uint32_t i = 0; i < old.nsucc; i++)
		solve_add_edge(s, to, old.succ[i]);
	pts_release(&old.pts);
	pts_release(&old.delta);
	pts_release(&old.work);
	free(old.succ);
	return old.complex;
}

/* What n held before it was joined with everything did go where that is told from the rest. */
static void give_own(struct solution *s, node_id n)
{
	struct pts own = {0};

	for (uint32_t i = s->nodes.v[n].complex; i; i = s->complex.v[i].next) {
		struct complex c = s->complex.v[i];

		if (c.op != CX_FILTER || !map_get(&s->member_cell, c.other))
			continue;
		pts_union(&own, &s->nodes.v[n].pts, NULL);
		solve_apply_arithmetic(s, &c, &own);
	}
	pts_release(&own);
}

void solve_join_anywhere(struct solution *s, node_id n)
{
	give_own(s, n);
	uint32_t first = solve_take_in(s, s->anywhere, n);

	for (uint32_t i = first; i; i = s->complex.v[i].next) {
		struct complex c = s->complex.v[i];

		s->complex.v[i].op = CX_NONE;
		rephrase(s, &c);
	}
}

void solve_append(struct solution *s, node_id to, const struct complex *c, const struct pts *set)
{
	struct complex own = *c;

	own.next = s->nodes.v[to].complex;
	vec_push(&s->complex, own);
	s->nodes.v[to].complex = s->complex.n - 1;
	solve_note_filter(s, to, s->complex.n - 1);
	if (c->op <= CX_FILTER)
		solve_apply_arithmetic(s, c, set);
	else
		solve_apply_memory(s, c, set);
}

static void append_whole(struct solution *s, node_id to, const struct complex *c)
{
	struct pts set = {0};

	pts_union(&set, &s->nodes.v[to].pts, NULL);
	solve_append(s, to, c, &set);
	pts_release(&set);
}

/* Of the constraints of one kind on nodes that were joined, one is kept; it serves the others by a
 * node of its own. */
static void share(struct solution *s, node_id to, const struct complex *c)
{
	uint64_t kind = hash_pair((uint64_t)s->nodes.v[to].filter << 8 | c->op,
				  (uint64_t)(uint32_t)c->off << 32 | c->aux);
	uint32_t *slot = map_at(&s->shared, kind);
	node_id via = *slot;

	if (!via) {
		struct complex first = *c;

		via = first.other = *slot = solve_node_new(s);
		if (c->op == CX_FILTER)
			s->nodes.v[via].filter = c->aux;
		else if (c->op == CX_MEET)
			s->nodes.v[via].filter = s->nodes.v[to].filter;
		else if (c->op == CX_GEP)
			s->nodes.v[via].filter =
			    typefilter_shifted(&s->types, s->nodes.v[to].filter, c->off);
		append_whole(s, to, &first);
	}
	if (c->op == CX_STORE)
		solve_add_edge(s, c->other, via);
	else
		solve_add_edge(s, via, c->other);
}

/* Nothing of a joined node is told apart from the others any more. */
static void join_typed(struct solution *s, node_id to, node_id n)
{
	uint32_t first = solve_take_in(s, to, n);

	for (uint32_t i = first; i; i = s->complex.v[i].next) {
		struct complex c = s->complex.v[i];

		s->complex.v[i].op = CX_NONE;
		if (c.op == CX_CALL || c.op == CX_CACHE_ALLOC)
			append_whole(s, to, &c);
		else
			share(s, to, &c);
	}
}

static void join(struct solution *s, node_id n)
{
	uint32_t filter = s->nodes.v[n].filter;

	if (!filter) {
		solve_join_anywhere(s, n);
		return;
	}
	uint32_t *slot = map_at(&s->wide_of, filter);

	if (!*slot)
		*slot = n;
	else if (solve_find(s, *slot) != n)
		join_typed(s, solve_find(s, *slot), n);
}

void solve_note_anywhere(struct solution *s, const struct pts *fresh)
{
	solve_note_holders(s, fresh);
	pts_union(&s->unconnected, fresh, NULL);
}

/* Connects the memory of objects that are new in anywhere. */
static void connect_memory(struct solution *s)
{
	struct pts fresh = s->unconnected;
	uint32_t l;

	s->unconnected = (struct pts){0};
	for (struct pts_iter it = pts_begin(&fresh); pts_next(&it, &l);) {
		node_id from = solve_cell_read(s, l), to = solve_cell_write(s, l);

		if (from)
			solve_add_edge(s, from, s->load);
		if (to)
			solve_add_edge(s, s->store, to);
	}
	pts_release(&fresh);
}

void solve_widen(struct solution *s)
{
	if (s->by_type)
		solve_types_add_objects(s);
	for (;;) {
		if (!s->by_type)
			connect_memory(s);
		if (!s->widened.n)
			return;
		node_id n = solve_find(s, s->widened.v[--s->widened.n]);

		if (n == s->anywhere)
			continue;
		if (s->by_type)
			solve_types_join(s, n);
		else
			join(s, n);
	}
}
