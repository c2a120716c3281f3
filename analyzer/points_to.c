/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/points_to.h"
#include "base/new_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* An instance, by the function of the model that it is of. */
struct place {
	uint32_t function; /* of the model */
	inst_id inst;
};

struct pointee {
	const char *name;
	int32_t off;
};

struct dump {
	const struct answer *a;
	VEC(struct place) places;
	VEC(struct pointee) pointees;
};

static int compare_places(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->function != b->function)
		return a->function < b->function ? -1 : 1;
	return a->inst < b->inst ? -1 : a->inst > b->inst;
}

static int compare_pointees(const void *x, const void *y)
{
	const struct pointee *a = x, *b = y;
	int c = strcmp(a->name, b->name);

	return c ? c : (a->off > b->off) - (a->off < b->off);
}

/* NULL: not in the model. */
static const char *name_of(const struct answer *a, obj_id id)
{
	const struct solve_object *o = solve_object(a->s, id);
	const struct model *m = a->m;

	if (id == OBJ_UNKNOWN)
		return "?";
	if (o->kind == SOBJ_CODE && a->func_of_sym[o->sym])
		return strtab_get(&m->str, m->functions.v[a->func_of_sym[o->sym]].name);
	return a->obj_of[id] ? strtab_get(&m->str, m->objects.v[a->obj_of[id]].name) : NULL;
}

static void collect(struct dump *w, node_id n)
{
	struct pts_iter it = pts_begin(solve_pts(w->a->s, n));

	for (uint32_t l; pts_next(&it, &l);) {
		const struct solve_loc *loc = solve_loc(w->a->s, l);
		const char *name = name_of(w->a, loc->obj);

		if (name)
			vec_push(&w->pointees, ((struct pointee){name, loc->off}));
	}
}

static void put_value(struct dump *w, FILE *out, uint32_t first, uint32_t end, uint32_t k)
{
	const struct answer *a = w->a;
	const struct model *m = a->m;
	const struct place *p = &w->places.v[first];
	const struct fact_func *f = program_func(a->p, solve_instance(a->s, p->inst)->func);

	w->pointees.n = 0;
	for (uint32_t i = first; i < end; i++)
		collect(w, solve_node(a->s, w->places.v[i].inst, f->first_node + k));
	if (!w->pointees.n)
		return;
	qsort(w->pointees.v, w->pointees.n, sizeof(*w->pointees.v), compare_pointees);
	fprintf(out, "%s\t%u\t", strtab_get(&m->str, m->functions.v[p->function].name), k);
	vec_each (&w->pointees, i) {
		const struct pointee *e = &w->pointees.v[i];

		if (i && !compare_pointees(e, e - 1))
			continue;
		fprintf(out, "%s%s+", i ? " " : "", e->name);
		if (e->off == OFF_ANY)
			putc('*', out);
		else
			fprintf(out, "%" PRId32, e->off);
	}
	putc('\n', out);
}

int points_to_write(const struct answer *a, const char *path, struct diag *d)
{
	struct dump w = {.a = a};
	struct new_file file;
	int err = new_file_begin(&file, path, d);

	if (err)
		return err;
	for (inst_id i = 1; i < solve_instance_count(a->s); i++)
		if (solve_instance_live(a->s, i))
			vec_push(
			    &w.places,
			    ((struct place){
				a->func_of_sym[a->p->funcs.v[solve_instance(a->s, i)->func].sym],
				i}));
	if (w.places.n)
		qsort(w.places.v, w.places.n, sizeof(*w.places.v), compare_places);
	for (uint32_t i = 0, end; i < w.places.n; i = end) {
		const struct fact_func *f =
		    program_func(a->p, solve_instance(a->s, w.places.v[i].inst)->func);

		for (end = i + 1;
		     end < w.places.n && w.places.v[end].function == w.places.v[i].function;)
			end++;
		for (uint32_t k = 0; k < f->end_node - f->first_node; k++)
			put_value(&w, file.f, i, end, k);
	}
	vec_free(&w.places);
	vec_free(&w.pointees);
	return new_file_commit(&file, d);
}
