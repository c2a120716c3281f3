/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model.h"
#include "mapper/keytable.h"
#include "mapper/keytable_int.h"

#include <string.h>

/* Checking goes section by section; each may rely on those before it. */
struct checking {
	const struct keytable *t;
	const char *name;
	struct diag *d;
};

static int bad(const struct checking *c, const char *what, uint32_t row)
{
	return diag_set(c->d, CM_EFORMAT, c->name,
			"the key table is damaged (%s %u): run capmap-map again", what, row + 1);
}

static bool strings(const struct checking *c, const uint32_t *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (at[i] >= c->t->strings.n)
			return false;
	return true;
}

static int order(const struct checking *c, uint32_t a, uint32_t b)
{
	return strcmp(keytable_string(c->t, a), keytable_string(c->t, b));
}

static int check_strings(const struct checking *c)
{
	const struct keytable *t = c->t;

	if (!t->strings.n || t->strings.v[0] || t->strings.v[t->strings.n - 1])
		return bad(c, "strings", 0);
	return 0;
}

static int check_keys(const struct checking *c)
{
	const struct keytable *t = c->t;
	uint32_t used = 0, last = 0;

	vec_each (&t->keys, i) {
		const struct kt_key *k = &t->keys.v[i];

		if (k->key <= last || k->key > 15 || k->reserved || !k->regions ||
		    k->flags != (k->functions ? 0 : KT_KEY_NOBODY))
			return bad(c, "key row", i);
		last = k->key;
		used |= 1u << k->key;
	}
	if (used != t->used_keys || (t->free_keys & (used | 1)))
		return bad(c, "set of keys", 0);
	return 0;
}

static int check_regions(const struct checking *c)
{
	const struct keytable *t = c->t;
	uint32_t under[16] = {0};

	vec_each (&t->regions, i) {
		const struct kt_region *r = &t->regions.v[i];

		if (!strings(c, (uint32_t[]){r->name, r->subsystem}, 2) || r->key > 15 ||
		    r->reserved || !r->objects || (i && order(c, r[-1].name, r->name) >= 0))
			return bad(c, "region row", i);
		under[r->key]++;
	}
	vec_each (&t->keys, i) {
		if (under[t->keys.v[i].key] != t->keys.v[i].regions)
			return bad(c, "key row", i);
		under[t->keys.v[i].key] = 0;
	}
	for (uint32_t k = 0; k < 16; k++)
		if (under[k])
			return bad(c, "region of a key without a row, key", k - 1);
	return 0;
}

static int check_objects(const struct checking *c)
{
	const struct keytable *t = c->t;
	VEC(uint32_t) of = {0};
	int rc = 0;

	vec_reserve(&of, t->regions.n + 1);
	memset(of.v, 0, (t->regions.n + 1) * sizeof(*of.v));
	vec_each (&t->objects, i) {
		const struct kt_object *o = &t->objects.v[i];
		uint32_t text[] = {o->name, o->symbol, o->type, o->section, o->file};
		bool named = o->kind == OBJ_GLOBAL || o->kind == OBJ_PERCPU;

		if (!strings(c, text, 5) || o->region < 1 || o->region > t->regions.n ||
		    o->kind < OBJ_GLOBAL || o->kind > OBJ_ALLOC || named != !!o->symbol ||
		    o->reserved[0] || o->reserved[1] || o->reserved[2] ||
		    (i && order(c, o[-1].name, o->name) >= 0)) {
			rc = bad(c, "object row", i);
			break;
		}
		of.v[o->region]++;
	}
	for (uint32_t r = 0; r < t->regions.n && !rc; r++)
		if (of.v[r + 1] != t->regions.v[r].objects)
			rc = bad(c, "region row", r);
	vec_free(&of);
	return rc;
}

static int check_functions(const struct checking *c)
{
	const struct keytable *t = c->t;
	uint32_t may_open[16] = {0}, sites = 0;

	vec_each (&t->functions, i) {
		const struct kt_function *f = &t->functions.v[i];
		uint32_t text[] = {f->symbol, f->name, f->file};
		int after = 1;

		if (!strings(c, text, 3))
			return bad(c, "function row", i);
		if (i) {
			after = order(c, f->symbol, f[-1].symbol);
			after = after ? after : order(c, f->name, f[-1].name);
		}
		if (after <= 0 || (f->keys & ~t->used_keys) || f->reserved ||
		    (f->flags & ~(KT_FUNCTION_HELPER | KT_FUNCTION_INIT)) ||
		    f->first_site != (f->nsites ? sites + 1 : 0) || f->nsites > t->sites.n - sites)
			return bad(c, "function row", i);
		sites += f->nsites;
		for (uint32_t k = 1; k < 16; k++)
			may_open[k] += f->keys >> k & 1;
	}
	vec_each (&t->keys, i)
		if (may_open[t->keys.v[i].key] != t->keys.v[i].functions)
			return bad(c, "key row", i);
	return sites == t->sites.n ? 0 : bad(c, "write site", sites);
}

static int site_order(const struct checking *c, const struct kt_site *a, const struct kt_site *b)
{
	if (a->function != b->function)
		return a->function < b->function ? -1 : 1;
	if (a->caller != b->caller)
		return a->caller < b->caller ? -1 : 1;
	int files = order(c, a->file, b->file);

	if (files)
		return files;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return a->via - b->via;
}

/* A site never needs a key that the function whose window it runs in may not open. */
static int check_sites(const struct checking *c)
{
	const struct keytable *t = c->t;

	vec_each (&t->functions, f)
		for (uint32_t i = 0; i < t->functions.v[f].nsites; i++)
			if (t->sites.v[t->functions.v[f].first_site - 1 + i].function != f + 1)
				return bad(c, "function row", f);
	vec_each (&t->sites, i) {
		const struct kt_site *s = &t->sites.v[i];
		uint32_t window = s->caller ? s->caller : s->function;

		if (!strings(c, &s->file, 1) || s->caller > t->functions.n || !window ||
		    (s->via == VIA_HELPER ? !s->caller : s->caller && s->via != VIA_AUDIT) ||
		    s->via < VIA_STORE || s->via >= VIA_COUNT || s->reserved || s->reserved8 ||
		    !(s->keys & ~1) || (s->keys & ~1 & ~t->functions.v[window - 1].keys) ||
		    (i && site_order(c, s - 1, s) >= 0))
			return bad(c, "write site", i);
	}
	return 0;
}

int keytable_check(const struct keytable *t, const char *name, struct diag *d)
{
	static int (*const step[])(const struct checking *) = {
	    check_strings, check_keys, check_regions, check_objects, check_functions, check_sites,
	};
	struct checking c = {.t = t, .name = name, .d = d};
	int rc = 0;

	for (size_t i = 0; i < sizeof(step) / sizeof(step[0]) && !rc; i++)
		rc = step[i](&c);
	return rc;
}
