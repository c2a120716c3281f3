// SPDX-License-Identifier: GPL-2.0-only
/* Damaged key tables are refused, and rows are found. */

#include <linux/kernel.h>
#include <linux/string.h>

#include "selftest.h"

static const char strings[] = "\0r/1\0alpha\0beta.c:b\0beta\0b.c\0zeta\0";

static const struct capmap_kt_key keys[] = {
    {.regions = 1, .functions = 2, .key = 3},
};
static const struct capmap_kt_region regions[] = {
    {.name = 1, .objects = 2, .key = 3},
};
static const struct capmap_kt_object objects[] = {
    {.name = 5, .region = 1, .kind = CAPMAP_KT_CACHE},
    {.name = 11, .symbol = 20, .region = 1, .kind = CAPMAP_KT_GLOBAL},
};
static const struct capmap_kt_function functions[] = {
    {.symbol = 20, .name = 11, .keys = 1 << 3},
    {.symbol = 29, .name = 29, .keys = 1 << 3},
};

static const struct capmap_ktab good = {
    .version = CAPMAP_KT_VERSION,
    .used_keys = 1 << 3,
    .checksum = 42,
    .strings_size = sizeof(strings) - 1,
    .nkeys = ARRAY_SIZE(keys),
    .nregions = ARRAY_SIZE(regions),
    .nobjects = ARRAY_SIZE(objects),
    .nfunctions = ARRAY_SIZE(functions),
    .strings = strings,
    .keys = keys,
    .regions = regions,
    .objects = objects,
    .functions = functions,
};

#define REFUSED(what, ...)                                                                         \
	do {                                                                                       \
		struct capmap_ktab t = good;                                                       \
		__VA_ARGS__;                                                                       \
		st_result(capmap_table_check(&t) != NULL, "refused: " what);                       \
	} while (0)

static void test_damage(void)
{
	struct capmap_kt_region key_0 = regions[0], unused = regions[0], string = regions[0];
	struct capmap_kt_object orphan[2] = {objects[0], objects[1]};
	struct capmap_kt_object unordered[2] = {objects[1], objects[0]};
	struct capmap_kt_function rights[2] = {functions[0], functions[1]};
	struct capmap_kt_function unsorted[2] = {functions[1], functions[0]};

	key_0.key = 0;
	unused.key = 4;
	string.name = sizeof(strings);
	orphan[1].region = 2;
	rights[0].keys = 1 << 4;

	st_result(!capmap_table_check(&good), "a whole table is accepted");
	REFUSED("another version", t.version++);
	REFUSED("truncated strings", t.strings_size -= 2);
	REFUSED("no strings", t.strings_size = 0);
	REFUSED("a part that is missing", t.objects = NULL);
	REFUSED("a used key without a row", t.used_keys |= 1 << 5);
	REFUSED("key 0 in use", t.used_keys |= 1);
	REFUSED("a key both free and used", t.free_keys = 1 << 3);
	REFUSED("a region under key 0", t.regions = &key_0);
	REFUSED("a region under an unused key", t.regions = &unused);
	REFUSED("a name beyond the strings", t.regions = &string);
	REFUSED("an object of no region", t.objects = orphan);
	REFUSED("objects out of order", t.objects = unordered);
	REFUSED("a function with rights to an unused key", t.functions = rights);
	REFUSED("functions out of order", t.functions = unsorted);
}

static void test_image(void)
{
	struct capmap_ktab other = *capmap_table;

	st_result(!capmap_table_check(capmap_table) && !capmap_table_check_image(capmap_table),
		  "the table of this kernel is accepted");
	/* A table with objects in an image without their windows, or with those of another. */
	other.nobjects += !other.nobjects;
	other.checksum++;
	st_result(capmap_table_check_image(&other) != NULL, "refused: a table of another build");
}

static void test_lookup(void)
{
	const struct capmap_ktab *before = capmap_table;
	const struct capmap_kt_region *region;

	capmap_table = &good;
	region = capmap_table_region_of_key(3);
	st_result(capmap_table_cache("alpha") == &objects[0], "found: a cache");
	st_result(!capmap_table_cache("alph") && !capmap_table_cache("alphab"),
		  "not found: a cache of a similar name");
	st_result(!capmap_table_cache("beta.c:b"), "not found: a variable as a cache");
	st_result(capmap_table_variable("beta") == &objects[1], "found: a variable");
	st_result(capmap_table_function("beta") == &functions[0], "found: a function");
	st_result(capmap_table_function("zeta.part.0") == &functions[1],
		  "found: a part of a function");
	st_result(!capmap_table_function("bet") && !capmap_table_function("zetas"),
		  "not found: a function of a similar name");
	st_result(region == &regions[0] && !capmap_table_region_of_key(4), "found: a region");
	capmap_table = before;
}

void st_table(void)
{
	test_damage();
	test_image();
	test_lookup();
}
