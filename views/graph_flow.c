/* SPDX-License-Identifier: Apache-2.0 */
#include "views/graph_flow.h"
#include "views/number.h"

#include <string.h>

void flow_init(struct flow *f, const struct census *c, struct arena *mem, uint32_t ngroups,
	       uint32_t ntargets)
{
	*f = (struct flow){.c = c, .mem = mem, .ngroups = ngroups, .ntargets = ntargets};
	f->group = arena_array(mem, struct flow_group, ngroups + 1);
	f->group_of = arena_array(mem, uint32_t, c->nfunctions + 1);
	f->target_of = arena_array(mem, uint32_t, c->nregions + 1);
	f->target_node = arena_array(mem, uint32_t, ntargets + 1);
	f->count = arena_array(mem, uint32_t, (size_t)(ngroups + 1) * (ntargets + 1));
}

static uint32_t *cell(struct flow *f, uint32_t group, uint32_t target)
{
	return &f->count[(size_t)group * (f->ntargets + 1) + target];
}

void flow_count(struct flow *f)
{
	const struct census *c = f->c;
	uint32_t *seen = arena_array(f->mem, uint32_t, f->ntargets + 1); /* last function */

	memset(f->count, 0, (size_t)(f->ngroups + 1) * (f->ntargets + 1) * sizeof(*f->count));
	for (uint32_t g = 1; g <= f->ngroups; g++)
		f->group[g].functions = 0;
	for (uint32_t fn = 1; fn <= c->nfunctions; fn++) {
		uint32_t group = f->group_of[fn];
		bool any = false;

		for (uint32_t i = c->first[fn]; group && i < c->first[fn + 1]; i++) {
			uint32_t target = f->target_of[c->may_write[i]];

			if (!target)
				continue;
			any = true;
			if (seen[target] != fn)
				++*cell(f, group, target);
			seen[target] = fn;
		}
		f->group[group].functions += any;
	}
}

/* How many groups of the kind come before group, by functions and then by id. */
static uint32_t rank(const struct flow *f, uint32_t group)
{
	uint32_t n = 0;

	for (uint32_t g = 1; g <= f->ngroups; g++)
		if (f->group[g].kind == f->group[group].kind && f->group[g].functions)
			n += f->group[g].functions > f->group[group].functions ||
			     (f->group[g].functions == f->group[group].functions && g < group);
	return n;
}

void flow_merge(struct flow *f, uint32_t kind, uint32_t keep, const char *noun)
{
	uint32_t *into = arena_array(f->mem, uint32_t, f->ngroups + 1);
	uint32_t rest = 0, merged = 0;

	for (uint32_t g = 1; g <= f->ngroups; g++) {
		into[g] = g;
		if (f->group[g].kind != kind || !f->group[g].functions || rank(f, g) < keep)
			continue;
		rest = rest ? rest : g;
		into[g] = rest;
		merged++;
		if (f->group[g].cluster != f->group[rest].cluster)
			f->group[rest].cluster = 0;
	}
	if (merged < 2)
		return;
	for (uint32_t fn = 1; fn <= f->c->nfunctions; fn++)
		f->group_of[fn] = into[f->group_of[fn]];
	f->group[rest].merged = merged;
	f->group[rest].name = arena_printf(f->mem, "(+%u more %s)", merged, noun);
	flow_count(f);
}

static void list_functions(struct flow *f, struct picture *g, uint32_t group)
{
	const struct census *c = f->c;

	for (uint32_t fn = 1; fn <= c->nfunctions; fn++) {
		char text[1024];
		size_t at;

		if (f->group_of[fn] != group)
			continue;
		at = (size_t)snprintf(text, sizeof(text), "%s:", c->function[fn].name);
		for (uint32_t i = c->first[fn]; i < c->first[fn + 1] && at < sizeof(text); i++)
			if (f->target_of[c->may_write[i]])
				at += (size_t)snprintf(text + at, sizeof(text) - at, " %s",
						       c->region[c->may_write[i]].name);
		if (text[strlen(text) - 1] != ':')
			picture_item(g, f->group[group].node, text);
	}
}

void flow_draw_groups(struct flow *f, struct picture *g)
{
	struct number n;

	for (uint32_t i = 1; i <= f->ngroups; i++) {
		struct flow_group *group = &f->group[i];

		if (!group->functions)
			continue;
		group->node = picture_node(g, group->merged ? PICTURE_MORE : PICTURE_FUNCTIONS,
					   group->cluster, CENSUS_NOT_SET, group->name,
					   number_of(&n, group->functions, "function"));
		picture_heading(g, group->node,
				"Functions, and the regions here that each may write");
		list_functions(f, g, i);
	}
}

void flow_draw_edges(struct flow *f, struct picture *g)
{
	struct number n;

	for (uint32_t i = 1; i <= f->ngroups; i++)
		for (uint32_t t = 1; f->group[i].functions && t <= f->ntargets; t++) {
			uint32_t count = *cell(f, i, t), node = f->target_node[t];
			char tip[512];

			if (!count)
				continue;
			snprintf(tip, sizeof(tip), "%s: %s may write %s", f->group[i].name,
				 number_of(&n, count, "function"), g->nodes.v[node].title);
			picture_edge(g, f->group[i].node, node, PICTURE_WRITES, count, tip);
		}
}
