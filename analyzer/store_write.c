/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/store_write.h"

#include <string.h>

struct writing {
	sqlite3 *db;
	const struct model *m;
	struct diag *d;
	uint32_t *file_id; /* str_id -> row of file, 0: none */
};

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		diag_oom(n * size);
	return p;
}

/* ---- Statements ----------------------------------------------------------------------------- */

/* Columns are bound in order; 0 is NULL where the schema allows NULL for "unknown" or "none". */
static void put_int(sqlite3_stmt *st, int col, uint64_t v)
{
	sqlite3_bind_int64(st, col, (sqlite3_int64)v);
}

static void put_id(sqlite3_stmt *st, int col, uint64_t v)
{
	if (v)
		put_int(st, col, v);
	else
		sqlite3_bind_null(st, col);
}

/* The string stays in the model while the statement runs. */
static void put_text(const struct writing *w, sqlite3_stmt *st, int col, str_id s)
{
	sqlite3_bind_text(st, col, strtab_get(&w->m->str, s), -1, SQLITE_STATIC);
}

static void put_name(const struct writing *w, sqlite3_stmt *st, int col, str_id s)
{
	if (s)
		put_text(w, st, col, s);
	else
		sqlite3_bind_null(st, col);
}

static void put_word(sqlite3_stmt *st, int col, const char *word)
{
	sqlite3_bind_text(st, col, word, -1, SQLITE_STATIC);
}

static int put_row(const struct writing *w, sqlite3_stmt *st)
{
	int err = store_step(w->db, st, w->d);

	sqlite3_reset(st);
	return err;
}

static int run(const struct writing *w, const char *sql)
{
	sqlite3_stmt *st = store_prepare(w->db, sql);
	int err;

	while ((err = store_step(w->db, st, w->d)) == 1)
		;
	sqlite3_finalize(st);
	return err;
}

/* ---- Pairs of ids --------------------------------------------------------------------------- */

/* The tables with the most rows take several a statement: a third of what one at a time takes. */
#define PAIRS_AT_ONCE 64u

struct pairs {
	const struct writing *w;
	const char *table, *more; /* more: the values behind the pair */
	uint32_t v[PAIRS_AT_ONCE][2], n;
	sqlite3_stmt *full;
};

static sqlite3_stmt *prepare_pairs(const struct pairs *p, uint32_t n)
{
	sqlite3_str *sql = sqlite3_str_new(p->w->db);

	sqlite3_str_appendf(sql, "INSERT INTO %s VALUES", p->table);
	for (uint32_t i = 0; i < n; i++)
		sqlite3_str_appendf(sql, "%s(?, ?%s)", i ? ", " : " ", p->more);
	char *text = sqlite3_str_finish(sql);

	if (!text)
		diag_oom(n);
	sqlite3_stmt *st = store_prepare(p->w->db, text);

	sqlite3_free(text);
	return st;
}

static int put_rows(struct pairs *p, sqlite3_stmt *st)
{
	for (uint32_t i = 0; i < p->n; i++) {
		put_int(st, 2 * (int)i + 1, p->v[i][0]);
		put_int(st, 2 * (int)i + 2, p->v[i][1]);
	}
	p->n = 0;
	return put_row(p->w, st);
}

static int put_pair(struct pairs *p, uint32_t a, uint32_t b)
{
	p->v[p->n][0] = a;
	p->v[p->n++][1] = b;
	if (p->n < PAIRS_AT_ONCE)
		return CM_OK;
	if (!p->full)
		p->full = prepare_pairs(p, PAIRS_AT_ONCE);
	return put_rows(p, p->full);
}

/* Puts in what is left, unless there was an error, which is returned. */
static int end_pairs(struct pairs *p, int err)
{
	sqlite3_finalize(p->full);
	if (err || !p->n)
		return err;
	sqlite3_stmt *rest = prepare_pairs(p, p->n);

	err = put_rows(p, rest);
	sqlite3_finalize(rest);
	return err;
}

