/* SPDX-License-Identifier: Apache-2.0 */
/* The report as JSON, schema capmap-report/1; capmap-report(1) describes every member. Members may
 * be added under the same number; none changes its meaning or goes. */
#include "base/json.h"
#include "views/report.h"

static json_t *ratio(uint64_t part, uint64_t whole)
{
	return whole ? json_real((double)part / (double)whole) : json_null();
}

static json_t *rate(struct report_rate v)
{
	json_t *o = json_object();

	json_put(o, "pairs", json_count(v.pairs));
	json_put(o, "blocked", json_count(v.blocked));
	json_put(o, "rate", ratio(v.blocked, v.pairs));
	return o;
}

static json_t *block(const struct report *r, const struct report_block *b)
{
	json_t *scopes = json_object();

	for (int s = 0; s < SCOPE_COUNT; s++) {
		json_t *o = json_object();

		for (int m = 0; m < MAP_COUNT; m++)
			if (r->c.keyed || (m != MAP_FINE_KEYS && m != MAP_COARSE_KEYS))
				json_put(o, report_terms[TERM_MAP_FINE + m].key,
					 rate(b->rate[s][m]));
		json_put(scopes, report_terms[TERM_SCOPE_ALL + s].key, o);
	}
	return scopes;
}

static json_t *spread(const struct report_spread *s)
{
	json_t *o = json_object();

	json_put(o, "count", json_count(s->count));
	json_put(o, "mean", ratio(s->sum, s->count));
	json_put(o, "median", s->count ? json_real((double)s->median2 / 2) : json_null());
	json_put(o, "max", json_count(s->max));
	return o;
}

static json_t *tallies(const struct report_tally *t, uint32_t n, const char *what,
		       const char *second)
{
	json_t *a = json_array();

	for (uint32_t i = 0; i < n; i++) {
		json_t *o = json_object();

		json_put(o, what, json_name(t[i].name));
		json_put(o, "count", json_count(t[i].count));
		json_put(o, second, json_count(t[i].functions));
		json_add(a, o);
	}
	return a;
}

static json_t *counts(const struct report *r)
{
	json_t *all = json_object(), *f = json_object(), *o = json_object();
	json_t *s = json_object(), *c = json_object(), *g = json_object();

	json_put(f, "all", json_count(r->c.nfunctions));
	json_put(f, "defined", json_count(r->defined));
	json_put(f, "declared", json_count(r->declared));
	json_put(f, "init", json_count(r->init));
	json_put(f, "helpers", json_count(r->helpers));
	json_put(f, "address_taken", json_count(r->address_taken));
	json_put(f, "writers", json_count(r->writers));
	json_put(all, "functions", f);
	json_put(o, "all", json_count(r->c.nobjects));
	json_put(o, "in_regions", json_count(r->objects_regioned));
	json_put(o, "kinds", tallies(r->kinds, r->nkinds, "kind", "in_regions"));
	json_put(all, "objects", o);
	json_put(g, "all", json_count(r->regions));
	json_put(g, "written", json_count(r->regions_written));
	json_put(all, "regions", g);
	json_put(s, "all", json_count(r->sites));
	json_put(s, "via", tallies(r->vias, r->nvias, "via", "functions"));
	json_put(s, "targets", spread(&r->write_targets));
	json_put(all, "sites", s);
	json_put(c, "direct", json_count(r->calls_direct));
	json_put(c, "indirect", json_count(r->calls_indirect));
	json_put(c, "indirect_targets", spread(&r->call_targets));
	json_put(all, "calls", c);
	return all;
}

static json_t *key_entry(const struct report *r, int key)
{
	const struct report_key *k = &r->key[key];
	json_t *o = json_object(), *regions = json_array();

	json_put(o, "key", json_integer(key));
	json_put(o, "objects", json_count(k->objects));
	json_put(o, "subsystems", json_count(k->subsystems));
	json_put(o, "holders", json_count(key ? k->holders : r->defined));
	json_put(o, "needed", json_count(k->needed));
	json_put(o, "granted", json_count(key ? k->granted : r->open_pairs));
	json_put(o, "granted_object_pairs", key ? json_count(k->granted_objects) : json_null());
	for (uint32_t g = 1; g <= r->c.nregions; g++)
		if (r->c.region[g].key == key)
			json_add(regions, json_name(r->c.region[g].name));
	json_put(o, "regions", regions);
	return o;
}

static void put_keys(const struct report *r, json_t *root)
{
	json_t *e = json_object(), *keys = json_array(), *coarse = json_object();

	json_put(e, "keys_used", json_count(r->keys_used));
	json_put(e, "regions", json_count(r->regions));
	json_put(e, "E", ratio(r->keys_used, r->regions));
	json_put(coarse, "keys_used", json_count(r->coarse_groups));
	json_put(coarse, "regions", json_count(r->coarse_regions));
	json_put(coarse, "E", ratio(r->coarse_groups, r->coarse_regions));
	json_put(e, "coarse", coarse);
	json_put(root, "efficiency", e);
	for (int key = 0; key <= CENSUS_KEYS; key++)
		if (r->key[key].regions)
			json_add(keys, key_entry(r, key));
	json_put(root, "keys", keys);
}

