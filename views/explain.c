/* SPDX-License-Identifier: Apache-2.0 */
#include "views/explain.h"

#include <string.h>

static int read_names(struct explain *x, const char *sql, bool objects, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(x->db, sql);
	int err;

	while ((err = store_step(x->db, st, d)) == 1) {
		const char *name = (const char *)sqlite3_column_text(st, 1);
		uint32_t n = objects ? x->objects.n : x->functions.n;

		if (sqlite3_column_int64(st, 0) != n || !name) {
			err = diag_set(d, CM_EFORMAT, sqlite3_db_filename(x->db, "main"),
				       "ids are not dense; run capmap-analyze again");
			break;
		}
		name = arena_strdup(&x->mem, name);
		if (objects)
			vec_push(&x->objects, name);
		else
			vec_push(&x->functions, name);
	}
	sqlite3_finalize(st);
	return err;
}

int explain_open(struct explain *x, sqlite3 *db, struct diag *d)
{
	memset(x, 0, sizeof(*x));
	x->db = db;
	arena_init(&x->mem);
	vec_push(&x->functions, "");
	vec_push(&x->objects, "");
	int err = read_names(x, "SELECT id, name FROM function ORDER BY id", false, d);

	if (!err)
		err = read_names(x, "SELECT id, name FROM object ORDER BY id", true, d);
	if (!err)
		err = evidence_open(&x->evidence, db, d);
	if (err)
		explain_close(x);
	return err;
}

void explain_close(struct explain *x)
{
	evidence_close(&x->evidence);
	vec_free(&x->functions);
	vec_free(&x->objects);
	arena_release(&x->mem);
}

/* ---- Words ---------------------------------------------------------------------------------- */

static const char *function_name(const struct explain *x, uint32_t id)
{
	return id < x->functions.n ? x->functions.v[id] : "";
}

static const char *object_name(const struct explain *x, uint32_t object)
{
	uint32_t id = x->evidence.objects.v[object].id;

	return id && id < x->objects.n ? x->objects.v[id] : "an object without a name";
}

/* "cred_jar.usage", "table+8", "table (anywhere)", "table". */
static const char *place(struct explain *x, uint32_t loc)
{
	const struct evidence_loc *l = &x->evidence.locs.v[loc];
	const char *object = object_name(x, l->object), *field = x->evidence.strings.v[l->field];

	if (l->offset == EVIDENCE_ANY_OFFSET)
		return arena_printf(&x->mem, "%s (at an unknown offset)", object);
	if (field[0])
		return arena_printf(&x->mem, "%s%s%s", object, field[0] == '[' ? "" : ".", field);
	return l->offset ? arena_printf(&x->mem, "%s+%u", object, l->offset) : object;
}

/* The same for an address that is given: the object alone stands for its start. */
static const char *address(struct explain *x, uint32_t loc)
{
	const struct evidence_loc *l = &x->evidence.locs.v[loc];

	return l->offset ? place(x, loc) : object_name(x, l->object);
}

static const char *write_verb(const char *via)
{
	static const char *const verbs[][2] = {
	    {"atomic", "updates"},
	    {"copy", "copies into"},
	    {"asm", "writes by inline assembly to"},
	};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (!strcmp(verbs[i][0], via))
			return verbs[i][1];
	return "writes to";
}

/* What makes a state hold, in words; NULL for what the source does not show. */
static const char *step_text(struct explain *x, const struct evidence_step *s)
{
	const struct evidence *e = &x->evidence;
	const struct evidence_constraint *c = &e->constraints.v[s->constraint];
	uint32_t callee;

	switch (s->kind) {
	case EVIDENCE_ARGUMENT:
		callee = e->function_of.v[evidence_instance(e, c->dst)];
		return arena_printf(&x->mem, "passed to %s", function_name(x, callee));
	case EVIDENCE_RESULT:
		callee = e->function_of.v[evidence_instance(e, c->src)];
		return arena_printf(&x->mem, "returned by %s", function_name(x, callee));
	case EVIDENCE_SHIFT:
		return arena_printf(&x->mem, "address of %s computed", place(x, s->loc));
	case EVIDENCE_LOAD:
		return arena_printf(&x->mem, "loaded from %s", place(x, s->memory));
	case EVIDENCE_STORE:
		return arena_printf(&x->mem, "stored in %s", place(x, s->memory));
	case EVIDENCE_ADDRESS:
		return arena_printf(&x->mem, "address of %s taken", address(x, s->loc));
	case EVIDENCE_ALLOC:
		return arena_printf(&x->mem, "%s allocated",
				    object_name(x, e->locs.v[s->loc].object));
	case EVIDENCE_INITIAL:
		return arena_printf(&x->mem, "address of %s in the initialiser of %s",
				    address(x, s->loc),
				    place(x, e->memory[e->first_memory[s->node]]));
	case EVIDENCE_TABLE:
		return arena_printf(&x->mem, "%s lies in a section table, whose start is taken",
				    address(x, s->loc));
	case EVIDENCE_NUMBER:
		return arena_printf(
		    &x->mem,
		    "a number taken for the address of %s, as for that of any such allocation",
		    object_name(x, e->locs.v[s->loc].object));
	case EVIDENCE_JOINED:
		return arena_printf(
		    &x->mem,
		    "one of too many pointers to tell apart, which together may point to %s",
		    place(x, s->loc));
	default:
		return NULL;
	}
}

