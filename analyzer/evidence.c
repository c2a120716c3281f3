/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/evidence.h"
#include "analyzer/evidence_part.h"
#include "base/diag.h"

#include <string.h>

static uint32_t *new_array(size_t n)
{
	uint32_t *v = calloc(n + 1, sizeof(*v));

	if (!v)
		diag_oom(n * sizeof(*v));
	return v;
}

/* Every read below is checked against what it indexes, so that damage ends in an error and not in
 * a wild access. */

static void read_strings(struct evidence *e, struct part_in *in)
{
	uint32_t n = part_get_upto(in, in->n);

	for (uint32_t i = 0; i < n && !in->bad; i++)
		vec_push(&e->strings, part_get_text(in));
	if (!n)
		in->bad = true;
}

static void read_objects(struct evidence *e, struct part_in *in)
{
	uint32_t n = part_get_upto(in, in->n), nlocs = 1;

	vec_push(&e->objects, (struct evidence_object){0});
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		struct evidence_object o = {.first_loc = nlocs};

		o.id = part_get_upto(in, INT32_MAX);
		o.flags = (uint8_t)part_get_upto(in, UINT8_MAX);
		o.star = part_get_upto(in, INT32_MAX);
		o.all = part_get_upto(in, INT32_MAX);
		o.nlocs = part_get_upto(in, INT32_MAX - nlocs);
		nlocs += o.nlocs;
		vec_push(&e->objects, o);
	}
}

static void read_locations(struct evidence *e, struct part_in *in)
{
	int64_t cell = 0;

	vec_push(&e->locs, (struct evidence_loc){0});
	for (uint32_t o = 1; o < e->objects.n; o++)
		for (uint32_t i = 0; i < e->objects.v[o].nlocs && !in->bad; i++) {
			struct evidence_loc l = {.object = o};
			int64_t into;

			l.offset = part_get_upto(in, INT32_MAX) - 1; /* wraps to any offset */
			cell += part_get_signed(in);
			into = cell + part_get_signed(in);
			in->bad |= cell < 0 || into < 0 || cell > INT32_MAX || into > INT32_MAX;
			l.cell = (uint32_t)cell;
			l.into = (uint32_t)into;
			l.flags = (uint8_t)part_get_upto(in, UINT8_MAX);
			l.field = part_get_upto(in, e->strings.n - 1);
			vec_push(&e->locs, l);
		}
}

static void read_sets(struct evidence *e, struct part_in *in)
{
	uint32_t n = part_get_upto(in, in->n);

	vec_push(&e->sets, (struct evidence_set){0});
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		struct evidence_set s = {.at = (uint32_t)in->at};
		uint32_t last = 0, head = part_get_upto(in, 2 * in->n + 1);

		s.joined = head & 1;
		s.n = head / 2;
		for (uint32_t k = s.n; k && !in->bad; k--)
			last += part_get_upto(in, e->locs.n - 1 - last);
		vec_push(&e->sets, s);
	}
}

static void read_nodes(struct evidence *e, struct part_in *in)
{
	uint32_t nodes = part_get_upto(in, INT32_MAX), n = part_get_upto(in, nodes), at = 0;

	vec_reserve(&e->set_of, nodes + 1);
	memset(e->set_of.v, 0, (nodes + 1) * sizeof(uint32_t));
	e->set_of.n = nodes;
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		at += part_get_upto(in, nodes - 1 - at);
		e->set_of.v[at] = part_get_upto(in, e->sets.n - 1);
	}
}

static uint32_t get_relative(struct part_in *in, uint32_t base, uint32_t limit)
{
	int64_t v = base + part_get_signed(in);

	if (v >= 0 && v < limit)
		return (uint32_t)v;
	in->bad = true;
	return 0;
}

static void read_exceptions(struct evidence *e, struct part_in *in, struct evidence_shift *s)
{
	uint32_t at = 0;

	for (uint32_t n = part_get_upto(in, in->n); n && !in->bad; n--) {
		at = get_relative(in, at, e->locs.n);
		*map_at(&s->exceptions, at) = e->results.n;
		for (uint32_t k = part_get_upto(in, in->n); k && !in->bad; k--)
			vec_push(&e->results, get_relative(in, at, e->locs.n));
		vec_push(&e->results, 0);
	}
}

