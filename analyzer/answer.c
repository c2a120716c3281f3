/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/answer.h"
#include "analyzer/answer_reach.h"
#include "base/diag.h"

#include <string.h>

str_id answer_str(struct answer *a, str_id program_string)
{
	str_id *known = &a->str_of[program_string];

	if (!*known)
		*known = strtab_add(&a->m->str, strtab_get(&a->p->str, program_string));
	return *known;
}

uint32_t answer_subsystem(struct answer *a, str_id file)
{
	uint32_t *slot = map_at(&a->subsystem_of, (uint64_t)file + 1);
	char buf[128];

	if (*slot)
		return *slot;
	str_id name =
	    strtab_add(&a->m->str,
		       subsystem_of(a->subsystems, strtab_get(&a->p->str, file), buf, sizeof(buf)));

	for (uint32_t i = 1; i < a->m->subsystems.n; i++)
		if (a->m->subsystems.v[i] == name)
			return *slot = i;
	vec_push(&a->m->subsystems, name);
	return *slot = a->m->subsystems.n - 1;
}

void answer_unknown(struct answer *a, func_id f, str_id file, uint32_t line, const char *reason,
		    const char *detail)
{
	struct model_unknown u = {
	    .function = f ? a->func_of_sym[a->p->funcs.v[f].sym] : 0,
	    .line = line,
	    .file = answer_str(a, file),
	    .reason = strtab_add(&a->m->str, reason),
	    .detail = strtab_add(&a->m->str, detail),
	};

	vec_push(&a->m->unknowns, u);
}

static void limit_unknown(struct answer *a)
{
	enum solve_limit_kind met = solve_limit_met(a->s);

	if (met)
		answer_unknown(a, 0, 0, 0, "limit", solve_limit_name(met));
}

/* What the modules and the link already knew to be missing. */
static void carry_unknowns(struct answer *a)
{
	vec_each (&a->p->unknowns, i) {
		const struct program_unknown *u = &a->p->unknowns.v[i];

		answer_unknown(a, u->func, u->file, u->line, strtab_get(&a->p->str, u->reason),
			       strtab_get(&a->p->str, u->detail));
	}
	for (uint32_t m = 0; m < a->p->in->modules.n; m++) {
		const struct facts *f = program_facts(a->p, m);

		for (uint32_t i = 1; i < f->unknowns.n; i++) {
			const struct fact_unknown *u = &f->unknowns.v[i];
			struct fact_loc at = program_loc(a->p, m, u->loc);
			func_id fn = u->func ? a->p->func_map[m][u->func] : 0;

			if (u->func && !fn)
				continue; /* in a body that lost at link time */
			answer_unknown(a, fn, at.file, at.line, strtab_get(&f->str, u->reason),
				       strtab_get(&f->str, u->detail));
		}
	}
	vec_each (&a->p->in->skipped, i) {
		const struct input_skipped *k = &a->p->in->skipped.v[i];
		struct model_unknown u = {
		    .file = strtab_add(&a->m->str, k->name),
		    .reason = strtab_add(&a->m->str, k->reason),
		};

		vec_push(&a->m->unknowns, u);
	}
}

static const struct model *sort_model;

static int compare_text(str_id x, str_id y)
{
	return x == y ? 0
		      : strcmp(strtab_get(&sort_model->str, x), strtab_get(&sort_model->str, y));
}

static int compare_unknowns(const void *x, const void *y)
{
	const struct model_unknown *a = x, *b = y;
	int c = a->function < b->function ? -1 : a->function > b->function;

	if (!c)
		c = compare_text(a->file, b->file);
	if (!c)
		c = a->line < b->line ? -1 : a->line > b->line;
	if (!c)
		c = compare_text(a->reason, b->reason);
	return c ? c : compare_text(a->detail, b->detail);
}

static void sort_unknowns(struct model *m)
{
	uint32_t out = 0;

	if (!m->unknowns.n)
		return;
	sort_model = m;
	qsort(m->unknowns.v, m->unknowns.n, sizeof(*m->unknowns.v), compare_unknowns);
	for (uint32_t i = 1; i < m->unknowns.n; i++)
		if (compare_unknowns(&m->unknowns.v[out], &m->unknowns.v[i]))
			m->unknowns.v[++out] = m->unknowns.v[i];
	m->unknowns.n = out + 1;
}

static int compare_subsystems(const void *x, const void *y)
{
	return compare_text(sort_model->subsystems.v[*(const uint32_t *)x],
			    sort_model->subsystems.v[*(const uint32_t *)y]);
}

void answer_subsystems_sort(struct answer *a)
{
	struct model *m = a->m;
	uint32_t n = m->subsystems.n, *order = calloc(n, sizeof(*order)),
		 *to = calloc(n, sizeof(*to));
	str_id *names = calloc(n, sizeof(*names));

	if (!order || !to || !names)
		diag_oom(n * 12ul);
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	sort_model = m;
	qsort(order + 1, n - 1, sizeof(*order), compare_subsystems);
	for (uint32_t i = 1; i < n; i++) {
		to[order[i]] = i;
		names[i] = m->subsystems.v[order[i]];
	}
	for (uint32_t i = 1; i < n; i++)
		m->subsystems.v[i] = names[i];
	for (uint32_t i = 1; i < m->functions.n; i++)
		m->functions.v[i].subsystem = to[m->functions.v[i].subsystem];
	for (uint32_t i = 1; i < m->objects.n; i++)
		m->objects.v[i].subsystem = to[m->objects.v[i].subsystem];
	free(order);
	free(to);
	free(names);
}

void answer_build(struct answer *a, struct answer_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	a->stats = stats;
	map_init(&a->subsystem_of);
	a->func_of_sym = calloc(a->p->syms.n, sizeof(uint32_t));
	a->obj_of = calloc(solve_object_count(a->s), sizeof(uint32_t));
	a->str_of = calloc(strtab_count(&a->p->str), sizeof(str_id));
	if (!a->func_of_sym || !a->obj_of || !a->str_of)
		diag_oom(a->p->syms.n * sizeof(uint32_t));
	answer_functions(a);
	answer_objects(a);
	answer_subsystems_sort(a);
	a->reach = answer_reach(a);
	answer_reach_unknowns(a);
	answer_sites(a);
	answer_calls(a);
	carry_unknowns(a);
	limit_unknown(a);
	sort_unknowns(a->m);
	map_release(&a->subsystem_of);
}

void answer_release(struct answer *a)
{
	free(a->func_of_sym);
	free(a->obj_of);
	free(a->str_of);
	free(a->reach);
}
