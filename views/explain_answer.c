/* SPDX-License-Identifier: Apache-2.0 */
/* The question put to the store: who may write where, and what is missing for those who may not. */
#include "views/explain.h"
#include "views/suggest.h"

#include <string.h>

/* A query with up to two ids bound; each row goes to row(). */
struct asking {
	struct explain *x;
	struct explain_answer *a;
};
typedef void row_fn(struct asking *q, sqlite3_stmt *st);

static int ask(struct asking *q, const char *sql, uint32_t first, uint32_t second, row_fn *row,
	       struct diag *d)
{
	sqlite3_stmt *st = store_prepare(q->x->db, sql);
	int err;

	if (sqlite3_bind_parameter_count(st) > 0)
		sqlite3_bind_int64(st, 1, first);
	if (sqlite3_bind_parameter_count(st) > 1)
		sqlite3_bind_int64(st, 2, second);
	while ((err = store_step(q->x->db, st, d)) == 1)
		row(q, st);
	sqlite3_finalize(st);
	return err;
}

static uint32_t id_at(sqlite3_stmt *st, int col)
{
	return (uint32_t)sqlite3_column_int64(st, col);
}

static const char *text_at(struct asking *q, sqlite3_stmt *st, int col)
{
	const char *s = (const char *)sqlite3_column_text(st, col);

	return s ? arena_strdup(&q->x->mem, s) : "";
}

/* ---- Names ---------------------------------------------------------------------------------- */

static uint32_t find(const char *const *names, uint32_t n, const char *name, struct suggest *near)
{
	for (uint32_t i = 1; i < n; i++) {
		if (!strcmp(names[i], name))
			return i;
		suggest_offer(near, names[i]);
	}
	return 0;
}

static int find_function(struct asking *q, const char *name, struct diag *d)
{
	struct suggest near;
	char text[512];

	suggest_init(&near, name);
	q->a->function = find(q->x->functions.v, q->x->functions.n, name, &near);
	if (q->a->function)
		return CM_OK;
	return diag_set(d, CM_ENOTFOUND, "FUNCTION", "the store has no function '%s'%s", name,
			suggest_text(&near, text, sizeof(text)));
}

static int find_region(struct asking *q, const char *name, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(q->x->db, "SELECT id, name FROM region ORDER BY id");
	struct suggest near;
	char text[512];
	int err;

	suggest_init(&near, name);
	while ((err = store_step(q->x->db, st, d)) == 1) {
		const char *region = text_at(q, st, 1);

		if (!strcmp(region, name))
			q->a->region = id_at(st, 0);
		suggest_offer(&near, region);
	}
	sqlite3_finalize(st);
	if (err || q->a->region)
		return err;
	q->a->object = find(q->x->objects.v, q->x->objects.n, name, &near);
	if (q->a->object)
		return CM_OK;
	return diag_set(d, CM_ENOTFOUND, "REGION", "the store has no region or object '%s'%s", name,
			suggest_text(&near, text, sizeof(text)));
}

static void take_region(struct asking *q, sqlite3_stmt *st)
{
	q->a->region = id_at(st, 0);
	q->a->region_name = text_at(q, st, 1);
	q->a->key = sqlite3_column_type(st, 2) == SQLITE_NULL ? -1 : sqlite3_column_int(st, 2);
}

static int describe_region(struct asking *q, struct diag *d)
{
	if (q->a->object)
		return ask(q,
			   "SELECT r.id, r.name, r.key FROM object o JOIN region r"
			   " ON r.id = o.region WHERE o.id = ?",
			   q->a->object, 0, take_region, d);
	return ask(q, "SELECT id, name, key FROM region WHERE id = ?", q->a->region, 0, take_region,
		   d);
}

/* ---- May ------------------------------------------------------------------------------------ */

static void take_site(struct asking *q, sqlite3_stmt *st)
{
	struct explain_site s = {
	    .writer = q->a->function,
	    .function = id_at(st, 0),
	    .line = id_at(st, 1),
	    .file = text_at(q, st, 2),
	    .via = text_at(q, st, 3),
	};

	vec_push(&q->a->sites, s);
}

static int find_sites(struct asking *q, bool of_object, struct diag *d)
{
#define SITES                                                                                      \
	"SELECT s.function, s.line, p.path, s.via FROM site s LEFT JOIN file p ON p.id = s.file"   \
	" WHERE (s.caller = ?1 OR (s.caller IS NULL AND s.function = ?1)) AND s.right = 'w'"       \
	" AND EXISTS (SELECT 1 FROM pset t JOIN object o ON o.id = t.object"                       \
	" WHERE t.id = s.pset AND "
	q->a->sites.n = 0;
	return ask(
	    q, of_object ? SITES "o.id = ?2) ORDER BY s.id" : SITES "o.region = ?2) ORDER BY s.id",
	    q->a->function, of_object ? q->a->object : q->a->region, take_site, d);
#undef SITES
}

