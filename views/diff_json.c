/* SPDX-License-Identifier: Apache-2.0 */
/* Schema capmap-diff/1; capmap-diff(1) describes every member. Members may be added under the same
 * number; none changes its meaning or goes. */
#include "views/diff_format.h"
#include "base/json.h"

static json_t *file_or_null(const char *file)
{
	return file[0] ? json_name(file) : json_null();
}

static json_t *line_or_null(uint32_t line)
{
	return line ? json_count(line) : json_null();
}

static void put_place(json_t *o, const char *file, uint32_t line)
{
	json_put(o, "file", file_or_null(file));
	json_put(o, "line", line_or_null(line));
}

static json_t *words(const diff_words *w)
{
	json_t *a = json_array();

	vec_each (w, i)
		json_add(a, json_name(w->v[i]));
	return a;
}

static json_t *suppressed(const struct diff *d, uint32_t suppression)
{
	const struct suppression *p;
	json_t *o;

	if (!suppression)
		return json_null();
	p = &d->suppressions->v.v[suppression - 1];
	o = json_object();
	json_put(o, "line", json_count(p->line));
	json_put(o, "reason", json_name(p->reason));
	json_put(o, "expires", json_name(p->expires));
	return o;
}

static json_t *group_objects(const struct diff_side *s, const struct diff_access *a,
			     const struct diff_group *g, const uint32_t *matched)
{
	json_t *list = json_array();

	for (uint32_t i = g->first; i < g->first + g->n; i++) {
		const struct census_object *object = &s->c.object[a->pairs.v[i].object];
		json_t *o = json_object();

		json_put(o, "object", json_name(object->name));
		json_put(o, "kind", json_name(object->kind));
		json_put(o, "type", object->type[0] ? json_name(object->type) : json_null());
		json_put(o, "in_both", json_boolean(matched[a->pairs.v[i].object] != 0));
		json_add(list, o);
	}
	return list;
}

static json_t *group_sites(const struct diff_side *s, const struct diff_access *a,
			   const struct diff_group *g)
{
	json_t *list = json_array();

	for (uint32_t i = g->first_site; i < g->first_site + g->nsites; i++) {
		const struct diff_site *w = &s->sites.v[a->sites.v[i]];
		json_t *o = json_object();

		put_place(o, w->file, w->line);
		json_put(o, "via", json_name(w->via));
		json_put(o, "helper",
			 w->function != w->writer ? json_name(diff_function(s, w->function))
						  : json_null());
		json_add(list, o);
	}
	return list;
}

static json_t *group_steps(const struct diff *d, const struct diff_group *g)
{
	json_t *list = json_array();

	for (uint32_t i = g->first_step; i < g->first_step + g->nsteps; i++) {
		const struct diff_step *step = &d->steps.v[i];
		json_t *o = json_object();

		put_place(o, step->place.file, step->place.line);
		json_put(o, "function", json_name(step->function));
		json_put(o, "text", json_name(step->text));
		json_add(list, o);
	}
	return list;
}

static json_t *access_list(const struct diff *d, const struct diff_side *s,
			   const struct diff_access *a, const uint32_t *function_of,
			   const uint32_t *object_of)
{
	json_t *list = json_array();
	bool gained = a == &d->gained;

	vec_each (&a->groups, i) {
		const struct diff_group *g = &a->groups.v[i];
		const struct census_function *f = &s->c.function[g->function];
		json_t *o = json_object();

		json_put(o, "function", json_name(f->name));
		put_place(o, f->file, f->line);
		json_put(o, "in_both", json_boolean(function_of[g->function] != 0));
		json_put(o, "region", json_name(diff_region(s, g->region)));
		json_put(o, "objects", group_objects(s, a, g, object_of));
		json_put(o, "sites", group_sites(s, a, g));
		if (gained && d->opt.explain)
			json_put(o, "chain", group_steps(d, g));
		if (gained)
			json_put(o, "suppressed", suppressed(d, g->suppression));
		json_add(list, o);
	}
	return list;
}

