/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the evidence, as evidence.h lays them out. */
#include "analyzer/evidence_write.h"
#include "analyzer/evidence_draft.h"
#include "analyzer/evidence_field.h"
#include "base/marks.h"

#include <string.h>

static void put_strings(struct draft *w, struct part_out *o)
{
	uint32_t n = strtab_count(&w->str);

	part_put(o, n);
	for (str_id i = 0; i < n; i++)
		part_put_text(o, strtab_get(&w->str, i));
}

static void put_objects(struct draft *w, struct part_out *o)
{
	part_put(o, w->objects.n - 1);
	for (uint32_t i = 1; i < w->objects.n; i++) {
		const struct solve_object *ob = &w->s->objs.v[w->objects.v[i]];

		part_put(o, w->a->obj_of[w->objects.v[i]]);
		part_put(o, ob->read_only ? EVIDENCE_READ_ONLY : 0);
		part_put(o, ob->star);
		part_put(o, ob->all);
		part_put(o, ob->nlocs);
	}
}

static bool is_numbered(const struct draft *w, loc_id l)
{
	return l && l < w->loc_new.n && w->loc_new.v[l];
}

static uint8_t flags_of(const struct draft *w, loc_id l)
{
	const struct solve_loc at = w->s->locs.v[l];

	if (solve_is_opaque(w->s, l))
		return is_numbered(w, solve_element_start(w->s, l)) ? EVIDENCE_ELEMENTS
								    : EVIDENCE_OPAQUE;
	return at.cell && at.off != OFF_ANY && solve_takes_star(w->s, l) ? EVIDENCE_TAKES_STAR : 0;
}

static void put_locations(struct draft *w, struct part_out *o)
{
	struct field_text text = {0};
	node_id cell = 0;

	for (uint32_t i = 1; i < w->locs.n; i++) {
		const struct solve_loc *l = &w->s->locs.v[w->locs.v[i]];
		shape_id shape = w->s->objs.v[l->obj].shape;
		const char *field =
		    evidence_field(&w->s->shapes, shape, l->off == OFF_ANY ? -1 : l->off, &text);

		part_put(o, l->off == OFF_ANY ? 0 : (uint64_t)l->off + 1);
		part_put_signed(o, (int64_t)l->cell - cell);
		cell = l->cell;
		part_put_signed(o, (int64_t)l->into - cell);
		part_put(o, flags_of(w, w->locs.v[i]));
		part_put(o, strtab_add(&w->str, field));
	}
	vec_free(&text.v);
}

static void put_set(struct draft *w, struct part_out *o, const struct snode *n, struct marks *ids)
{
	struct pts_iter it = pts_begin(&n->pts);
	uint32_t l, first, last = 0, count = 0;
	uint64_t bits;

	while (pts_next(&it, &l))
		if (w->loc_new.v[l]) {
			marks_add(ids, w->loc_new.v[l]);
			count++;
		}
	part_put(o, count * 2 + n->wide);
	while (marks_take(ids, &first, &bits))
		for (; bits; bits &= bits - 1) {
			uint32_t id = first + (uint32_t)__builtin_ctzll(bits);

			part_put(o, id - last);
			last = id;
		}
}

static void put_sets(struct draft *w, struct part_out *o)
{
	struct marks ids;

	marks_init(&ids, w->locs.n);
	part_put(o, w->sets.n - 1);
	for (uint32_t i = 1; i < w->sets.n; i++)
		put_set(w, o, &w->s->nodes.v[w->sets.v[i]], &ids);
	marks_release(&ids);
}

static void put_nodes(struct draft *w, struct part_out *o)
{
	uint32_t last = 0, n = 0;

	for (node_id v = 1; v < w->s->nodes.n; v++)
		n += w->set_of.v[v] != 0;
	part_put(o, w->s->nodes.n);
	part_put(o, n);
	for (node_id v = 1; v < w->s->nodes.n; v++) {
		if (!w->set_of.v[v])
			continue;
		part_put(o, v - last);
		part_put(o, w->set_of.v[v]);
		last = v;
	}
}