static void take_key_region(struct asking *q, sqlite3_stmt *st)
{
	vec_push(&q->a->key_regions, text_at(q, st, 0));
}

static int find_how(struct asking *q, struct diag *d)
{
	struct explain_answer *a = q->a;
	int err = CM_OK;

	if (a->object) {
		err = find_sites(q, true, d);
		if (!err && a->sites.n)
			a->how = EXPLAIN_ACCESS;
	}
	if (!err && a->region && a->how == EXPLAIN_NOT) {
		err = find_sites(q, false, d);
		if (!err && a->sites.n)
			a->how = a->object ? EXPLAIN_REGION : EXPLAIN_ACCESS;
	}
	if (!err && a->how == EXPLAIN_NOT && a->key > 0) {
		err = ask(q,
			  "SELECT r.name FROM func_region w JOIN region r ON r.id = w.region"
			  " WHERE w.function = ? AND w.right = 'w' AND r.key ="
			  " (SELECT key FROM region WHERE id = ?) ORDER BY r.name",
			  a->function, a->region, take_key_region, d);
		if (!err && a->key_regions.n)
			a->how = EXPLAIN_KEY;
	}
	return err;
}

struct id_list {
	struct asking q;
	explain_ids ids;
};

static void take_id(struct asking *q, sqlite3_stmt *st)
{
	vec_push(&((struct id_list *)q)->ids, id_at(st, 0));
}

/* The chains: of the site with the shortest, or of every site. */
static int find_chains(struct asking *q, bool all, struct diag *d)
{
	struct explain_answer *a = q->a;
	struct id_list l = {.q = *q};
	int err = CM_OK;

	if (a->how == EXPLAIN_ACCESS && a->object)
		vec_push(&l.ids, a->object);
	else
		err = ask(&l.q, "SELECT id FROM object WHERE region = ? ORDER BY id", a->region, 0,
			  take_id, d);
	for (uint32_t i = 0; i < (all ? a->sites.n : 1) && !err; i++) {
		struct explain_chain c = explain_write_chain(
		    q->x, a->sites.v + i, all ? 1 : a->sites.n, l.ids.v, l.ids.n);

		c.site += i;
		vec_push(&a->chains, c);
	}
	vec_free(&l.ids);
	return err;
}

/* ---- May not -------------------------------------------------------------------------------- */

static void take_helper(struct asking *q, sqlite3_stmt *st)
{
	q->a->helper = sqlite3_column_int(st, 0);
}

static void take_own_region(struct asking *q, sqlite3_stmt *st)
{
	vec_push(&q->a->regions, text_at(q, st, 0));
}

static void take_writer(struct asking *q, sqlite3_stmt *st)
{
	vec_push(&q->a->writers, id_at(st, 0));
}

static void take_unknown(struct asking *q, sqlite3_stmt *st)
{
	vec_push(&q->a->unknowns, ((struct explain_unknown){.file = text_at(q, st, 0),
							    .line = id_at(st, 1),
							    .reason = text_at(q, st, 2)}));
}

struct call {
	uint32_t caller, callee, line, file; /* file: the store's id, 0 unknown */
};

struct calling {
	struct asking q;
	VEC(struct call) calls; /* by caller */
};

static void take_call(struct asking *q, sqlite3_stmt *st)
{
	struct calling *c = (struct calling *)q;

	vec_push(&c->calls,
		 ((struct call){id_at(st, 0), id_at(st, 1), id_at(st, 2), id_at(st, 3)}));
}