/* ---- Chains --------------------------------------------------------------------------------- */

struct starts {
	VEC(struct evidence_state) states;
	VEC(uint32_t) site_of; /* [state] */
};

static bool contains(const uint32_t *ids, uint32_t n, uint32_t id)
{
	uint32_t lo = 0, hi = n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (ids[mid] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && ids[lo] == id;
}

static bool is_of_site(const struct explain *x, const struct evidence_access *a,
		       const struct explain_site *s)
{
	return a->function == s->function && a->line == s->line &&
	       a->caller == (s->writer == s->function ? 0 : s->writer) &&
	       !strcmp(x->evidence.strings.v[a->file], s->file);
}

static void add_starts(struct explain *x, struct starts *t, const struct evidence_access *a,
		       uint32_t site, const uint32_t *objects, uint32_t nobjects)
{
	const struct evidence *e = &x->evidence;
	const struct evidence_set *set = evidence_set(&x->evidence, a->node);

	for (uint32_t i = 0; i < set->n; i++) {
		const struct evidence_object *o = &e->objects.v[e->locs.v[set->v[i]].object];

		if (o->flags & EVIDENCE_READ_ONLY || !contains(objects, nobjects, o->id))
			continue;
		vec_push(&t->states, ((struct evidence_state){a->node, set->v[i]}));
		vec_push(&t->site_of, site);
	}
}

static void find_starts(struct explain *x, struct starts *t, const struct explain_site *sites,
			uint32_t nsites, const uint32_t *objects, uint32_t nobjects)
{
	const struct evidence *e = &x->evidence;

	vec_each (&e->accesses, i)
		for (uint32_t s = 0; s < nsites; s++)
			if (is_of_site(x, &e->accesses.v[i], &sites[s]))
				add_starts(x, t, &e->accesses.v[i], s, objects, nobjects);
}

static struct explain_step site_step(struct explain *x, const struct explain_site *s, uint32_t loc)
{
	const char *rights = "";

	if (s->writer != s->function)
		rights = arena_printf(&x->mem, " on the rights of %s", function_name(x, s->writer));
	return (struct explain_step){
	    .file = s->file,
	    .line = s->line,
	    .function = function_name(x, s->function),
	    .text = arena_printf(&x->mem, "%s %s%s", write_verb(s->via), place(x, loc), rights),
	};
}

static void describe(struct explain *x, const struct evidence_path *path,
		     struct explain_step *steps, uint32_t *n)
{
	const struct evidence *e = &x->evidence;

	vec_each (&path->steps, i) {
		const struct evidence_step *s = &path->steps.v[i];
		const struct evidence_constraint *c = &e->constraints.v[s->constraint];
		const char *text = step_text(x, s);

		if (text)
			steps[(*n)++] = (struct explain_step){
			    .file = e->strings.v[c->file],
			    .line = c->line,
			    .function = function_name(x, e->function_of.v[c->inst]),
			    .text = text,
			};
	}
}

struct explain_chain explain_write_chain(struct explain *x, const struct explain_site *sites,
					 uint32_t nsites, const uint32_t *objects,
					 uint32_t nobjects)
{
	struct explain_chain chain = {0};
	struct evidence_path path = {0};
	struct starts t = {0};

	find_starts(x, &t, sites, nsites, objects, nobjects);
	int64_t at = evidence_search(&x->evidence, t.states.v, t.states.n, &path);

	if (at >= 0) {
		struct explain_step *steps =
		    arena_array(&x->mem, struct explain_step, path.steps.n + 1);
		uint32_t loc = t.states.v[at].loc;

		chain.steps = steps;
		chain.site = t.site_of.v[at];
		chain.object = x->evidence.objects.v[x->evidence.locs.v[loc].object].id;
		steps[chain.nsteps++] = site_step(x, &sites[chain.site], loc);
		describe(x, &path, steps, &chain.nsteps);
	}
	vec_free(&t.states);
	vec_free(&t.site_of);
	vec_free(&path.steps);
	return chain;
}
