/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/instrument_table.h"
#include "analyzer/model.h"

#include <string.h>

#define KEYS(set) ((uint16_t)((set) & ~1u))

static int compare_symbols(const void *pa, const void *pb, void *arg)
{
	const struct keytable *t = arg;
	const uint32_t *a = pa, *b = pb;
	int c = strcmp(keytable_string(t, t->objects.v[*a].symbol),
		       keytable_string(t, t->objects.v[*b].symbol));

	return c ? c : (*a > *b) - (*a < *b);
}

static int compare_callers(const void *pa, const void *pb, void *arg)
{
	const struct keytable *t = arg;
	const uint32_t *a = pa, *b = pb;
	const struct kt_site *p = &t->sites.v[*a], *q = &t->sites.v[*b];

	if (p->caller != q->caller)
		return p->caller < q->caller ? -1 : 1;
	return (*a > *b) - (*a < *b);
}

int gate_table_open(struct gate_table *t, const char *path, struct diag *d)
{
	memset(t, 0, sizeof(*t));
	int rc = keytable_read(&t->kt, path, d);

	if (rc)
		return rc;
	vec_each (&t->kt.objects, i)
		if (t->kt.objects.v[i].kind == OBJ_GLOBAL)
			vec_push(&t->by_symbol, i);
	vec_each (&t->kt.sites, i)
		if (t->kt.sites.v[i].caller)
			vec_push(&t->by_caller, i);
	if (t->by_symbol.n)
		qsort_r(t->by_symbol.v, t->by_symbol.n, sizeof(*t->by_symbol.v), compare_symbols,
			&t->kt);
	if (t->by_caller.n)
		qsort_r(t->by_caller.v, t->by_caller.n, sizeof(*t->by_caller.v), compare_callers,
			&t->kt);
	for (uint32_t row = 0, i = 0; row <= t->kt.functions.n + 1; row++) {
		while (i < t->by_caller.n && t->kt.sites.v[t->by_caller.v[i]].caller < row)
			i++;
		vec_push(&t->first_called, i);
	}
	return 0;
}

void gate_table_close(struct gate_table *t)
{
	keytable_release(&t->kt);
	vec_free(&t->by_symbol);
	vec_free(&t->by_caller);
	vec_free(&t->first_called);
}

static bool is_text(const struct gate_table *t, uint32_t string, const char *text)
{
	return !strcmp(keytable_string(&t->kt, string), text);
}

static bool fits(const struct gate_table *t, uint32_t string, const char *file)
{
	return !file[0] || is_text(t, string, file);
}

uint32_t gate_table_function(const struct gate_table *t, const char *symbol, const char *file,
			     const char *unit)
{
	uint32_t low = 0, high = t->kt.functions.n, found = 0;
	size_t n = strlen(unit);
	bool several = false;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (strcmp(keytable_string(&t->kt, t->kt.functions.v[mid].symbol), symbol) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < t->kt.functions.n; low++) {
		const struct kt_function *f = &t->kt.functions.v[low];

		if (!is_text(t, f->symbol, symbol))
			break;
		if (!fits(t, f->file, file))
			continue;
		const char *name = keytable_string(&t->kt, f->name);

		/* "path/of/unit.c:name" */
		if (n && !strncmp(name, unit, n) && name[n] == ':')
			return low + 1;
		several |= found != 0;
		found = low + 1;
	}
	return several ? 0 : found;
}

uint16_t gate_table_variable(const struct gate_table *t, const char *symbol, const char *file,
			     uint32_t line)
{
	uint32_t low = 0, high = t->by_symbol.n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		const struct kt_object *o = &t->kt.objects.v[t->by_symbol.v[mid]];

		if (strcmp(keytable_string(&t->kt, o->symbol), symbol) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < t->by_symbol.n; low++) {
		const struct kt_object *o = &t->kt.objects.v[t->by_symbol.v[low]];

		if (!is_text(t, o->symbol, symbol))
			break;
		if (fits(t, o->file, file) && (!line || o->line == line))
			return t->kt.regions.v[o->region - 1].key;
	}
	return 0;
}

uint16_t gate_table_site(const struct gate_table *t, uint32_t row, enum gate_rights rights,
			 const char *file, uint32_t line, uint8_t via, uint8_t *seen)
{
	const struct kt_function *f = gate_table_row(t, row);
	uint16_t keys = 0;

	for (uint32_t i = f->first_site - 1; i + 1 < f->first_site + f->nsites; i++) {
		const struct kt_site *s = &t->kt.sites.v[i];

		/* Evidence without a line is of any of the function's writes from that file. */
		if ((s->line != line && (s->line || s->via != VIA_AUDIT)) ||
		    (s->caller && rights == GATE_RIGHTS_OWN) ||
		    (s->via != via && s->via != VIA_HELPER && s->via != VIA_AUDIT) ||
		    !is_text(t, s->file, file))
			continue;
		keys |= KEYS(s->keys);
		if (seen)
			seen[i] = 1;
	}
	return keys;
}

/* "TYPE@FUNCTION", "TYPE@UNIT:FUNCTION", each perhaps with "#NUMBER" behind. */
static bool is_allocation(const char *name, const char *type, const char *function,
			  const char *unit)
{
	size_t n = strlen(type), u = strlen(unit), f = strlen(function);

	if (strncmp(name, type, n) || name[n] != '@')
		return false;
	name += n + 1;
	if (u && !strncmp(name, unit, u) && name[u] == ':')
		name += u + 1;
	return !strncmp(name, function, f) && (!name[f] || name[f] == '#');
}

/* Memory that is allocated is written; if the analysis knows nobody who does, it missed him. */
static bool is_written(const struct gate_table *t, const struct kt_region *r)
{
	static const char nobody[] = "/never-written";
	const char *name = keytable_string(&t->kt, r->name);
	size_t n = strlen(name), m = strlen(nobody);

	return n < m || strcmp(name + n - m, nobody) != 0;
}

uint16_t gate_table_allocation(const struct gate_table *t, const char *type, const char *function,
			       const char *unit, const char *file, uint32_t line, uint32_t *row,
			       uint8_t *seen)
{
	VEC(uint32_t) found = {0};
	uint16_t key = 0;
	bool same = true;

	vec_each (&t->kt.objects, i) {
		const struct kt_object *o = &t->kt.objects.v[i];

		if (o->kind != OBJ_ALLOC || o->line != line || !is_text(t, o->file, file) ||
		    !is_allocation(keytable_string(&t->kt, o->name), type, function, unit))
			continue;
		const struct kt_region *r = &t->kt.regions.v[o->region - 1];

		same &= is_written(t, r) && (!key || key == r->key);
		key = r->key;
		vec_push(&found, i);
	}
	*row = found.n ? found.v[0] + 1 : 0;
	vec_each (&found, i)
		seen[found.v[i]] |= same;
	vec_free(&found);
	return same ? key : 0;
}