static void read_shifts(struct evidence *e, struct part_in *in)
{
	uint32_t n = part_get_upto(in, in->n);

	vec_push(&e->results, 0);
	for (uint32_t i = 0; i <= n && !in->bad; i++) {
		struct evidence_shift s = {0};

		map_init(&s.exceptions);
		if (i) {
			s.step = part_get_signed(in);
			in->bad |= s.step > INT32_MAX || s.step < INT32_MIN;
			read_exceptions(e, in, &s);
		}
		vec_push(&e->shifts, s);
	}
}

static void read_instances(struct evidence *e, struct part_in *in)
{
	uint32_t node = 0;

	vec_push(&e->function_of, 0);
	vec_push(&e->first_node, 0);
	for (uint32_t n = part_get_upto(in, in->n); n && !in->bad; n--) {
		vec_push(&e->function_of, part_get_upto(in, INT32_MAX));
		node += part_get_upto(in, INT32_MAX - node);
		vec_push(&e->first_node, node);
	}
}

static void read_constraints(struct evidence *e, struct part_in *in)
{
	uint32_t n = part_get_upto(in, in->n);
	struct evidence_constraint c = {0};

	vec_push(&e->constraints, c);
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		c.kind = (uint8_t)part_get_upto(in, EVIDENCE_MEMORY - 1);
		c.inst = get_relative(in, c.inst, e->function_of.n);
		c.dst = get_relative(in, c.dst, e->set_of.n);
		c.src = c.kind >= EVIDENCE_ADDRESS ? part_get_upto(in, e->locs.n - 1)
						   : get_relative(in, c.dst, e->set_of.n);
		c.shift = part_get_upto(in, e->shifts.n - 1);
		c.file = part_get_upto(in, e->strings.n - 1);
		c.line = get_relative(in, c.line, UINT32_MAX);
		vec_push(&e->constraints, c);
	}
}

static void read_accesses(struct evidence *e, struct part_in *in)
{
	while (in->at < in->n && !in->bad) {
		struct evidence_access a;

		a.function = part_get_upto(in, INT32_MAX);
		a.caller = part_get_upto(in, INT32_MAX);
		a.file = part_get_upto(in, e->strings.n - 1);
		a.line = part_get_upto(in, UINT32_MAX);
		a.node = part_get_upto(in, e->set_of.n - 1);
		a.inst = part_get_upto(in, e->function_of.n - 1);
		vec_push(&e->accesses, a);
	}
}

/* In the order in which they refer to each other. */
static const struct {
	const char *name;
	void (*read)(struct evidence *e, struct part_in *in);
} parts[] = {
    {"strings", read_strings},	   {"objects", read_objects},
    {"locations", read_locations}, {"sets", read_sets},
    {"nodes", read_nodes},	   {"shifts", read_shifts},
    {"instances", read_instances}, {"constraints", read_constraints},
    {"accesses", read_accesses},
};

static int read_part(struct evidence *e, size_t i, sqlite3 *db, struct diag *d)
{
	const char *path = sqlite3_db_filename(db, "main");
	struct part_in in;
	int err = part_load(&in, db, parts[i].name, d);

	e->bytes[i] = (uint8_t *)in.bytes;
	if (err)
		return err;
	if (!in.n && i == 0)
		return diag_set(d, CM_ENOTFOUND, path,
				"the store has no evidence; run capmap-analyze again");
	parts[i].read(e, &in);
	if (in.bad || in.at != in.n)
		return diag_set(d, CM_EFORMAT, path,
				"evidence part '%s' is damaged; run capmap-analyze again",
				parts[i].name);
	return CM_OK;
}

/* Lists by key, as counting sort: first[key] .. first[key + 1) of the array returned. Called twice
 * an element: once to count, once to place. */
static void sum_up(uint32_t *first, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		first[i + 1] += first[i];
}

