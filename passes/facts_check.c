/* SPDX-License-Identifier: Apache-2.0 */
/* facts_validate(): every rule that a consumer of facts relies on. First every field by itself, by
 * the field table; then the rules between records, which may index freely. */
#include "passes/facts_field.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ALIAS_HOPS = 16, TYPE_DEPTH = 256 };

struct check {
	const struct facts *f;
	const char *name;
	struct diag *d;
};

__attribute__((format(printf, 2, 3))) static int corrupt(const struct check *c, const char *fmt,
							 ...)
{
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return diag_set(c->d, CM_EFORMAT, c->name, "inconsistent facts: %s; extract them again",
			what);
}

static int check_strings(const struct check *c)
{
	const struct strtab *t = &c->f->str;
	uint32_t end = 0;

	vec_each (&t->off, i) {
		if (t->off.v[i] != end || end >= t->blob.n)
			return corrupt(c, "string %u is not where the previous one ends", i);
		end += (uint32_t)strnlen(t->blob.v + end, t->blob.n - end) + 1;
	}
	if (!t->off.n || end != t->blob.n || t->blob.v[0])
		return corrupt(c, "the string table does not fill its section");
	return 0;
}

/* Values of a field of this kind are min .. limit-1. */
static uint64_t limit_of(const struct facts *f, enum facts_kind kind, unsigned nwords)
{
	switch (kind) {
	case FACTS_BOOL:
		return 2;
	case FACTS_ENUM:
		return nwords;
	case FACTS_FLAGS:
		return 1u << nwords;
	case FACTS_STR:
		return strtab_count(&f->str);
	case FACTS_LOC:
		return f->locs.n;
	case FACTS_TYPE:
	case FACTS_TYPE1:
		return f->types.n;
	case FACTS_SYM:
	case FACTS_SYM1:
		return f->syms.n;
	case FACTS_FUNC:
	case FACTS_FUNC1:
		return f->funcs.n;
	case FACTS_HEAP:
	case FACTS_HEAP1:
		return f->heaps.n;
	case FACTS_NODE:
	case FACTS_NODE1:
		return (uint64_t)f->nnodes + 1;
	default:
		return UINT64_MAX;
	}
}

static bool below(uint64_t v, uint64_t limit)
{
	return v < limit || limit == UINT64_MAX;
}

static bool all_zero(const char *p, size_t n)
{
	while (n && !*p)
		p++, n--;
	return !n;
}

static int check_records(const struct check *c, enum facts_section sec)
{
	unsigned nfields;
	const struct facts_field *fd = facts_fields(sec, &nfields);
	uint32_t n;
	size_t bytes;
	const char *rec = facts_records(c->f, sec, &n, &bytes);

	if (!n || !all_zero(rec, bytes))
		return corrupt(c, "%s 0 is in use", facts_record_name(sec));
	for (unsigned k = 0; k < nfields; k++) {
		bool fixed = fd[k].kind != FACTS_SRC && fd[k].kind != FACTS_AUX;
		enum facts_kind kind = fd[k].kind;
		uint64_t limit = limit_of(c->f, kind, fd[k].nwords);

		for (uint32_t i = 1; i < n; i++) {
			uint64_t v = facts_field_value(&fd[k], rec + i * bytes);

			if (!fixed) {
				kind = facts_field_kind(&fd[k], rec + i * bytes);
				limit = limit_of(c->f, kind, 0);
			}
			if (!below(v, limit) || (!v && (kind == FACTS_ENUM || kind >= FACTS_TYPE1)))
				return corrupt(c, "%s %u has %s %" PRIu64, facts_record_name(sec),
					       i, fd[k].name, v);
		}
	}
	return 0;
}

/* Fields lie in range and ascend, and type i is not inside itself. */
struct type_walk {
	fact_type_id type;
	uint32_t next; /* of its children */
};

static fact_type_id type_child(const struct facts *f, fact_type_id t, uint32_t i)
{
	const struct fact_type *ty = &f->types.v[t];

	if (ty->kind == FACT_T_ARRAY)
		return i == 0 ? ty->elem : 0;
	return i < ty->nfields ? f->fields.v[ty->first_field + i].type : 0;
}

static uint32_t type_children(const struct facts *f, fact_type_id t)
{
	return f->types.v[t].kind == FACT_T_ARRAY ? 1 : f->types.v[t].nfields;
}

static int check_containment(const struct check *c)
{
	const struct facts *f = c->f;
	struct type_walk stack[TYPE_DEPTH];
	enum { NEW, OPEN, DONE };
	char *state = calloc(f->types.n, 1);
	int err = 0;

	if (!state)
		diag_oom(f->types.n);
	for (fact_type_id root = 1; root < f->types.n && !err; root++) {
		unsigned depth = 0;

		if (state[root] == NEW)
			stack[depth++] = (struct type_walk){root, 0};
		while (depth) {
			struct type_walk *w = &stack[depth - 1];

			state[w->type] = OPEN;
			if (w->next == type_children(f, w->type)) {
				state[w->type] = DONE;
				depth--;
				continue;
			}
			fact_type_id child = type_child(f, w->type, w->next++);

			if (!child || state[child] == DONE)
				continue;
			if (state[child] == OPEN || depth == TYPE_DEPTH) {
				err = corrupt(c, "type %u contains itself or nests beyond %d",
					      child, TYPE_DEPTH);
				break;
			}
			stack[depth++] = (struct type_walk){child, 0};
		}
	}
	free(state);
	return err;
}

