/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/defects.h"
#include "analyzer/solve_int.h"
#include "base/new_file.h"

#include <inttypes.h>
#include <stdio.h>

struct defect {
	uint32_t objects;
	struct model_site site;
	node_id node; /* the representative, which tells the cause */
};

struct defects {
	const struct answer *a;
	struct map size_of; /* representative -> objects of its set + 1 */
	VEC(struct defect) v;
};

static node_id representative(const struct solution *s, node_id n)
{
	while (s->rep.v[n] != n)
		n = s->rep.v[n];
	return n;
}

static uint32_t size_of(struct defects *w, node_id n)
{
	const struct solution *s = w->a->s;
	uint32_t *slot = map_at(&w->size_of, n), l;

	if (*slot)
		return *slot - 1;
	struct pts objects = {0};

	for (struct pts_iter it = pts_begin(&s->nodes.v[n].pts); pts_next(&it, &l);) {
		obj_id o = s->locs.v[l].obj;

		if (w->a->obj_of[o] && solve_loc_writable(s, l) && !s->objs.v[o].read_only)
			pts_add(&objects, w->a->obj_of[o]);
	}
	*slot = pts_count(&objects) + 1;
	pts_release(&objects);
	return *slot - 1;
}

static void collect(struct defects *w, inst_id i)
{
	const struct solution *s = w->a->s;
	func_id func = solve_instance(s, i)->func;
	const struct facts *f = program_facts(w->a->p, w->a->p->funcs.v[func].module);
	const struct fact_func *ff = program_func(w->a->p, func);
	uint32_t all = w->a->m->objects.n - 1;

	for (uint32_t k = ff->first_access; k < ff->end_access; k++) {
		node_id n = representative(s, solve_node(s, i, f->accesses.v[k].ptr));
		uint32_t size = n == s->anywhere ? all : size_of(w, n);

		if ((uint64_t)size * DEFECT_SHARE > all)
			vec_push(&w->v,
				 ((struct defect){
				     size, answer_site_key((struct answer *)w->a, i, k), n}));
	}
}

/* Large first; then as the store orders sites. */
static int compare(const void *x, const void *y)
{
	const struct defect *a = x, *b = y;
	const struct model_site *p = &a->site, *q = &b->site;

	if (a->objects != b->objects)
		return a->objects > b->objects ? -1 : 1;
	if (p->function != q->function)
		return p->function < q->function ? -1 : 1;
	if (p->file != q->file)
		return p->file < q->file ? -1 : 1;
	if (p->line != q->line)
		return p->line < q->line ? -1 : 1;
	if (p->via != q->via)
		return p->via < q->via ? -1 : 1;
	if (p->caller != q->caller)
		return p->caller < q->caller ? -1 : 1;
	return a->node < b->node ? -1 : a->node > b->node;
}

static void put_filter(FILE *out, const struct typefilter *t, uint32_t filter)
{
	const struct tfilter *f = &t->filters.v[filter];
	const struct tkey *k = &t->keys.v[f->key];

	if (f->kind == TF_SCALAR) {
		fprintf(out, "a number of %u bytes", f->size);
	} else if (f->kind == TF_RECORD || f->kind == TF_TO_RECORD) {
		const struct facts *facts = program_facts(t->prog, k->module);

		fprintf(out, "struct %s%s", strtab_get(&facts->str, facts->types.v[k->type].name),
			f->kind == TF_TO_RECORD ? " *" : "");
		if (f->off)
			fprintf(out, " at %+" PRId64, f->off);
	} else {
		fputs(f->kind == TF_FUNCTION ? "a function" : "a pointer", out);
	}
}

static void put_cause(FILE *out, const struct solution *s, const struct defect *e)
{
	const struct snode *nd = &s->nodes.v[e->node];

	if (e->node == s->anywhere) {
		fputs("no type tells where it points", out);
	} else if (nd->filter) {
		fputs(nd->wide ? "joined: all that may be " : "one set: what may be ", out);
		put_filter(out, &s->types, nd->filter);
	} else {
		fputs("one set, of no one type", out);
	}
	if (e->site.via == VIA_COPY)
		fputs("; a copy", out);
}

static bool same_row(const struct defect *a, const struct defect *b)
{
	const struct model_site *p = &a->site, *q = &b->site;

	return a->node == b->node && p->function == q->function && p->file == q->file &&
	       p->line == q->line && p->via == q->via && p->caller == q->caller;
}

static void put(FILE *out, const struct answer *a, const struct defect *e)
{
	const struct model *m = a->m;
	const struct model_site *at = &e->site;

	fprintf(out, "%" PRIu32 "\t%s\t%s\t%s:%" PRIu32 "\t", e->objects,
		strtab_get(&m->str, m->functions.v[at->function].name),
		at->caller ? strtab_get(&m->str, m->functions.v[at->caller].name) : "",
		strtab_get(&m->str, at->file), at->line);
	put_cause(out, a->s, e);
	putc('\n', out);
}

int defects_write(const struct answer *a, const char *path, struct diag *d)
{
	struct defects w = {.a = a};
	struct new_file file;
	int err = new_file_begin(&file, path, d);

	if (err)
		return err;
	map_init(&w.size_of);
	for (inst_id i = 1; i < solve_instance_count(a->s); i++)
		if (solve_instance_live(a->s, i))
			collect(&w, i);
	if (w.v.n)
		qsort(w.v.v, w.v.n, sizeof(*w.v.v), compare);
	fputs("objects\tfunction\tcaller\tplace\tcause\n", file.f);
	vec_each (&w.v, i)
		if (!i || !same_row(&w.v.v[i - 1], &w.v.v[i]))
			put(file.f, a, &w.v.v[i]);
	map_release(&w.size_of);
	vec_free(&w.v);
	return new_file_commit(&file, d);
}