static void put_shifts(struct draft *w, struct part_out *o)
{
	uint32_t at = 0;

	part_put(o, w->shifts.n - 1);
	for (uint32_t i = 1; i < w->shifts.n; i++) {
		uint32_t end = at, last = 0;

		while (end < w->exceptions.n && w->exceptions.v[end].shift == i)
			end++;
		part_put_signed(o, w->shifts.v[i].off);
		part_put(o, end - at);
		for (; at < end; at++) {
			const struct draft_exception *e = &w->exceptions.v[at];

			part_put_signed(o, (int64_t)w->loc_new.v[e->from] - last);
			last = w->loc_new.v[e->from];
			part_put(o, e->n);
			for (uint32_t k = e->first; k < e->first + e->n; k++)
				part_put_signed(o, (int64_t)w->loc_new.v[w->results.v[k]] - last);
		}
	}
}

static void put_instances(struct draft *w, struct part_out *o)
{
	node_id last = 0;

	part_put(o, w->s->insts.n - 1);
	for (inst_id i = 1; i < w->s->insts.n; i++) {
		const struct instance *in = &w->s->insts.v[i];

		part_put(o, w->a->func_of_sym[w->a->p->funcs.v[in->func].sym]);
		part_put(o, in->node_base - last);
		last = in->node_base;
	}
}

static void put_constraints(struct draft *w, struct part_out *o)
{
	struct evidence_constraint last = {0};

	part_put(o, w->constraints.n);
	vec_each (&w->constraints, i) {
		const struct evidence_constraint *c = &w->constraints.v[i];
		bool address = c->kind >= EVIDENCE_ADDRESS;

		part_put(o, c->kind);
		part_put_signed(o, (int64_t)c->inst - last.inst);
		part_put_signed(o, (int64_t)c->dst - last.dst);
		if (address)
			part_put(o, w->loc_new.v[c->src]);
		else
			part_put_signed(o, (int64_t)c->src - c->dst);
		part_put(o, c->shift);
		part_put(o, c->file);
		part_put_signed(o, (int64_t)c->line - last.line);
		last = *c;
	}
}

static void put_accesses(struct draft *w, struct part_out *o)
{
	for (inst_id i = 1; i < w->s->insts.n; i++) {
		func_id func = w->s->insts.v[i].func, owner = answer_charged_to(w->a, i);
		const struct facts *f = program_facts(w->a->p, w->a->p->funcs.v[func].module);
		const struct fact_func *ff = program_func(w->a->p, func);

		for (uint32_t k = ff->first_access;
		     solve_instance_live(w->s, i) && k < ff->end_access; k++) {
			node_id n = solve_node(w->s, i, f->accesses.v[k].ptr);

			if (!w->set_of.v[n])
				continue;
			struct model_site at = answer_site_at(w->a, i, owner, k);

			part_put(o, at.function);
			part_put(o, at.caller);
			part_put(o, draft_str(w, at.file));
			part_put(o, at.line);
			part_put(o, n);
			part_put(o, i);
		}
	}
}

/* Strings last: the others add to them. */
static const struct {
	const char *name;
	void (*put)(struct draft *w, struct part_out *o);
} parts[EVIDENCE_PARTS] = {
    {"objects", put_objects},
    {"locations", put_locations},
    {"sets", put_sets},
    {"nodes", put_nodes},
    {"shifts", put_shifts},
    {"instances", put_instances},
    {"constraints", put_constraints},
    {"accesses", put_accesses},
    {"strings", put_strings},
};

void evidence_make(struct evidence_out *out, const struct answer *a, struct solution *s)
{
	struct draft w;

	memset(out, 0, sizeof(*out));
	draft_init(&w, a, s);
	for (size_t i = 0; i < EVIDENCE_PARTS; i++) {
		parts[i].put(&w, &out->part[i]);
		part_end(&out->part[i]);
	}
	draft_release(&w);
}

static int run(sqlite3 *db, const char *sql, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, sql);
	int err = store_step(db, st, d);

	sqlite3_finalize(st);
	return err;
}

int evidence_save(const struct evidence_out *out, sqlite3 *db, struct diag *d)
{
	int err = run(db, "BEGIN EXCLUSIVE", d);

	for (size_t i = 0; i < EVIDENCE_PARTS && !err; i++)
		err = part_save(&out->part[i], db, parts[i].name, d);
	return err ? err : run(db, "COMMIT", d);
}

void evidence_out_release(struct evidence_out *out)
{
	for (size_t i = 0; i < EVIDENCE_PARTS; i++)
		part_release(&out->part[i]);
}
