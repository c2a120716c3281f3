/* SPDX-License-Identifier: Apache-2.0 */
/* The report as JSON, schema capmap-report/1; capmap-report(1) describes every member. Members may
 * be added under the same number; none changes its meaning or goes. */
#include "views/report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *count(uint64_t v)
{
	return json_integer((json_int_t)v);
}

static void put(json_t *o, const char *key, json_t *v)
{
	if (json_object_set_new(o, key, v))
		diag_oom(sizeof(*v));
}

static void add(json_t *a, json_t *v)
{
	if (json_array_append_new(a, v))
		diag_oom(sizeof(*v));
}

/* Names come from the kernel's symbol and cache names, which need not be UTF-8. */
static json_t *string(const char *s)
{
	json_t *v = json_string(s);

	if (v)
		return v;
	size_t n = 0;
	char *clean = calloc(1, 3 * strlen(s) + 1);

	if (!clean)
		diag_oom(3 * strlen(s) + 1);
	for (; *s; s++)
		n += (size_t)sprintf(clean + n, (*s & 0x80) ? "%%%02X" : "%c", *s & 0xff);
	v = json_string(clean);
	free(clean);
	return v;
}

static json_t *ratio(uint64_t part, uint64_t whole)
{
	return whole ? json_real((double)part / (double)whole) : json_null();
}

static json_t *rate(struct report_rate v)
{
	json_t *o = json_object();

	put(o, "pairs", count(v.pairs));
	put(o, "blocked", count(v.blocked));
	put(o, "rate", ratio(v.blocked, v.pairs));
	return o;
}

static json_t *block(const struct report *r, const struct report_block *b)
{
	json_t *scopes = json_object();

	for (int s = 0; s < SCOPE_COUNT; s++) {
		json_t *o = json_object();

		for (int m = 0; m < MAP_COUNT; m++)
			if (r->c.keyed || (m != MAP_FINE_KEYS && m != MAP_COARSE_KEYS))
				put(o, report_terms[TERM_MAP_FINE + m].key, rate(b->rate[s][m]));
		put(scopes, report_terms[TERM_SCOPE_ALL + s].key, o);
	}
	return scopes;
}

static json_t *spread(const struct report_spread *s)
{
	json_t *o = json_object();

	put(o, "count", count(s->count));
	put(o, "mean", ratio(s->sum, s->count));
	put(o, "median", s->count ? json_real((double)s->median2 / 2) : json_null());
	put(o, "max", count(s->max));
	return o;
}

static json_t *tallies(const struct report_tally *t, uint32_t n, const char *what,
		       const char *second)
{
	json_t *a = json_array();

	for (uint32_t i = 0; i < n; i++) {
		json_t *o = json_object();

		put(o, what, string(t[i].name));
		put(o, "count", count(t[i].count));
		put(o, second, count(t[i].functions));
		add(a, o);
	}
	return a;
}

static json_t *counts(const struct report *r)
{
	json_t *all = json_object(), *f = json_object(), *o = json_object();
	json_t *s = json_object(), *c = json_object(), *g = json_object();

	put(f, "all", count(r->c.nfunctions));
	put(f, "defined", count(r->defined));
	put(f, "declared", count(r->declared));
	put(f, "init", count(r->init));
	put(f, "helpers", count(r->helpers));
	put(f, "address_taken", count(r->address_taken));
	put(f, "writers", count(r->writers));
	put(all, "functions", f);
	put(o, "all", count(r->c.nobjects));
	put(o, "in_regions", count(r->objects_regioned));
	put(o, "kinds", tallies(r->kinds, r->nkinds, "kind", "in_regions"));
	put(all, "objects", o);
	put(g, "all", count(r->c.nregions));
	put(g, "written", count(r->regions_written));
	put(all, "regions", g);
	put(s, "all", count(r->sites));
	put(s, "via", tallies(r->vias, r->nvias, "via", "functions"));
	put(s, "targets", spread(&r->write_targets));
	put(all, "sites", s);
	put(c, "direct", count(r->calls_direct));
	put(c, "indirect", count(r->calls_indirect));
	put(c, "indirect_targets", spread(&r->call_targets));
	put(all, "calls", c);
	return all;
}

static json_t *key_entry(const struct report *r, int key)
{
	const struct report_key *k = &r->key[key];
	json_t *o = json_object(), *regions = json_array();

	put(o, "key", json_integer(key));
	put(o, "objects", count(k->objects));
	put(o, "subsystems", count(k->subsystems));
	put(o, "holders", count(key ? k->holders : r->c.nfunctions));
	put(o, "needed", count(k->needed));
	put(o, "granted", count(key ? k->granted : r->open_pairs));
	put(o, "granted_object_pairs", key ? count(k->granted_objects) : json_null());
	for (uint32_t g = 1; g <= r->c.nregions; g++)
		if (r->c.region[g].key == key)
			add(regions, string(r->c.region[g].name));
	put(o, "regions", regions);
	return o;
}