/* ---- Names ---------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b, void *arg)
{
	const struct strtab *t = arg;

	return strcmp(strtab_get(t, *(const str_id *)a), strtab_get(t, *(const str_id *)b));
}

/* Every path the model mentions, numbered in the order of their text. */
static int write_files(struct writing *w)
{
	const struct model *m = w->m;
	VEC(str_id) paths = {0};
	int err = CM_OK;

	for (uint32_t i = 1; i < m->functions.n; i++)
		w->file_id[m->functions.v[i].file] = 1;
	for (uint32_t i = 1; i < m->objects.n; i++)
		w->file_id[m->objects.v[i].file] = 1;
	for (uint32_t i = 1; i < m->sites.n; i++)
		w->file_id[m->sites.v[i].file] = 1;
	vec_each (&m->calls, i)
		w->file_id[m->calls.v[i].file] = 1;
	vec_each (&m->unknowns, i)
		w->file_id[m->unknowns.v[i].file] = 1;
	w->file_id[0] = 0;
	for (str_id s = 1; s < strtab_count(&m->str); s++)
		if (w->file_id[s])
			vec_push(&paths, s);
	if (paths.n)
		qsort_r(paths.v, paths.n, sizeof(*paths.v), by_text, (void *)&m->str);

	sqlite3_stmt *st = store_prepare(w->db, "INSERT INTO file VALUES (?, ?)");

	for (uint32_t i = 0; i < paths.n && !err; i++) {
		w->file_id[paths.v[i]] = i + 1;
		put_int(st, 1, i + 1);
		put_text(w, st, 2, paths.v[i]);
		err = put_row(w, st);
	}
	sqlite3_finalize(st);
	vec_free(&paths);
	return err;
}

static int write_meta(struct writing *w)
{
	sqlite3_stmt *st = store_prepare(w->db, "INSERT INTO meta_row VALUES (?, ?)");
	int err = CM_OK;

	for (uint32_t i = 0; i < w->m->meta.n && !err; i++) {
		put_text(w, st, 1, w->m->meta.v[i].name);
		put_text(w, st, 2, w->m->meta.v[i].value);
		err = put_row(w, st);
	}
	sqlite3_finalize(st);
	return err;
}

static int write_subsystems(struct writing *w)
{
	sqlite3_stmt *st = store_prepare(w->db, "INSERT INTO subsystem VALUES (?, ?)");
	int err = CM_OK;

	for (uint32_t i = 1; i < w->m->subsystems.n && !err; i++) {
		put_int(st, 1, i);
		put_text(w, st, 2, w->m->subsystems.v[i]);
		err = put_row(w, st);
	}
	sqlite3_finalize(st);
	return err;
}

