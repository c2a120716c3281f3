/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/map_print.h"
#include "base/json.h"

#include <inttypes.h>

enum { TOP = 10 };

static double percent(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

/* How far the cost may be above the least possible, in per cent of the cost. */
static double gap(const struct assignment *a)
{
	return a->cost ? 100.0 * (double)(a->cost - a->bound) / (double)a->cost : 0;
}

static const char *unit(const struct map_result *r)
{
	return r->by == WEIGHT_OBJECTS ? "(function, object)" : "(function, region)";
}

static void print_distance(const struct map_result *r, FILE *out)
{
	const struct assignment *a = r->assignment;

	fprintf(out, "cost             %" PRId64 " %s pairs granted by sharing: ", a->cost,
		unit(r));
	if (a->optimal)
		fprintf(out, "the least possible\n");
	else
		fprintf(out,
			"at least %" PRId64 " in any assignment, so at most %.1f %% too many\n",
			a->bound, gap(a));
}

static void print_keys(const struct map_result *r, FILE *out)
{
	const struct matrix *m = r->matrix;
	const struct price *p = r->price;

	fprintf(out, "\nkey  regions  functions  granted only by sharing\n");
	for (uint32_t k = 1; k <= r->assignment->used; k++) {
		fprintf(out, "%3u  %7u  %9" PRIu64 "  %" PRIu64 "%s\n", k, p->regions[k],
			p->holders[k], p->by_key[k], p->holders[k] ? "" : "  (nobody opens it)");
		vec_each (&m->regions, i)
			if (r->assignment->key[i] == k)
				fprintf(
				    out, "     %-24s %6u writers, %" PRIu64 " more by sharing\n",
				    m->regions.v[i].name, m->regions.v[i].writers, p->by_region[i]);
	}
}

static void print_unguarded(const struct map_result *r, FILE *out)
{
	if (r->unguarded->v.n)
		fprintf(out, "\nobjects without a key, because they are\n");
	vec_each (&r->unguarded->v, i)
		fprintf(out, "  %8" PRIu64 "  %s\n", r->unguarded->v.v[i].objects,
			r->unguarded->v.v[i].why);
}

static void print_top(const struct map_result *r, FILE *out)
{
	const struct matrix *m = r->matrix;
	uint32_t top[TOP], n;

	n = price_top(r->price->by_region, m->regions.n, TOP, top);
	if (n)
		fprintf(out, "\nregions opened to most functions by sharing\n");
	for (uint32_t i = 0; i < n; i++)
		fprintf(out, "  %8" PRIu64 "  %s (key %u)\n", r->price->by_region[top[i]],
			m->regions.v[top[i]].name, r->assignment->key[top[i]]);
	n = price_top(r->price->by_function, m->functions.n, TOP, top);
	if (n)
		fprintf(out, "\nfunctions given most regions by sharing\n");
	for (uint32_t i = 0; i < n; i++)
		fprintf(out, "  %8" PRIu64 "  %s\n", r->price->by_function[top[i]],
			m->functions.v[top[i]].name);
}

void map_print_text(const struct map_result *r, FILE *out)
{
	const struct price *p = r->price;
	uint32_t regions = r->matrix->regions.n, used = r->assignment->used;
	uint64_t blocked = p->pairs - p->needed - p->granted;

	fprintf(out, "store            %s\n", r->store);
	fprintf(out, "keys             %u used of %u, %u reserved\n", used, r->keys, r->reserved);
	fprintf(out, "regions          %u in %u groups; E = keys / regions = %.4f\n", regions,
		r->conflict->n, regions ? (double)used / regions : 0);
	fprintf(out, "pairs            %" PRIu64 " (function, region)\n", p->pairs);
	fprintf(out, "  needed         %" PRIu64 " (%.2f %%)\n", p->needed,
		percent(p->needed, p->pairs));
	fprintf(out,
		"  over-privilege %" PRIu64 " (%.2f %%), granted only because a key is shared\n",
		p->granted, percent(p->granted, p->pairs));
	fprintf(out, "  blocked        %" PRIu64 " (%.2f %%)\n", blocked,
		percent(blocked, p->pairs));
	print_distance(r, out);
	print_keys(r, out);
	print_top(r, out);
	print_unguarded(r, out);
}

static json_t *keys_json(const struct map_result *r)
{
	const struct matrix *m = r->matrix;
	const struct price *p = r->price;
	json_t *keys = json_array();

	for (uint32_t k = 1; k <= r->assignment->used; k++) {
		json_t *key = json_object(), *regions = json_array();

		json_put(key, "key", json_count(k));
		json_put(key, "functions", json_count(p->holders[k]));
		json_put(key, "over_privilege", json_count(p->by_key[k]));
		vec_each (&m->regions, i)
			if (r->assignment->key[i] == k) {
				json_t *region = json_object();

				json_put(region, "region", json_name(m->regions.v[i].name));
				json_put(region, "writers", json_count(m->regions.v[i].writers));
				json_put(region, "over_privilege", json_count(p->by_region[i]));
				json_add(regions, region);
			}
		json_put(key, "regions", regions);
		json_add(keys, key);
	}
	return keys;
}

static json_t *top_functions_json(const struct map_result *r)
{
	json_t *list = json_array();
	uint32_t top[TOP];
	uint32_t n = price_top(r->price->by_function, r->matrix->functions.n, TOP, top);

	for (uint32_t i = 0; i < n; i++) {
		json_t *f = json_object();

		json_put(f, "function", json_name(r->matrix->functions.v[top[i]].name));
		json_put(f, "over_privilege", json_count(r->price->by_function[top[i]]));
		json_add(list, f);
	}
	return list;
}

static json_t *unguarded_json(const struct map_result *r)
{
	json_t *list = json_array();

	vec_each (&r->unguarded->v, i) {
		json_t *row = json_object();

		json_put(row, "objects", json_count(r->unguarded->v.v[i].objects));
		json_put(row, "why", json_name(r->unguarded->v.v[i].why));
		json_add(list, row);
	}
	return list;
}

void map_print_json(const struct map_result *r, FILE *out)
{
	const struct assignment *a = r->assignment;
	const struct price *p = r->price;
	uint64_t blocked = p->pairs - p->needed - p->granted;
	uint32_t regions = r->matrix->regions.n;
	json_t *j = json_object();

	json_put(j, "store", json_name(r->store));
	json_put(j, "keys_used", json_count(a->used));
	json_put(j, "keys_available", json_count(r->keys));
	json_put(j, "keys_reserved", json_count(r->reserved));
	json_put(j, "regions", json_count(regions));
	json_put(j, "groups", json_count(r->conflict->n));
	json_put(j, "keys_per_region", json_real(regions ? (double)a->used / regions : 0));
	json_put(j, "pairs", json_count(p->pairs));
	json_put(j, "needed", json_count(p->needed));
	json_put(j, "over_privilege", json_count(p->granted));
	json_put(j, "blocked", json_count(blocked));
	json_put(j, "blocked_percent", json_real(percent(blocked, p->pairs)));
	json_put(j, "cost_unit", json_string(unit(r)));
	json_put(j, "cost", json_count((uint64_t)a->cost));
	json_put(j, "cost_lower_bound", json_count((uint64_t)a->bound));
	json_put(j, "optimal", json_boolean(a->optimal));
	json_put(j, "gap_percent", json_real(gap(a)));
	json_put(j, "keys", keys_json(r));
	json_put(j, "top_functions", top_functions_json(r));
	json_put(j, "unguarded", unguarded_json(r));
	json_write(j, out);
}

void colouring_print_text(const struct colouring_result *r, FILE *out)
{
	fprintf(out, "%s: %u vertices, %" PRIu64 " edges\n", r->file, r->graph->n,
		edges_count(r->graph));
	fprintf(out,
		"%u colours of %u, %" PRIu64 " conflicting edges; at least %u colours needed%s\n",
		r->used, r->keys, r->bad, r->clique,
		!r->bad && r->used == r->clique ? ": the fewest possible" : "");
}

void colouring_print_json(const struct colouring_result *r, FILE *out)
{
	json_t *j = json_object(), *colours = json_array();

	json_put(j, "file", json_name(r->file));
	json_put(j, "vertices", json_count(r->graph->n));
	json_put(j, "edges", json_count(edges_count(r->graph)));
	json_put(j, "keys", json_count(r->keys));
	json_put(j, "used", json_count(r->used));
	json_put(j, "at_least", json_count(r->clique));
	json_put(j, "conflicting_edges", json_count(r->bad));
	for (uint32_t v = 0; v < r->graph->n; v++)
		json_add(colours, json_count(r->colour[v]));
	json_put(j, "colours", colours);
	json_write(j, out);
}