static int check_types(const struct check *c)
{
	const struct facts *f = c->f;
	uint64_t total = 0;

	for (fact_type_id t = 1; t < f->types.n; t++) {
		const struct fact_type *ty = &f->types.v[t];
		bool record = ty->kind == FACT_T_STRUCT || ty->kind == FACT_T_UNION;

		total += ty->nfields;
		if ((ty->nfields && !record) || total >= f->fields.n ||
		    (uint64_t)ty->first_field + ty->nfields > f->fields.n)
			return corrupt(c, "type %u has fields %u+%u of %u", t, ty->first_field,
				       ty->nfields, f->fields.n);
		for (uint32_t i = 1; i < ty->nfields; i++)
			if (f->fields.v[ty->first_field + i].offset <
			    f->fields.v[ty->first_field + i - 1].offset)
				return corrupt(c, "fields of type %u do not ascend", t);
	}
	return check_containment(c);
}

static int check_syms(const struct check *c)
{
	const struct facts *f = c->f;

	for (fact_sym_id s = 1; s < f->syms.n; s++) {
		const struct fact_sym *sym = &f->syms.v[s];
		fact_sym_id at = s;
		unsigned hops = 0;

		if (sym->func && f->funcs.v[sym->func].sym != s)
			return corrupt(c, "sym %u and func %u disagree", s, sym->func);
		while (f->syms.v[at].target && hops <= ALIAS_HOPS) {
			at = f->syms.v[at].target;
			hops++;
		}
		if (hops > ALIAS_HOPS)
			return corrupt(c, "alias sym %u does not end", s);
	}
	return 0;
}

/* A function's range of an array starts where the previous function's ends. */
static bool follows(uint32_t *at, uint32_t first, uint32_t end)
{
	bool ok = first == *at && end >= first;

	*at = end;
	return ok;
}

static int check_funcs(const struct check *c)
{
	const struct facts *f = c->f;
	uint32_t node = 1, cons = 1, access = 1, call = 1;

	for (uint32_t i = 1; i < f->funcs.n; i++) {
		const struct fact_func *fn = &f->funcs.v[i];

		if (f->syms.v[fn->sym].func != i)
			return corrupt(c, "func %u and sym %u disagree", i, fn->sym);
		if (fn->first_node < node ||
		    (uint64_t)fn->first_node + fn->nparams + 2 > fn->end_node ||
		    fn->end_node > (uint64_t)f->nnodes + 1)
			return corrupt(c, "func %u has nodes %u..%u", i, fn->first_node,
				       fn->end_node);
		node = fn->end_node;
		if (!follows(&cons, fn->first_cons, fn->end_cons) ||
		    !follows(&access, fn->first_access, fn->end_access) ||
		    !follows(&call, fn->first_call, fn->end_call) || cons > f->cons.n ||
		    access > f->accesses.n || call > f->calls.n)
			return corrupt(c, "func %u does not follow the previous one", i);
		for (uint32_t a = fn->first_access; a < access; a++)
			if (f->accesses.v[a].func != i)
				return corrupt(c, "access %u is not of func %u", a, i);
		for (uint32_t a = fn->first_call; a < call; a++)
			if (f->calls.v[a].func != i)
				return corrupt(c, "call %u is not of func %u", a, i);
	}
	if (cons != f->cons.n || access != f->accesses.n || call != f->calls.n)
		return corrupt(c, "constraints, accesses or calls outside functions");
	return 0;
}

static int check_args(const struct check *c)
{
	const struct facts *f = c->f;
	uint64_t total = 0;

	vec_each (&f->args, i)
		if (f->args.v[i] > f->nnodes)
			return corrupt(c, "argument %u is node %u", i, f->args.v[i]);
	if (f->args.v[0])
		return corrupt(c, "argument 0 is in use");
	for (uint32_t i = 1; i < f->calls.n; i++) {
		const struct fact_call *call = &f->calls.v[i];

		total += call->nargs;
		if (total >= f->args.n || (uint64_t)call->first_arg + call->nargs > f->args.n)
			return corrupt(c, "call %u has arguments %u+%u of %u", i, call->first_arg,
				       call->nargs, f->args.n);
	}
	return 0;
}

static int check_masks(const struct check *c)
{
	for (uint32_t i = 1; i < c->f->cons.n; i++) {
		const struct fact_cons *k = &c->f->cons.v[i];

		if (k->op == FACT_MASK && (!k->aux || k->aux > 256 || (k->aux & (k->aux - 1))))
			return corrupt(c, "cons %u masks by %u", i, k->aux);
	}
	return 0;
}

int facts_validate(const struct facts *f, const char *name, struct diag *d)
{
	static int (*const between[])(const struct check *) = {
	    check_types, check_syms, check_funcs, check_args, check_masks,
	};
	const struct check c = {f, name, d};
	int err = f->args.n ? check_strings(&c) : corrupt(&c, "no arguments array");

	for (unsigned sec = 0; sec < FACTS_SEC_args && !err; sec++)
		err = check_records(&c, sec);
	for (unsigned i = 0; i < sizeof(between) / sizeof(between[0]) && !err; i++)
		err = between[i](&c);
	return err;
}