static json_t *mapping_list(const struct diff *d)
{
	json_t *list = json_array();
	diff_words w = {0};

	vec_each (&d->mapping, i) {
		const struct diff_mapping *m = &d->mapping.v[i];
		json_t *o = json_object();

		json_put(o, "how", json_name(diff_how_name(m->how)));
		json_put(o, "region", json_name(diff_region(&d->after, m->region)));
		json_put(o, "from", json_name(diff_region(&d->before, m->from)));
		json_put(o, "key",
			 d->keys_compared ? json_integer(d->after.c.region[m->region].key)
					  : json_null());
		diff_words_mapping_objects(&w, d, m);
		json_put(o, "objects", words(&w));
		diff_words_functions(&w, d, m);
		json_put(o, "functions", m->how == DIFF_OPEN ? json_null() : words(&w));
		json_put(o, "suppressed", suppressed(d, m->suppression));
		json_add(list, o);
	}
	vec_free(&w);
	return list;
}

static json_t *unknown_list(const struct diff *d)
{
	json_t *o = json_object(), *list = json_array();

	vec_each (&d->unknowns, i) {
		const struct diff_unknown *u = &d->unknowns.v[i];
		json_t *row = json_object(), *places = json_array();

		json_put(row, "function", u->function[0] ? json_name(u->function) : json_null());
		json_put(row, "reason", json_name(u->reason));
		json_put(row, "before", json_count(u->before));
		json_put(row, "after", json_count(u->after));
		for (uint32_t k = 0; u->after && k < u->n; k++) {
			const struct diff_unknown_row *r = &d->after.unknowns.v[u->first + k];
			json_t *place = json_object();

			put_place(place, r->place.file, r->place.line);
			json_put(place, "detail", json_name(r->detail));
			json_add(places, place);
		}
		json_put(row, "places", places);
		json_put(row, "suppressed", suppressed(d, u->suppression));
		json_add(list, row);
	}
	json_put(o, "before", json_count(d->before.unknowns.n));
	json_put(o, "after", json_count(d->after.unknowns.n));
	json_put(o, "changed", list);
	return o;
}

static json_t *ids(const diff_ids *v, const struct diff_side *s,
		   json_t *(*entry)(const struct diff_side *, uint32_t))
{
	json_t *a = json_array();

	vec_each (v, i)
		json_add(a, entry(s, v->v[i]));
	return a;
}

static json_t *function_entry(const struct diff_side *s, uint32_t id)
{
	json_t *o = json_object();

	json_put(o, "function", json_name(diff_function(s, id)));
	put_place(o, s->c.function[id].file, s->c.function[id].line);
	return o;
}

static json_t *object_entry(const struct diff_side *s, uint32_t id)
{
	json_t *o = json_object();

	json_put(o, "object", json_name(s->c.object[id].name));
	json_put(o, "kind", json_name(s->c.object[id].kind));
	json_put(o, "region", json_name(diff_region(s, s->c.object[id].region)));
	return o;
}

static json_t *region_entry(const struct diff_side *s, uint32_t id)
{
	return json_name(diff_region(s, id));
}

static json_t *region_or_null(const struct diff_side *s, uint32_t id)
{
	return id ? json_name(diff_region(s, id)) : json_null();
}

static json_t *functions(const struct diff *d)
{
	json_t *o = json_object();

	json_put(o, "added", ids(&d->functions_added, &d->after, function_entry));
	json_put(o, "removed", ids(&d->functions_removed, &d->before, function_entry));
	return o;
}