static json_t *privilege(const struct report *r)
{
	json_t *o = json_object(), *regions = json_object(), *objects = json_object();

	json_put(regions, "needed", json_count(r->needed_pairs));
	json_put(objects, "needed", json_count(r->needed_objects));
	json_put(objects, "merged", json_count(r->merge_objects));
	if (r->c.keyed) {
		json_put(regions, "shared", json_count(r->granted_pairs));
		json_put(regions, "open", json_count(r->open_pairs));
		json_put(objects, "shared", json_count(r->granted_objects));
	}
	json_put(o, "region_pairs", regions);
	json_put(o, "object_pairs", objects);
	json_put(o, "stored_merge_cost_agrees", json_boolean(!r->merge_differs));
	return o;
}

static json_t *subsystems(const struct report *r)
{
	json_t *a = json_array();

	for (uint32_t s = 1; s <= r->c.nsubsystems; s++) {
		const struct report_subsystem *sub = &r->subsystem[s];
		json_t *o = json_object();

		json_put(o, "subsystem", json_name(r->c.subsystem[s]));
		json_put(o, "functions", json_count(sub->functions));
		json_put(o, "writers", json_count(sub->writers));
		json_put(o, "regions", json_count(sub->regions));
		json_put(o, "objects", json_count(sub->objects));
		if (r->c.keyed) {
			json_t *keys = json_array();

			for (int k = 0; k <= CENSUS_KEYS; k++)
				if (sub->keys >> k & 1)
					json_add(keys, json_integer(k));
			json_put(o, "keys", keys);
			json_put(o, "coarse_group",
				 sub->coarse_group ? json_count(sub->coarse_group) : json_null());
		}
		json_put(o, "block_rate", block(r, &sub->block));
		json_add(a, o);
	}
	return a;
}

static json_t *regions(const struct report *r)
{
	json_t *a = json_array();

	for (uint32_t g = 1; g <= r->c.nregions; g++) {
		const struct census_region *region = &r->c.region[g];
		json_t *o = json_object();

		json_put(o, "region", json_name(region->name));
		json_put(o, "subsystem", json_name(r->c.subsystem[region->subsystem]));
		json_put(o, "objects", json_count(region->nobjects));
		json_put(o, "writers", json_count(region->nwriters));
		json_put(o, "merge_object_pairs", json_count(r->region[g].merge_cost));
		if (r->c.keyed) {
			json_put(o, "key", json_integer(region->key));
			json_put(o, "granted",
				 region->key
				     ? json_count(r->region[g].granted)
				     : json_count(report_outsiders(r, region->nwriters, 1)));
		}
		json_add(a, o);
	}
	return a;
}

static json_t *top_functions(const struct report *r)
{
	json_t *a = json_array();

	for (uint32_t i = 0; i < r->ntop_function; i++) {
		const struct report_function *f = &r->top_function[i];
		const struct census_function *fn = &r->c.function[f->id];
		json_t *o = json_object();

		json_put(o, "function", json_name(fn->name));
		json_put(o, "subsystem", json_name(r->c.subsystem[fn->subsystem]));
		json_put(o, "file", json_name(fn->file));
		json_put(o, "line", json_count(fn->line));
		json_put(o, "objects_needed", json_count(f->needed));
		json_put(o, "objects_reachable", json_count(f->reachable));
		json_put(o, "regions_needed", json_count(f->regions_needed));
		json_put(o, "regions_reachable", json_count(f->regions_reachable));
		json_add(a, o);
	}
	return a;
}

static json_t *top_objects(const struct report *r)
{
	json_t *a = json_array();

	for (uint32_t i = 0; i < r->ntop_object; i++) {
		const struct report_object *t = &r->top_object[i];
		const struct census_object *object = &r->c.object[t->id];
		json_t *o = json_object();

		json_put(o, "object", json_name(object->name));
		json_put(o, "kind", json_name(object->kind));
		json_put(o, "type", json_name(object->type));
		json_put(o, "region", json_name(r->c.region[object->region].name));
		json_put(o, "writers", json_count(t->writers));
		json_put(o, "writer_subsystems", json_count(t->subsystems));
		json_add(a, o);
	}
	return a;
}

int report_json(const struct report *r, FILE *out)
{
	json_t *root = json_object(), *meta = json_object(), *words = json_object();

	json_put(root, "schema", json_string(REPORT_SCHEMA));
	for (uint32_t i = 0; i < r->nmeta; i++)
		json_put(meta, r->meta[i].name, json_name(r->meta_value[i]));
	json_put(root, "store", meta);
	json_put(root, "keyed", json_boolean(r->c.keyed));
	json_put(root, "counts", counts(r));
	json_put(root, "block_rate", block(r, &r->block));
	if (r->c.keyed)
		put_keys(r, root);
	json_put(root, "privilege", privilege(r));
	json_put(root, "subsystems", subsystems(r));
	json_put(root, "regions", regions(r));
	json_put(root, "top_functions", top_functions(r));
	json_put(root, "top_objects", top_objects(r));
	json_put(root, "unknowns", tallies(r->unknowns, r->nunknowns, "reason", "functions"));
	for (int i = 0; i < TERM_COUNT; i++)
		json_put(words, report_terms[i].key, json_string(report_terms[i].words));
	json_put(root, "definitions", words);
	return json_write(root, out);
}
