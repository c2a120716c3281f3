/* SPDX-License-Identifier: Apache-2.0 */
#include "views/explain.h"
#include "base/json.h"

static json_t *place(const char *file, uint32_t line)
{
	json_t *o = json_object();

	json_put(o, "file", file[0] ? json_name(file) : json_null());
	json_put(o, "line", line ? json_count(line) : json_null());
	return o;
}

static json_t *steps(const struct explain_step *v, uint32_t n)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < n; i++) {
		json_t *o = place(v[i].file, v[i].line);

		json_put(o, "function", v[i].function[0] ? json_name(v[i].function) : json_null());
		json_put(o, "text", json_name(v[i].text));
		json_add(list, o);
	}
	return list;
}

static json_t *chains(const struct explain *x, const struct explain_answer *a)
{
	json_t *list = json_array();

	vec_each (&a->chains, i) {
		const struct explain_chain *c = &a->chains.v[i];
		const struct explain_site *s = &a->sites.v[c->site];
		json_t *o = place(s->file, s->line);

		json_put(o, "function", json_name(x->functions.v[s->function]));
		json_put(o, "via", json_name(s->via));
		json_put(o, "object", c->nsteps ? json_name(x->objects.v[c->object]) : json_null());
		json_put(o, "steps", steps(c->steps, c->nsteps));
		json_add(list, o);
	}
	return list;
}

static json_t *names(const char *const *v, uint32_t n)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < n; i++)
		json_add(list, json_name(v[i]));
	return list;
}

int explain_json(const struct explain *x, const struct explain_answer *a, FILE *out)
{
	json_t *root = json_object(), *list;

	json_put(root, "function", json_name(x->functions.v[a->function]));
	json_put(root, "object", a->object ? json_name(x->objects.v[a->object]) : json_null());
	json_put(root, "region", a->region ? json_name(a->region_name) : json_null());
	json_put(root, "key", a->key >= 0 ? json_count((uint64_t)a->key) : json_null());
	json_put(root, "helper", json_boolean(a->helper));
	json_put(root, "may_write", json_boolean(a->how != EXPLAIN_NOT));
	json_put(root, "granted_by",
		 a->how == EXPLAIN_NOT ? json_null() : json_name(explain_how_name(a->how)));
	json_put(root, "sites", json_count(a->sites.n));
	json_put(root, "chains", chains(x, a));
	json_put(root, "regions", names(a->regions.v, a->regions.n));
	json_put(root, "key_regions", names(a->key_regions.v, a->key_regions.n));
	json_put(root, "writers", list = json_array());
	vec_each (&a->writers, i)
		json_add(list, json_name(x->functions.v[a->writers.v[i]]));
	json_put(root, "calls_to_writer", steps(a->calls.v, a->calls.n));
	json_put(root, "unknowns", list = json_array());
	vec_each (&a->unknowns, i) {
		json_t *o = place(a->unknowns.v[i].file, a->unknowns.v[i].line);

		json_put(o, "reason", json_name(a->unknowns.v[i].reason));
		json_add(list, o);
	}
	return json_write(root, out);
}
