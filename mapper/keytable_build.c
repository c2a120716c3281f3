/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model.h"
#include "mapper/guard.h"
#include "mapper/keytable.h"

#include <string.h>

#define KEYS 16

struct building {
	struct keytable *t;
	sqlite3 *db;
	const char *name;
	struct diag *d;
	struct strtab str;
	/* Ids of the store -> 1 + position in the table; of a set -> its keys: */
	struct map region, function, pset_keys;
};

static uint32_t intern(struct building *b, const char *s)
{
	str_id id = strtab_add(&b->str, s);

	return b->str.off.v[id];
}

static uint32_t string(struct building *b, sqlite3_stmt *st, int column)
{
	const char *s = (const char *)sqlite3_column_text(st, column);

	return s ? intern(b, s) : 0;
}

static uint32_t u32(sqlite3_stmt *st, int column)
{
	return (uint32_t)sqlite3_column_int64(st, column);
}

static int damaged(const struct building *b, const char *what, int64_t id)
{
	return diag_set(b->d, CM_EFORMAT, b->name,
			"%s %lld does not fit the rest of the store: run capmap-analyze and "
			"capmap-map again",
			what, (long long)id);
}

/* What the store was mapped with. */
static int mark_guarded(struct building *b)
{
	struct guard_rules rules;
	int rc;

	guard_rules_init(&rules);
	rc = guard_rules_restore(&rules, b->db, b->d);
	if (!rc)
		rc = guard_mark(b->db, &rules, b->d);
	guard_rules_release(&rules);
	return rc;
}

static int build_regions(struct building *b)
{
	sqlite3_stmt *st = store_prepare(
	    b->db, "SELECT r.id, r.name, s.name, count(*), r.key FROM region r"
		   " JOIN object o ON o.region = r.id JOIN subsystem s ON s.id = r.subsystem"
		   " JOIN temp.guard g ON g.object = o.id WHERE g.why IS NULL"
		   " GROUP BY r.id ORDER BY r.name");
	int rc;

	while ((rc = store_step(b->db, st, b->d)) == 1) {
		int64_t id = sqlite3_column_int64(st, 0), key = sqlite3_column_int64(st, 4);
		struct kt_region r = {
		    .name = string(b, st, 1),
		    .subsystem = string(b, st, 2),
		    .objects = u32(st, 3),
		    .key = (uint16_t)key,
		};

		if (key < 1 || key >= KEYS) {
			rc = diag_set(b->d, CM_EFORMAT, b->name,
				      "region %s has no key: run capmap-map on the store first",
				      sqlite3_column_text(st, 1));
			break;
		}
		vec_push(&b->t->regions, r);
		*map_at(&b->region, (uint64_t)id) = b->t->regions.n;
		b->t->used_keys |= (uint16_t)(1u << key);
	}
	sqlite3_finalize(st);
	return rc;
}

static uint8_t object_kind(const char *word)
{
	for (enum object_kind k = OBJ_GLOBAL; k <= OBJ_ALLOC; k++)
		if (word && !strcmp(word, object_kind_name(k)))
			return (uint8_t)k;
	return 0;
}

/* "path/to/file.c:name" is the symbol name. */
static uint32_t symbol_of(struct building *b, sqlite3_stmt *st, int column, uint8_t kind)
{
	const char *name = (const char *)sqlite3_column_text(st, column);
	const char *colon = name ? strrchr(name, ':') : NULL;

	if (!name || (kind != OBJ_GLOBAL && kind != OBJ_PERCPU))
		return 0;
	return intern(b, colon ? colon + 1 : name);
}

static int build_objects(struct building *b)
{
	sqlite3_stmt *st = store_prepare(
	    b->db,
	    "SELECT o.id, o.name, o.kind, o.type, o.size, p.path, o.line, o.section, o.region"
	    " FROM object o JOIN temp.guard g ON g.object = o.id"
	    " LEFT JOIN file p ON p.id = o.file WHERE g.why IS NULL ORDER BY o.name");
	int rc;

	while ((rc = store_step(b->db, st, b->d)) == 1) {
		uint8_t kind = object_kind((const char *)sqlite3_column_text(st, 2));
		struct kt_object o = {
		    .name = string(b, st, 1),
		    .symbol = symbol_of(b, st, 1, kind),
		    .type = string(b, st, 3),
		    .size = (uint64_t)sqlite3_column_int64(st, 4),
		    .file = string(b, st, 5),
		    .line = u32(st, 6),
		    .section = string(b, st, 7),
		    .region = map_get(&b->region, (uint64_t)sqlite3_column_int64(st, 8)),
		    .kind = kind,
		};

		if (!o.region || !o.kind) {
			rc = damaged(b, "object", sqlite3_column_int64(st, 0));
			break;
		}
		vec_push(&b->t->objects, o);
	}
	sqlite3_finalize(st);
	return rc;
}

/* Functions that may open a key, those that a site names, and the helpers that lead from one to the
 * other; each once, in table order. The table leaves out the rest, most of a kernel. */