static uint32_t first_call(const struct calling *c, uint32_t caller)
{
	uint32_t lo = 0, hi = c->calls.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (c->calls.v[mid].caller < caller)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void take_call_file(struct asking *q, sqlite3_stmt *st)
{
	q->a->calls.v[q->a->calls.n - 1].file = text_at(q, st, 0);
}

/* Breadth first from the function to any that is marked; the calls on the way, in order. */
static int search_calls(struct calling *c, const uint8_t *is_writer, uint32_t *by, struct diag *d)
{
	struct explain *x = c->q.x;
	explain_ids queue = {0}, way = {0};
	uint32_t found = 0;
	int err = CM_OK;

	vec_push(&queue, c->q.a->function);
	for (uint32_t i = 0; i < queue.n && !found; i++)
		for (uint32_t k = first_call(c, queue.v[i]);
		     k < c->calls.n && c->calls.v[k].caller == queue.v[i] && !found; k++) {
			uint32_t to = c->calls.v[k].callee;

			if (to >= x->functions.n || by[to] || to == c->q.a->function)
				continue;
			by[to] = k + 1;
			vec_push(&queue, to);
			if (is_writer[to])
				found = to;
		}
	for (; found && found != c->q.a->function; found = c->calls.v[by[found] - 1].caller)
		vec_push(&way, by[found] - 1);
	for (uint32_t i = way.n; i-- > 0 && !err;) {
		const struct call *k = &c->calls.v[way.v[i]];
		struct explain_step s = {
		    .file = "",
		    .line = k->line,
		    .function = x->functions.v[k->caller],
		    .text = arena_printf(&x->mem, "calls %s", x->functions.v[k->callee]),
		};

		vec_push(&c->q.a->calls, s);
		err =
		    ask(&c->q, "SELECT path FROM file WHERE id = ?", k->file, 0, take_call_file, d);
	}
	vec_free(&queue);
	vec_free(&way);
	return err;
}

static int find_call_path(struct asking *q, struct diag *d)
{
	struct calling c = {.q = *q};
	uint32_t n = q->x->functions.n, *by = calloc(n, sizeof(*by));
	uint8_t *is_writer = calloc(n, 1);
	int err;

	if (!by || !is_writer)
		diag_oom(n * 5ul);
	vec_each (&q->a->writers, i)
		if (q->a->writers.v[i] < n)
			is_writer[q->a->writers.v[i]] = 1;
	err = ask(&c.q,
		  "SELECT caller, callee, line, file FROM call ORDER BY caller, callee, file, line",
		  0, 0, take_call, d);
	if (!err)
		err = search_calls(&c, is_writer, by, d);
	vec_free(&c.calls);
	free(is_writer);
	free(by);
	return err;
}

static int find_rest(struct asking *q, struct diag *d)
{
	struct explain_answer *a = q->a;
	int err =
	    ask(q, "SELECT helper FROM function WHERE id = ?", a->function, 0, take_helper, d);

	if (!err)
		err = ask(q,
			  "SELECT r.name FROM func_region w JOIN region r ON r.id = w.region"
			  " WHERE w.function = ? AND w.right = 'w' ORDER BY r.name",
			  a->function, 0, take_own_region, d);

	if (!err && a->object)
		err = ask(q,
			  "SELECT DISTINCT coalesce(s.caller, s.function) FROM pset t JOIN site s"
			  " ON s.pset = t.id WHERE t.object = ? AND s.right = 'w' ORDER BY 1",
			  a->object, 0, take_writer, d);
	else if (!err)
		err = ask(q,
			  "SELECT function FROM func_region WHERE region = ? AND right = 'w'"
			  " ORDER BY function",
			  a->region, 0, take_writer, d);
	if (!err)
		err =
		    ask(q,
			"SELECT p.path, u.line, u.reason FROM unknown u LEFT JOIN file p"
			" ON p.id = u.file WHERE u.function = ? ORDER BY p.path, u.line, u.reason",
			a->function, 0, take_unknown, d);
	if (!err && a->how == EXPLAIN_NOT && a->writers.n)
		err = find_call_path(q, d);
	return err;
}

int explain_answer(struct explain *x, struct explain_answer *a, const char *function,
		   const char *where, bool all, struct diag *d)
{
	struct asking q = {x, a};
	int err;

	memset(a, 0, sizeof(*a));
	a->region_name = "";
	a->key = -1;
	err = find_function(&q, function, d);
	if (!err)
		err = find_region(&q, where, d);
	if (!err)
		err = describe_region(&q, d);
	if (!err)
		err = find_how(&q, d);
	if (!err && a->sites.n)
		err = find_chains(&q, all, d);
	if (!err)
		err = find_rest(&q, d);
	if (err)
		explain_answer_release(a);
	return err;
}

void explain_answer_release(struct explain_answer *a)
{
	vec_free(&a->sites);
	vec_free(&a->chains);
	vec_free(&a->regions);
	vec_free(&a->key_regions);
	vec_free(&a->writers);
	vec_free(&a->calls);
	vec_free(&a->unknowns);
}

const char *explain_how_name(enum explain_how how)
{
	static const char *const names[] = {"not", "access", "region", "key"};

	return names[how];
}