static void put_keys(const struct report *r, json_t *root)
{
	json_t *e = json_object(), *keys = json_array(), *coarse = json_object();

	put(e, "keys_used", count(r->keys_used));
	put(e, "regions", count(r->c.nregions));
	put(e, "E", ratio(r->keys_used, r->c.nregions));
	put(coarse, "keys_used", count(r->coarse_groups));
	put(coarse, "regions", count(r->coarse_regions));
	put(coarse, "E", ratio(r->coarse_groups, r->coarse_regions));
	put(e, "coarse", coarse);
	put(root, "efficiency", e);
	for (int key = 0; key <= CENSUS_KEYS; key++)
		if (r->key[key].regions)
			add(keys, key_entry(r, key));
	put(root, "keys", keys);
}

static json_t *privilege(const struct report *r)
{
	json_t *o = json_object(), *regions = json_object(), *objects = json_object();

	put(regions, "needed", count(r->needed_pairs));
	put(objects, "needed", count(r->needed_objects));
	put(objects, "merged", count(r->merge_objects));
	if (r->c.keyed) {
		put(regions, "shared", count(r->granted_pairs));
		put(regions, "open", count(r->open_pairs));
		put(objects, "shared", count(r->granted_objects));
	}
	put(o, "region_pairs", regions);
	put(o, "object_pairs", objects);
	put(o, "stored_merge_cost_agrees", json_boolean(!r->merge_differs));
	return o;
}

static json_t *subsystems(const struct report *r)
{
	json_t *a = json_array();

	for (uint32_t s = 1; s <= r->c.nsubsystems; s++) {
		const struct report_subsystem *sub = &r->subsystem[s];
		json_t *o = json_object();

		put(o, "subsystem", string(r->c.subsystem[s]));
		put(o, "functions", count(sub->functions));
		put(o, "writers", count(sub->writers));
		put(o, "regions", count(sub->regions));
		put(o, "objects", count(sub->objects));
		if (r->c.keyed) {
			json_t *keys = json_array();

			for (int k = 0; k <= CENSUS_KEYS; k++)
				if (sub->keys >> k & 1)
					add(keys, json_integer(k));
			put(o, "keys", keys);
			put(o, "coarse_group",
			    sub->coarse_group ? count(sub->coarse_group) : json_null());
		}
		put(o, "block_rate", block(r, &sub->block));
		add(a, o);
	}
	return a;
}

static json_t *regions(const struct report *r)
{
	json_t *a = json_array();

	for (uint32_t g = 1; g <= r->c.nregions; g++) {
		const struct census_region *region = &r->c.region[g];
		json_t *o = json_object();

		put(o, "region", string(region->name));
		put(o, "subsystem", string(r->c.subsystem[region->subsystem]));
		put(o, "objects", count(region->nobjects));
		put(o, "writers", count(region->nwriters));
		put(o, "merge_object_pairs", count(r->region[g].merge_cost));
		if (r->c.keyed) {
			put(o, "key", json_integer(region->key));
			put(o, "granted",
			    region->key ? count(r->region[g].granted)
					: count(r->c.nfunctions - region->nwriters));
		}
		add(a, o);
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

		put(o, "function", string(fn->name));
		put(o, "subsystem", string(r->c.subsystem[fn->subsystem]));
		put(o, "file", string(fn->file));
		put(o, "line", count(fn->line));
		put(o, "objects_needed", count(f->needed));
		put(o, "objects_reachable", count(f->reachable));
		put(o, "regions_needed", count(f->regions_needed));
		put(o, "regions_reachable", count(f->regions_reachable));
		add(a, o);
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

		put(o, "object", string(object->name));
		put(o, "kind", string(object->kind));
		put(o, "type", string(object->type));
		put(o, "region", string(r->c.region[object->region].name));
		put(o, "writers", count(t->writers));
		put(o, "writer_subsystems", count(t->subsystems));
		add(a, o);
	}
	return a;
}

int report_json(const struct report *r, FILE *out)
{
	json_t *root = json_object(), *meta = json_object(), *words = json_object();

	put(root, "schema", json_string(REPORT_SCHEMA));
	for (uint32_t i = 0; i < r->nmeta; i++)
		put(meta, r->meta[i].name, string(r->meta_value[i]));
	put(root, "store", meta);
	put(root, "keyed", json_boolean(r->c.keyed));
	put(root, "counts", counts(r));
	put(root, "block_rate", block(r, &r->block));
	if (r->c.keyed)
		put_keys(r, root);
	put(root, "privilege", privilege(r));
	put(root, "subsystems", subsystems(r));
	put(root, "regions", regions(r));
	put(root, "top_functions", top_functions(r));
	put(root, "top_objects", top_objects(r));
	put(root, "unknowns", tallies(r->unknowns, r->nunknowns, "reason", "functions"));
	for (int i = 0; i < TERM_COUNT; i++)
		put(words, report_terms[i].key, json_string(report_terms[i].words));
	put(root, "definitions", words);
	int err = json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9));

	fputc('\n', out);
	json_decref(root);
	return err || ferror(out) ? -CM_EIO : 0;
}