static int build_functions(struct building *b)
{
	sqlite3_stmt *st = store_prepare(
	    b->db, "WITH RECURSIVE serves(helper) AS"
		   " (SELECT function FROM site WHERE caller IS NOT NULL"
		   " UNION SELECT c.caller FROM serves JOIN call c ON c.callee = serves.helper"
		   " JOIN function f ON f.id = c.caller WHERE f.helper)"
		   "SELECT f.id, f.symbol, f.name, p.path, f.line, f.helper, f.init FROM function f"
		   " LEFT JOIN file p ON p.id = f.file"
		   " WHERE f.id IN (SELECT function FROM temp.guard_write)"
		   " OR f.id IN (SELECT helper FROM serves) ORDER BY f.symbol, f.name");
	int rc;

	while ((rc = store_step(b->db, st, b->d)) == 1) {
		struct kt_function f = {
		    .symbol = string(b, st, 1),
		    .name = string(b, st, 2),
		    .file = string(b, st, 3),
		    .line = u32(st, 4),
		    .flags = (uint16_t)((u32(st, 5) ? KT_FUNCTION_HELPER : 0) |
					(u32(st, 6) ? KT_FUNCTION_INIT : 0)),
		};

		vec_push(&b->t->functions, f);
		*map_at(&b->function, (uint64_t)sqlite3_column_int64(st, 0)) = b->t->functions.n;
	}
	sqlite3_finalize(st);
	return rc;
}

static int build_rights(struct building *b)
{
	sqlite3_stmt *st = store_prepare(b->db, "SELECT function, region FROM temp.guard_write");
	int rc;

	while ((rc = store_step(b->db, st, b->d)) == 1) {
		uint32_t f = map_get(&b->function, (uint64_t)sqlite3_column_int64(st, 0));
		uint32_t r = map_get(&b->region, (uint64_t)sqlite3_column_int64(st, 1));

		if (!f || !r) {
			rc = damaged(b, "the right of function", sqlite3_column_int64(st, 0));
			break;
		}
		b->t->functions.v[f - 1].keys |= (uint16_t)(1u << b->t->regions.v[r - 1].key);
	}
	sqlite3_finalize(st);
	return rc;
}

/* Keys of each target set. Bit 0 stands for objects without a key; a set is kept only when it
 * has another bit. */
static int build_psets(struct building *b)
{
	sqlite3_stmt *st = store_prepare(
	    b->db, "SELECT t.id, CASE WHEN g.why IS NULL THEN o.region END FROM pset t"
		   " JOIN object o ON o.id = t.object LEFT JOIN temp.guard g ON g.object = o.id");
	int rc;

	while ((rc = store_step(b->db, st, b->d)) == 1) {
		uint32_t r = map_get(&b->region, (uint64_t)sqlite3_column_int64(st, 1));

		*map_at(&b->pset_keys, (uint64_t)sqlite3_column_int64(st, 0)) |=
		    1u << (r ? b->t->regions.v[r - 1].key : 0);
	}
	sqlite3_finalize(st);
	return rc;
}

static uint8_t via_of(const char *word)
{
	for (enum site_via v = VIA_STORE; v < VIA_COUNT; v++)
		if (word && !strcmp(word, site_via_name(v)))
			return (uint8_t)v;
	return 0;
}

static int collect_sites(struct building *b)
{
	sqlite3_stmt *st = store_prepare(
	    b->db, "SELECT a.function, a.caller, p.path, a.line, a.via, a.pset FROM site a"
		   " LEFT JOIN file p ON p.id = a.file WHERE a.right = 'w'");
	int rc;

	while ((rc = store_step(b->db, st, b->d)) == 1) {
		uint32_t keys = map_get(&b->pset_keys, (uint64_t)sqlite3_column_int64(st, 5));

		if (!(keys & ~1u))
			continue;
		struct kt_site s = {
		    .function = map_get(&b->function, (uint64_t)sqlite3_column_int64(st, 0)),
		    .caller = map_get(&b->function, (uint64_t)sqlite3_column_int64(st, 1)),
		    .file = string(b, st, 2),
		    .line = u32(st, 3),
		    .keys = (uint16_t)keys,
		    .via = via_of((const char *)sqlite3_column_text(st, 4)),
		};

		if (!s.function || !s.via || (s.via == VIA_HELPER && !s.caller) ||
		    (s.caller && s.via != VIA_HELPER && s.via != VIA_AUDIT)) {
			rc = damaged(b, "a write site of function", sqlite3_column_int64(st, 0));
			break;
		}
		vec_push(&b->t->sites, s);
	}
	sqlite3_finalize(st);
	return rc;
}

/* Writes of which the analysis knows too many objects to name one. What the function may write
 * otherwise, it may write there: that gives it no right that it has not. */