static void index_constraints(struct evidence *e)
{
	uint32_t nodes = e->set_of.n, sets = e->sets.n;

	e->first_def = new_array(nodes + 1);
	e->defs = new_array(e->constraints.n);
	e->first_store = new_array(sets + 1);
	e->stores = new_array(e->constraints.n);
	for (uint32_t i = 1; i < e->constraints.n; i++) {
		const struct evidence_constraint *c = &e->constraints.v[i];

		if (c->kind == EVIDENCE_STORE)
			e->first_store[e->set_of.v[c->dst]]++;
		else
			e->first_def[c->dst]++;
	}
	sum_up(e->first_def, nodes);
	sum_up(e->first_store, sets);
	for (uint32_t i = e->constraints.n; i-- > 1;) {
		const struct evidence_constraint *c = &e->constraints.v[i];

		if (c->kind == EVIDENCE_STORE)
			e->stores[--e->first_store[e->set_of.v[c->dst]]] = i;
		else
			e->defs[--e->first_def[c->dst]] = i;
	}
}

static int index_memory(struct evidence *e, sqlite3 *db, struct diag *d)
{
	uint32_t nodes = e->set_of.n;
	bool bad = false;

	e->first_memory = new_array(nodes + 1);
	e->memory = new_array(2 * e->locs.n);
	e->object_of = new_array(nodes);
	for (uint32_t i = 1; i < e->locs.n && !bad; i++) {
		const struct evidence_loc *l = &e->locs.v[i];

		bad = l->cell >= nodes || l->into >= nodes;
		if (!bad) {
			e->first_memory[l->cell]++;
			e->first_memory[l->into] += l->into != l->cell;
		}
	}
	if (!bad)
		sum_up(e->first_memory, nodes);
	for (uint32_t i = e->locs.n; i-- > 1 && !bad;) {
		const struct evidence_loc *l = &e->locs.v[i];

		e->memory[--e->first_memory[l->cell]] = i;
		if (l->into != l->cell)
			e->memory[--e->first_memory[l->into]] = i;
	}
	for (uint32_t i = 1; i < e->objects.n && !bad; i++) {
		const struct evidence_object *o = &e->objects.v[i];

		bad = o->star >= nodes || o->all >= nodes;
		if (!bad)
			e->object_of[o->star] = e->object_of[o->all] = i;
	}
	if (!bad) /* node 0 is none */
		e->first_memory[0] = e->first_memory[1];
	e->object_of[0] = 0;
	return bad ? diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
			      "the evidence is damaged; run capmap-analyze again")
		   : CM_OK;
}

static void decode(struct evidence *e, struct evidence_set *s)
{
	struct part_in in = {.bytes = e->bytes[3], .n = SIZE_MAX, .at = s->at};
	uint32_t last = 0;

	s->v = new_array(s->n);
	part_get(&in);
	for (uint32_t i = 0; i < s->n; i++)
		s->v[i] = last += (uint32_t)part_get(&in);
}

/* Which sets of stores' pointers have a location of an object. */
static void index_holders(struct evidence *e)
{
	VEC(uint64_t) pairs = {0};

	for (uint32_t i = 1; i < e->sets.n; i++) {
		struct part_in in = {.bytes = e->bytes[3], .n = SIZE_MAX, .at = e->sets.v[i].at};
		uint32_t at = 0, last = 0;

		if (e->first_store[i] == e->first_store[i + 1])
			continue;
		part_get(&in);
		for (uint32_t k = 0; k < e->sets.v[i].n; k++) {
			at += (uint32_t)part_get(&in);
			if (e->locs.v[at].object != last) {
				last = e->locs.v[at].object;
				vec_push(&pairs, (uint64_t)last << 32 | i);
			}
		}
	}
	e->first_holder = new_array(e->objects.n + 1);
	e->holders = new_array(pairs.n);
	vec_each (&pairs, i)
		e->first_holder[pairs.v[i] >> 32]++;
	sum_up(e->first_holder, e->objects.n);
	for (uint32_t i = pairs.n; i-- > 0;)
		e->holders[--e->first_holder[pairs.v[i] >> 32]] = (uint32_t)pairs.v[i];
	vec_free(&pairs);
}

