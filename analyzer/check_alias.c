/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/check_alias.h"

#include "base/diag.h"

static const char *const names[] = {
    [FACT_C_MAYALIAS] = "MAYALIAS",
    [FACT_C_NOALIAS] = "NOALIAS",
    [FACT_C_MUSTALIAS] = "MUSTALIAS",
    [FACT_C_PARTIALALIAS] = "PARTIALALIAS",
    [FACT_C_EXPECTEDFAIL_MAYALIAS] = "EXPECTEDFAIL_MAYALIAS",
    [FACT_C_EXPECTEDFAIL_NOALIAS] = "EXPECTEDFAIL_NOALIAS",
};

/* Two sets may alias when they share a location, when an object of one is met at an unknown offset
 * in the other, or when either holds the unknown object and neither is empty. */
static bool may_alias(const struct solution *s, const struct pts *a, const struct pts *b)
{
	struct pts_iter i = pts_begin(a), j;
	uint32_t x, y;

	if (pts_intersects(a, b))
		return true;
	while (pts_next(&i, &x)) {
		const struct solve_loc *lx = solve_loc(s, x);

		j = pts_begin(b);
		while (pts_next(&j, &y)) {
			const struct solve_loc *ly = solve_loc(s, y);

			if (lx->obj == OBJ_UNKNOWN || ly->obj == OBJ_UNKNOWN)
				return true;
			if (lx->obj == ly->obj && (lx->off == OFF_ANY || ly->off == OFF_ANY))
				return true;
		}
	}
	return false;
}

/* The analysis is a may-analysis: MUSTALIAS and PARTIALALIAS hold when the sets may alias. An
 * EXPECTEDFAIL line states what a more precise analysis would say and passes when we do not. */
static bool holds(uint32_t kind, bool alias)
{
	switch (kind) {
	case FACT_C_MAYALIAS:
	case FACT_C_MUSTALIAS:
	case FACT_C_PARTIALALIAS:
	case FACT_C_EXPECTEDFAIL_NOALIAS:
		return alias;
	default:
		return !alias;
	}
}

static func_id function_of(const struct program *p, uint32_t module, fact_node n)
{
	const struct facts *f = program_facts(p, module);

	for (uint32_t i = 1; i < f->funcs.n; i++)
		if (n >= f->funcs.v[i].first_node && n < f->funcs.v[i].end_node)
			return p->func_map[module][i];
	return 0;
}

/* The union over the instances of the function the check stands in. */
static void collect(const struct solution *s, func_id f, fact_node n, struct pts *out)
{
	for (inst_id i = 1; n && i < solve_instance_count(s); i++)
		if (solve_instance(s, i)->func == f && solve_instance_live(s, i))
			pts_union(out, solve_pts(s, solve_node(s, i, n)), NULL);
}

uint32_t check_alias(const struct program *p, const struct solution *s, FILE *out)
{
	uint32_t passed = 0, failed = 0;

	for (uint32_t m = 0; m < p->in->modules.n; m++) {
		const struct facts *f = program_facts(p, m);

		for (uint32_t i = 1; i < f->checks.n; i++) {
			const struct fact_check *c = &f->checks.v[i];
			struct fact_loc at = program_loc(p, m, c->loc);
			struct pts a = {0}, b = {0};
			func_id fn = function_of(p, m, c->a ? c->a : c->b);

			if (!fn)
				continue;
			collect(s, fn, c->a, &a);
			collect(s, fn, c->b, &b);
			bool alias = may_alias(s, &a, &b), ok = holds(c->kind, alias);

			fprintf(out, "%s %s %s:%u: the sets %s (%u and %u locations)\n",
				ok ? "ok" : "FAILED", names[c->kind], strtab_get(&p->str, at.file),
				at.line, alias ? "meet" : "are apart", pts_count(&a),
				pts_count(&b));
			ok ? passed++ : failed++;
			pts_release(&a);
			pts_release(&b);
		}
	}
	fprintf(out, "%u passed, %u failed\n", passed, failed);
	return failed;
}