static int collect_wide(struct building *b)
{
	sqlite3_stmt *st = store_prepare(
	    b->db, "SELECT u.function, p.path, u.line FROM unknown u"
		   " JOIN function f ON f.id = u.function JOIN file p ON p.id = u.file"
		   " WHERE u.reason = 'wide-set' AND NOT f.helper");
	int rc;

	while ((rc = store_step(b->db, st, b->d)) == 1) {
		uint32_t f = map_get(&b->function, (uint64_t)sqlite3_column_int64(st, 0));
		struct kt_site s = {
		    .function = f,
		    .file = string(b, st, 1),
		    .line = u32(st, 2),
		    .keys = f ? b->t->functions.v[f - 1].keys : 0,
		    .via = VIA_AUDIT,
		};

		if (s.keys)
			vec_push(&b->t->sites, s);
	}
	sqlite3_finalize(st);
	return rc;
}

static int by_place(const void *pa, const void *pb, void *strings)
{
	const struct kt_site *a = pa, *b = pb;
	const char *text = strings;

	if (a->function != b->function)
		return a->function < b->function ? -1 : 1;
	if (a->caller != b->caller)
		return a->caller < b->caller ? -1 : 1;
	if (a->file != b->file)
		return strcmp(text + a->file, text + b->file);
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return a->via - b->via;
}

/* Sites at one place become one, with the keys of all. */
static void merge_sites(struct building *b)
{
	struct keytable *t = b->t;
	uint32_t n = 0;

	if (!t->sites.n)
		return;
	qsort_r(t->sites.v, t->sites.n, sizeof(*t->sites.v), by_place, b->str.blob.v);
	for (uint32_t i = 1; i < t->sites.n; i++)
		if (by_place(&t->sites.v[n], &t->sites.v[i], b->str.blob.v))
			t->sites.v[++n] = t->sites.v[i];
		else
			t->sites.v[n].keys |= t->sites.v[i].keys;
	t->sites.n = n + 1;
	vec_each (&t->sites, i) {
		struct kt_function *f = &t->functions.v[t->sites.v[i].function - 1];

		if (!f->nsites++)
			f->first_site = i + 1;
	}
}

static void build_keys(struct keytable *t)
{
	for (uint16_t k = 1; k < KEYS; k++) {
		struct kt_key key = {.key = k};

		if (!(t->used_keys >> k & 1))
			continue;
		vec_each (&t->regions, i)
			key.regions += t->regions.v[i].key == k;
		vec_each (&t->functions, i)
			key.functions += t->functions.v[i].keys >> k & 1;
		key.flags = key.functions ? 0 : KT_KEY_NOBODY;
		vec_push(&t->keys, key);
	}
}

/* The analysis is named by what it says of itself; what the mapping adds is in the checksum. */
static int build_identity(struct building *b)
{
	uint64_t id[2] = {1, 2};
	int rc;
	sqlite3_stmt *st = store_prepare(b->db, "SELECT name, value FROM meta_row"
						" WHERE NOT (name >= 'map.' AND name < 'map/')"
						" ORDER BY name");

	while ((rc = store_step(b->db, st, b->d)) == 1)
		for (int column = 0; column < 2; column++)
			for (int i = 0; i < 2; i++)
				id[i] = hash_bytes(sqlite3_column_text(st, column),
						   (size_t)sqlite3_column_bytes(st, column), id[i]);
	sqlite3_finalize(st);
	memcpy(b->t->build_id, id, sizeof(b->t->build_id));
	return rc;
}

static uint16_t free_keys(sqlite3 *db)
{
	int64_t used = store_int(db,
				 "SELECT CAST(value AS INTEGER) FROM meta_row"
				 " WHERE name = 'map.keys'",
				 KEYS - 1);
	int64_t reserved = store_int(db,
				     "SELECT CAST(value AS INTEGER) FROM meta_row"
				     " WHERE name = 'map.keys_reserved'",
				     0);
	uint32_t mask = 0;

	for (int64_t k = used + 1; k <= used + reserved && k > 0 && k < KEYS; k++)
		mask |= 1u << k;
	return (uint16_t)mask;
}

int keytable_build(struct keytable *t, sqlite3 *db, const char *name, struct diag *d)
{
	static int (*const step[])(struct building *) = {
	    mark_guarded, build_regions, build_objects, build_functions, build_rights,
	    build_psets,  collect_sites, collect_wide,	build_identity,
	};
	struct building b = {.t = t, .db = db, .name = name, .d = d};
	int rc = 0;

	keytable_init(t);
	strtab_init(&b.str);
	map_init(&b.region);
	map_init(&b.function);
	map_init(&b.pset_keys);
	for (size_t i = 0; i < sizeof(step) / sizeof(step[0]) && !rc; i++)
		rc = step[i](&b);
	if (!rc) {
		merge_sites(&b);
		build_keys(t);
		t->free_keys = free_keys(db);
		vec_reserve(&t->strings, b.str.blob.n);
		memcpy(t->strings.v, b.str.blob.v, b.str.blob.n);
		t->strings.n = b.str.blob.n;
	} else {
		keytable_release(t);
	}
	strtab_release(&b.str);
	map_release(&b.region);
	map_release(&b.function);
	map_release(&b.pset_keys);
	return rc;
}