static int write_functions(struct writing *w)
{
	sqlite3_stmt *st =
	    store_prepare(w->db, "INSERT INTO function VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	int err = CM_OK;

	for (uint32_t i = 1; i < w->m->functions.n && !err; i++) {
		const struct model_function *f = &w->m->functions.v[i];

		put_int(st, 1, i);
		put_text(w, st, 2, f->name);
		put_text(w, st, 3, f->symbol);
		put_id(st, 4, w->file_id[f->file]);
		put_id(st, 5, f->line);
		put_int(st, 6, f->subsystem);
		put_int(st, 7, f->address_taken);
		put_int(st, 8, f->defined);
		put_int(st, 9, f->helper);
		put_int(st, 10, f->init);
		err = put_row(w, st);
	}
	sqlite3_finalize(st);
	return err;
}

static int write_regions(struct writing *w)
{
	sqlite3_stmt *st = store_prepare(w->db, "INSERT INTO region VALUES (?, ?, ?, ?, NULL)");
	int err = CM_OK;

	for (uint32_t i = 1; i < w->m->regions.n && !err; i++) {
		const struct model_region *r = &w->m->regions.v[i];

		put_int(st, 1, i);
		put_text(w, st, 2, r->name);
		put_int(st, 3, r->subsystem);
		put_int(st, 4, r->merge_cost);
		err = put_row(w, st);
	}
	sqlite3_finalize(st);
	return err;
}

static int write_objects(struct writing *w)
{
	sqlite3_stmt *st =
	    store_prepare(w->db, "INSERT INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	int err = CM_OK;

	for (uint32_t i = 1; i < w->m->objects.n && !err; i++) {
		const struct model_object *o = &w->m->objects.v[i];

		put_int(st, 1, i);
		put_text(w, st, 2, o->name);
		put_word(st, 3, object_kind_name(o->kind));
		put_name(w, st, 4, o->type);
		put_id(st, 5, o->size);
		put_id(st, 6, w->file_id[o->file]);
		put_id(st, 7, o->line);
		put_int(st, 8, o->subsystem);
		put_id(st, 9, o->region);
		put_name(w, st, 10, o->section);
		err = put_row(w, st);
	}
	sqlite3_finalize(st);
	return err;
}

/* ---- Accesses ------------------------------------------------------------------------------- */

static int write_psets(struct writing *w)
{
	const struct model *m = w->m;
	struct pairs rows = {.w = w, .table = "pset", .more = ""};
	int err = CM_OK;

	for (uint32_t i = 1; i < m->psets.n; i++)
		for (uint32_t j = 0; j < m->psets.v[i].n && !err; j++)
			err = put_pair(&rows, i, m->pset_members.v[m->psets.v[i].first + j]);
	return end_pairs(&rows, err);
}

static int write_sites(struct writing *w)
{
	sqlite3_stmt *st =
	    store_prepare(w->db, "INSERT INTO site VALUES (?, ?, 'w', ?, ?, ?, ?, ?)");
	int err = CM_OK;

	for (uint32_t i = 1; i < w->m->sites.n && !err; i++) {
		const struct model_site *s = &w->m->sites.v[i];

		put_int(st, 1, i);
		put_int(st, 2, s->function);
		put_word(st, 3, site_via_name(s->via));
		put_id(st, 4, w->file_id[s->file]);
		put_id(st, 5, s->line);
		put_id(st, 6, s->caller);
		put_int(st, 7, s->pset);
		err = put_row(w, st);
	}
	sqlite3_finalize(st);
	return err;
}

static int write_calls(struct writing *w)
{
	sqlite3_stmt *st = store_prepare(w->db, "INSERT INTO call VALUES (?, ?, ?, ?, ?)");
	int err = CM_OK;

	for (uint32_t i = 0; i < w->m->calls.n && !err; i++) {
		const struct model_call *c = &w->m->calls.v[i];

		put_int(st, 1, c->caller);
		put_int(st, 2, c->callee);
		put_word(st, 3, c->indirect ? "indirect" : "direct");
		put_id(st, 4, w->file_id[c->file]);
		put_id(st, 5, c->line);
		err = put_row(w, st);
	}
	sqlite3_finalize(st);
	return err;
}

static int write_unknowns(struct writing *w)
{
	sqlite3_stmt *st = store_prepare(w->db, "INSERT INTO unknown VALUES (?, ?, ?, ?, ?)");
	int err = CM_OK;

	for (uint32_t i = 0; i < w->m->unknowns.n && !err; i++) {
		const struct model_unknown *u = &w->m->unknowns.v[i];

		put_id(st, 1, u->function);
		put_id(st, 2, w->file_id[u->file]);
		put_id(st, 3, u->line);
		put_text(w, st, 4, u->reason);
		put_name(w, st, 5, u->detail);
		err = put_row(w, st);
	}
	sqlite3_finalize(st);
	return err;
}

/* ---- Rights --------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sorts the n values and drops repetitions; returns how many are left. */
static uint32_t unique(uint64_t *v, uint32_t n)
{
	uint32_t kept = 0;

	if (n)
		qsort(v, n, sizeof(*v), by_value);
	for (uint32_t i = 0; i < n; i++)
		if (!i || v[i] != v[i - 1])
			v[kept++] = v[i];
	return kept;
}

struct region_sets {
	uint32_t *first; /* pset p's regions: member.v[first[p] .. first[p + 1]) */
	VEC(uint32_t) member;
};

static void collect_regions(struct region_sets *r, const struct model *m)
{
	uint32_t *seen = zeroed(m->regions.n, sizeof(*seen)); /* region -> last pset that had it */

	r->first = zeroed(m->psets.n + 1, sizeof(*r->first));
	memset(&r->member, 0, sizeof(r->member));
	for (uint32_t p = 1; p < m->psets.n; p++) {
		for (uint32_t i = 0; i < m->psets.v[p].n; i++) {
			uint32_t o = m->pset_members.v[m->psets.v[p].first + i];
			uint32_t region = m->objects.v[o].region;

			if (!region || seen[region] == p)
				continue;
			seen[region] = p;
			vec_push(&r->member, region);
		}
		r->first[p + 1] = r->member.n;
	}
	free(seen);
}

static int write_rights(struct writing *w)
{
	const struct model *m = w->m;
	VEC(uint64_t) uses = {0};   /* writer << 32 | pset */
	VEC(uint64_t) rights = {0}; /* writer << 32 | region, of one writer at a time */
	struct pairs rows = {.w = w, .table = "func_region", .more = ", 'w'"};
	struct region_sets sets;
	int err = CM_OK;

	for (uint32_t i = 1; i < m->sites.n; i++) {
		const struct model_site *s = &m->sites.v[i];
		uint64_t writer = s->caller ? s->caller : s->function;

		vec_push(&uses, writer << 32 | s->pset);
	}
	uses.n = unique(uses.v, uses.n);
	collect_regions(&sets, m);
	for (uint32_t i = 0; i < uses.n && !err; i++) {
		uint64_t writer = uses.v[i] >> 32;
		uint32_t p = (uint32_t)uses.v[i];

		for (uint32_t j = sets.first[p]; j < sets.first[p + 1]; j++)
			vec_push(&rights, writer << 32 | sets.member.v[j]);
		if (i + 1 < uses.n && uses.v[i + 1] >> 32 == writer)
			continue;
		rights.n = unique(rights.v, rights.n);
		for (uint32_t j = 0; j < rights.n && !err; j++)
			err = put_pair(&rows, (uint32_t)writer, (uint32_t)rights.v[j]);
		rights.n = 0;
	}
	err = end_pairs(&rows, err);
	vec_free(&uses);
	vec_free(&rights);
	vec_free(&sets.member);
	free(sets.first);
	return err;
}

/* ---- The whole ------------------------------------------------------------------------------ */

/* Building an index from the finished table is far cheaper than keeping it up row by row. Takes
 * the schema's own indexes away and returns the statements that make them again. */
struct index_list {
	VEC(char *) sql;
};

static int drop_indexes(struct writing *w, struct index_list *l)
{
	VEC(char *) drop = {0};
	sqlite3_stmt *st = store_prepare(w->db, "SELECT sql, 'DROP INDEX \"' || name || '\"' "
						"FROM sqlite_schema WHERE type = 'index' "
						"AND sql IS NOT NULL ORDER BY name");
	int err;

	while ((err = store_step(w->db, st, w->d)) == 1) {
		char *make = strdup((const char *)sqlite3_column_text(st, 0));
		char *away = strdup((const char *)sqlite3_column_text(st, 1));

		if (!make || !away)
			diag_oom(0);
		vec_push(&l->sql, make);
		vec_push(&drop, away);
	}
	sqlite3_finalize(st);
	vec_each (&drop, i) {
		if (!err)
			err = run(w, drop.v[i]);
		free(drop.v[i]);
	}
	vec_free(&drop);
	return err;
}

static int make_indexes(struct writing *w, const struct index_list *l)
{
	int err = CM_OK;

	for (uint32_t i = 0; i < l->sql.n && !err; i++)
		err = run(w, l->sql.v[i]);
	return err;
}

int store_write(struct store_edit *e, const struct model *m, struct diag *d)
{
	static int (*const step[])(struct writing *) = {
	    write_meta,	   write_files,	   write_subsystems, write_functions,
	    write_regions, write_objects,  write_psets,	     write_sites,
	    write_calls,   write_unknowns, write_rights,
	};
	static const char *const begin[] = {
	    "PRAGMA cache_size = -65536", /* KiB */
	    "BEGIN EXCLUSIVE",
	};
	struct writing w = {.db = e->db, .m = m, .d = d};
	struct index_list indexes = {0};
	int err = CM_OK;

	w.file_id = zeroed(strtab_count(&m->str), sizeof(*w.file_id));
	for (size_t i = 0; i < sizeof(begin) / sizeof(*begin) && !err; i++)
		err = run(&w, begin[i]);
	if (!err)
		err = drop_indexes(&w, &indexes);
	for (size_t i = 0; i < sizeof(step) / sizeof(*step) && !err; i++)
		err = step[i](&w);
	if (!err)
		err = make_indexes(&w, &indexes);
	if (!err)
		err = run(&w, "COMMIT");
	vec_each (&indexes.sql, i)
		free(indexes.sql.v[i]);
	vec_free(&indexes.sql);
	free(w.file_id);
	return err;
}