static json_t *objects(const struct diff *d)
{
	json_t *o = json_object(), *moved = json_array();

	json_put(o, "added", ids(&d->objects_added, &d->after, object_entry));
	json_put(o, "removed", ids(&d->objects_removed, &d->before, object_entry));
	vec_each (&d->objects_moved, i) {
		uint32_t id = d->objects_moved.v[i], old = d->object.before_of[id];
		json_t *row = json_object();

		json_put(row, "object", json_name(d->after.c.object[id].name));
		json_put(row, "before", region_or_null(&d->before, d->before.c.object[old].region));
		json_put(row, "after", region_or_null(&d->after, d->after.c.object[id].region));
		json_add(moved, row);
	}
	json_put(o, "moved", moved);
	return o;
}

static json_t *regions(const struct diff *d)
{
	json_t *o = json_object(), *renamed = json_array(), *rekeyed = json_array();

	json_put(o, "added", ids(&d->regions_added, &d->after, region_entry));
	json_put(o, "removed", ids(&d->regions_removed, &d->before, region_entry));
	vec_each (&d->regions_renamed, i) {
		uint32_t id = d->regions_renamed.v[i];
		json_t *row = json_object();

		json_put(row, "before",
			 json_name(diff_region(&d->before, d->region.before_of[id])));
		json_put(row, "after", json_name(diff_region(&d->after, id)));
		json_add(renamed, row);
	}
	json_put(o, "renamed", renamed);
	vec_each (&d->regions_rekeyed, i) {
		uint32_t id = d->regions_rekeyed.v[i];
		json_t *row = json_object();

		json_put(row, "region", json_name(diff_region(&d->after, id)));
		json_put(row, "before",
			 json_integer(d->before.c.region[d->region.before_of[id]].key));
		json_put(row, "after", json_integer(d->after.c.region[id].key));
		json_add(rekeyed, row);
	}
	json_put(o, "rekeyed", rekeyed);
	return o;
}

static json_t *settings(const struct diff *d)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < d->meta.n; i += 3) {
		json_t *o = json_object();

		json_put(o, "name", json_name(d->meta.v[i]));
		json_put(o, "before", d->meta.v[i + 1] ? json_name(d->meta.v[i + 1]) : json_null());
		json_put(o, "after", d->meta.v[i + 2] ? json_name(d->meta.v[i + 2]) : json_null());
		json_add(list, o);
	}
	return list;
}

static json_t *summary(const struct diff *d)
{
	struct diff_counts c;
	json_t *o = json_object();
	unsigned status = diff_status(d);

	diff_count(d, &c);
	json_put(o, "status", json_count(status));
	json_put(o, "changed", json_boolean(status & (DIFF_CHANGED | DIFF_WIDENED)));
	json_put(o, "widened", json_boolean(status & DIFF_WIDENED));
	json_put(o, "less_complete", json_boolean(status & DIFF_LESS_COMPLETE));
	json_put(o, "strict", json_boolean(d->opt.strict));
	json_put(o, "keys_compared", json_boolean(d->keys_compared));
	json_put(o, "functions_gaining", json_count(c.gained_functions));
	json_put(o, "objects_gained", json_count(c.gained_objects));
	json_put(o, "functions_losing", json_count(c.lost_functions));
	json_put(o, "mapping_changes", json_count(c.mapping));
	json_put(o, "unknowns_risen", json_count(c.unknowns_risen));
	json_put(o, "suppressed", json_count(c.suppressed));
	return o;
}

int diff_json(const struct diff *d, FILE *out)
{
	json_t *root = json_object();

	json_put(root, "schema", json_name(DIFF_SCHEMA));
	json_put(root, "summary", summary(d));
	json_put(root, "gained",
		 access_list(d, &d->after, &d->gained, d->function.before_of, d->object.before_of));
	json_put(root, "mapping", mapping_list(d));
	json_put(root, "lost",
		 access_list(d, &d->before, &d->lost, d->function.after_of, d->object.after_of));
	json_put(root, "unknowns", unknown_list(d));
	json_put(root, "functions", functions(d));
	json_put(root, "objects", objects(d));
	json_put(root, "regions", regions(d));
	json_put(root, "settings", settings(d));
	return json_write(root, out);
}