int evidence_open(struct evidence *e, sqlite3 *db, struct diag *d)
{
	int err = CM_OK;

	memset(e, 0, sizeof(*e));
	map_init(&e->stores_of);
	map_init(&e->read_by);
	vec_push(&e->lists, 0);
	map_init(&e->known);
	vec_push(&e->ways, (struct evidence_step){0});
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && !err; i++)
		err = read_part(e, i, db, d);
	if (!err)
		err = index_memory(e, db, d);
	if (!err) {
		index_constraints(e);
		index_holders(e);
	} else {
		evidence_close(e);
	}
	return err;
}

void evidence_close(struct evidence *e)
{
	vec_each (&e->sets, i)
		free(e->sets.v[i].v);
	vec_each (&e->shifts, i)
		map_release(&e->shifts.v[i].exceptions);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		free(e->bytes[i]);
	vec_free(&e->strings);
	vec_free(&e->objects);
	vec_free(&e->locs);
	vec_free(&e->sets);
	vec_free(&e->set_of);
	vec_free(&e->shifts);
	vec_free(&e->results);
	vec_free(&e->function_of);
	vec_free(&e->first_node);
	vec_free(&e->constraints);
	vec_free(&e->accesses);
	free(e->first_def);
	free(e->defs);
	free(e->first_memory);
	free(e->memory);
	free(e->object_of);
	free(e->first_store);
	free(e->stores);
	free(e->first_holder);
	free(e->holders);
	map_release(&e->stores_of);
	map_release(&e->read_by);
	vec_free(&e->lists);
	map_release(&e->known);
	vec_free(&e->ways);
	memset(e, 0, sizeof(*e));
}

const struct evidence_set *evidence_set(struct evidence *e, uint32_t node)
{
	struct evidence_set *s = &e->sets.v[e->set_of.v[node]];

	if (!s->v && s->n)
		decode(e, s);
	return s;
}

/* Index of the first member not below loc. */
uint32_t evidence_set_from(const struct evidence_set *s, uint32_t loc)
{
	uint32_t lo = 0, hi = s->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->v[mid] < loc)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool evidence_has(struct evidence *e, uint32_t node, uint32_t loc)
{
	const struct evidence_set *s = evidence_set(e, node);
	uint32_t i = evidence_set_from(s, loc);

	return i < s->n && s->v[i] == loc;
}

uint32_t evidence_instance(const struct evidence *e, uint32_t node)
{
	uint32_t lo = 0, hi = e->first_node.n;

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (e->first_node.v[mid] <= node)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

/* The location at an offset of an object, 0 when the analysis had none. */
static uint32_t loc_at(const struct evidence *e, uint32_t object, int64_t offset)
{
	const struct evidence_object *o = &e->objects.v[object];
	uint32_t lo = o->first_loc, end = o->first_loc + o->nlocs, hi = end;

	if (lo < hi && e->locs.v[lo].offset == EVIDENCE_ANY_OFFSET)
		lo++;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (e->locs.v[mid].offset < offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < end && e->locs.v[lo].offset == offset ? lo : 0;
}

uint32_t evidence_accessed(const struct evidence *e, uint32_t loc)
{
	const struct evidence_loc *l = &e->locs.v[loc];

	if (l->flags & EVIDENCE_ELEMENTS)
		return loc_at(e, l->object, 0);
	return l->flags & EVIDENCE_OPAQUE ? 0 : loc;
}

const uint32_t *evidence_shift(const struct evidence *e, uint32_t shift, uint32_t loc,
			       uint32_t plain[2])
{
	const struct evidence_shift *s = &e->shifts.v[shift];
	const struct evidence_loc *l = &e->locs.v[loc];
	uint32_t at = map_get(&s->exceptions, loc);

	if (at)
		return &e->results.v[at];
	plain[1] = 0;
	plain[0] = loc;
	if (s->step && l->offset != EVIDENCE_ANY_OFFSET)
		plain[0] = loc_at(e, l->object, l->offset + s->step);
	return plain;
}
