// SPDX-License-Identifier: GPL-2.0-only
/* The key table: is it whole, is it the one that the image was made with, and look-ups in it. */

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "internal.h"

#ifdef CONFIG_CAPMAP_TABLE
#include "capmap_ktab.h"

const struct capmap_ktab *capmap_table __ro_after_init = &capmap_ktab;
#else
static const struct capmap_ktab no_table = {
    .version = CAPMAP_KT_VERSION,
    .strings = "",
    .strings_size = 1,
};

const struct capmap_ktab *capmap_table __ro_after_init = &no_table;
#endif

/* The links that placed windows left the checksum of their table here. */
extern const u64 __capmap_tables[], __capmap_tables_end[];

static bool strings_ok(const struct capmap_ktab *t, u32 a, u32 b, u32 c)
{
	return a < t->strings_size && b < t->strings_size && c < t->strings_size;
}

static const char *check_keys(const struct capmap_ktab *t)
{
	u32 used = 0, last = 0;

	for (u32 i = 0; i < t->nkeys; i++) {
		u32 key = t->keys[i].key;

		if (key <= last || key >= CAPMAP_KT_KEYS)
			return "its keys are damaged";
		used |= 1u << key;
		last = key;
	}
	return used == t->used_keys && !(t->free_keys & (used | 1)) ? NULL
								    : "its set of keys is damaged";
}

static const char *check_regions(const struct capmap_ktab *t)
{
	for (u32 i = 0; i < t->nregions; i++) {
		const struct capmap_kt_region *r = &t->regions[i];

		if (!strings_ok(t, r->name, r->subsystem, 0) || !r->key ||
		    r->key >= CAPMAP_KT_KEYS || !(t->used_keys >> r->key & 1))
			return "its regions are damaged";
	}
	return NULL;
}

static const char *check_objects(const struct capmap_ktab *t)
{
	for (u32 i = 0; i < t->nobjects; i++) {
		const struct capmap_kt_object *o = &t->objects[i];

		if (!strings_ok(t, o->name, o->symbol, o->type) ||
		    !strings_ok(t, o->section, o->file, 0) || !o->region ||
		    o->region > t->nregions || o->kind < CAPMAP_KT_GLOBAL ||
		    o->kind > CAPMAP_KT_ALLOC ||
		    (i && strcmp(t->strings + o[-1].name, t->strings + o->name) >= 0))
			return "its objects are damaged";
	}
	return NULL;
}

static const char *check_functions(const struct capmap_ktab *t)
{
	for (u32 i = 0; i < t->nfunctions; i++) {
		const struct capmap_kt_function *f = &t->functions[i];

		if (!strings_ok(t, f->symbol, f->name, f->file) || f->keys & ~t->used_keys ||
		    (i && strcmp(t->strings + f[-1].symbol, t->strings + f->symbol) > 0))
			return "its functions are damaged";
	}
	return NULL;
}

const char *capmap_table_check(const struct capmap_ktab *t)
{
	static const char *(*const steps[])(const struct capmap_ktab *) = {
	    check_keys,
	    check_regions,
	    check_objects,
	    check_functions,
	};

	if (t->version != CAPMAP_KT_VERSION)
		return "the key table is of another version";
	if (!t->strings || !t->strings_size || t->strings[0] || t->strings[t->strings_size - 1])
		return "the strings of the key table are damaged";
	if ((t->nkeys && !t->keys) || (t->nregions && !t->regions) ||
	    (t->nobjects && !t->objects) || (t->nfunctions && !t->functions))
		return "the key table lacks a part";
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		const char *wrong = steps[i](t);

		if (wrong)
			return wrong;
	}
	return NULL;
}

const char *capmap_table_check_image(const struct capmap_ktab *t)
{
	const char *wrong = "this kernel was built without windows for its key table";

	if (!t->nobjects)
		return NULL;
	for (const u64 *sum = __capmap_tables; sum < __capmap_tables_end; sum++) {
		if (*sum != t->checksum)
			return "the windows of this kernel are of another key table";
		wrong = NULL;
	}
	return wrong;
}

/* Objects are ascending by name, and the name of a cache is its name. */
const struct capmap_kt_object *capmap_table_cache(const char *name)
{
	const struct capmap_ktab *t = capmap_table;
	u32 low = 0, high = t->nobjects;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const struct capmap_kt_object *o = &t->objects[middle];
		int order = strcmp(name, t->strings + o->name);

		if (!order)
			return o->kind == CAPMAP_KT_CACHE ? o : NULL;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The first of that symbol: kallsyms does not know the file of a static variable. */
static const struct capmap_kt_object *variable(const char *symbol, size_t length)
{
	const struct capmap_ktab *t = capmap_table;

	for (u32 i = 0; i < t->nobjects; i++) {
		const char *row = t->strings + t->objects[i].symbol;

		if (t->objects[i].symbol && !strncmp(symbol, row, length) && !row[length])
			return &t->objects[i];
	}
	return NULL;
}

/* A variable of a function is "function.name", and a link adds ".0" to what it has twice. */
const struct capmap_kt_object *capmap_table_variable(const char *symbol)
{
	const struct capmap_kt_object *o = variable(symbol, strlen(symbol));
	const char *dot = strchr(symbol, '.');

	if (o || !dot)
		return o;
	if (!isdigit(dot[1]))
		symbol = dot + 1;
	return variable(symbol, strcspn(symbol, "."));
}

/* Compilers name parts and copies of a function "foo.part.0": they have the rights of foo. */
static int compare_symbol(const char *symbol, const char *row)
{
	size_t n = strcspn(symbol, ".");
	int order = strncmp(symbol, row, n);

	return order ?: -(row[n] != '\0');
}

const struct capmap_kt_function *capmap_table_function(const char *symbol)
{
	const struct capmap_ktab *t = capmap_table;
	u32 low = 0, high = t->nfunctions;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (compare_symbol(symbol, t->strings + t->functions[middle].symbol) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < t->nfunctions && !compare_symbol(symbol, t->strings + t->functions[low].symbol))
		return &t->functions[low];
	return NULL;
}

const struct capmap_kt_region *capmap_table_region_of_key(unsigned int key)
{
	const struct capmap_ktab *t = capmap_table;

	for (u32 i = 0; i < t->nregions; i++)
		if (t->regions[i].key == key)
			return &t->regions[i];
	return NULL;
}
