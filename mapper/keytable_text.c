/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model.h"
#include "mapper/keytable.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* ---- C source ------------------------------------------------------------------------------- */

/* One literal a string, its end written out; '?' escaped against trigraphs. */
static void print_strings(const struct keytable *t, FILE *out)
{
	fprintf(out, "static const char strings[] =\n\t\"");
	for (uint32_t i = 0; i + 1 < t->strings.n; i++) {
		unsigned char c = (unsigned char)t->strings.v[i];

		if (!c)
			fprintf(out, "\\0\"\n\t\"");
		else if (c == '"' || c == '\\' || c == '?')
			fprintf(out, "\\%c", c);
		else if (isascii(c) && isprint(c))
			fputc(c, out);
		else
			fprintf(out, "\\%03o", c);
	}
	fprintf(out, "\";\n");
}

static void print_keys(const struct keytable *t, FILE *out)
{
	fprintf(out, "\nstatic const struct capmap_kt_key keys[] = {\n");
	vec_each (&t->keys, i) {
		const struct kt_key *k = &t->keys.v[i];

		fprintf(out, "\t{%" PRIu32 ", %" PRIu32 ", %u, %u, 0},\n", k->regions, k->functions,
			k->key, k->flags);
	}
	fprintf(out, "};\n");
}

static void print_regions(const struct keytable *t, FILE *out)
{
	fprintf(out, "\nstatic const struct capmap_kt_region regions[] = {\n");
	vec_each (&t->regions, i) {
		const struct kt_region *r = &t->regions.v[i];

		fprintf(out, "\t{%" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %u, 0},\n", r->name,
			r->subsystem, r->objects, r->key);
	}
	fprintf(out, "};\n");
}

static void print_objects(const struct keytable *t, FILE *out)
{
	fprintf(out, "\nstatic const struct capmap_kt_object objects[] = {\n");
	vec_each (&t->objects, i) {
		const struct kt_object *o = &t->objects.v[i];

		fprintf(out,
			"\t{%" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %" PRIu32
			", %" PRIu32 ", %" PRIu32 ", %u, {0, 0, 0}, %" PRIu64 "U},\n",
			o->name, o->symbol, o->type, o->section, o->file, o->line, o->region,
			o->kind, o->size);
	}
	fprintf(out, "};\n");
}

static void print_functions(const struct keytable *t, FILE *out)
{
	fprintf(out, "\nstatic const struct capmap_kt_function functions[] = {\n");
	vec_each (&t->functions, i) {
		const struct kt_function *f = &t->functions.v[i];

		/* No sites here: the references would lead nowhere. */
		fprintf(out,
			"\t{%" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %" PRIu32
			", 0, 0, 0x%04x, %u, 0},\n",
			f->symbol, f->name, f->file, f->line, f->keys, f->flags);
	}
	fprintf(out, "};\n");
}

/* C has no empty arrays: an empty section is a null pointer. */
#define IF_ANY(n, name) ((n) ? (name) : "0")

void keytable_print_c(const struct keytable *t, FILE *out)
{
	fprintf(out, "/* SPDX-License-Identifier: GPL-2.0-only */\n"
		     "/* Made by capmap-map; capmap_keytable.h says what it means. */\n"
		     "#include \"capmap_ktab.h\"\n\n");
	print_strings(t, out);
	if (t->keys.n)
		print_keys(t, out);
	if (t->regions.n)
		print_regions(t, out);
	if (t->objects.n)
		print_objects(t, out);
	if (t->functions.n)
		print_functions(t, out);
	fprintf(out, "\nconst struct capmap_ktab capmap_ktab = {\n\t.version = %u,\n",
		KEYTABLE_VERSION);
	fprintf(out, "\t.used_keys = 0x%04x,\n\t.free_keys = 0x%04x,\n\t.build_id = {",
		t->used_keys, t->free_keys);
	for (size_t i = 0; i < sizeof(t->build_id); i++)
		fprintf(out, "%s0x%02x", i ? ", " : "", t->build_id[i]);
	fprintf(out, "},\n\t.checksum = 0x%016" PRIx64 ",\n", keytable_id(t));
	fprintf(out,
		"\t.strings_size = sizeof(strings),\n\t.nkeys = %" PRIu32
		",\n\t.nregions = %" PRIu32 ",\n\t.nobjects = %" PRIu32
		",\n\t.nfunctions = %" PRIu32 ",\n",
		t->keys.n, t->regions.n, t->objects.n, t->functions.n);
	fprintf(out,
		"\t.strings = strings,\n\t.keys = %s,\n\t.regions = %s,\n\t.objects = %s,\n"
		"\t.functions = %s,\n};\n",
		IF_ANY(t->keys.n, "keys"), IF_ANY(t->regions.n, "regions"),
		IF_ANY(t->objects.n, "objects"), IF_ANY(t->functions.n, "functions"));
}

void keytable_print_h(const struct keytable *t, FILE *out)
{
	fprintf(out,
		"/* SPDX-License-Identifier: GPL-2.0-only */\n"
		"/* Made by capmap-map. */\n"
		"#ifndef CAPMAP_KTAB_H\n#define CAPMAP_KTAB_H\n\n"
		"#include \"capmap_keytable.h\"\n\n"
		"#if CAPMAP_KT_VERSION != %u\n"
		"#error \"this table and capmap_keytable.h are of different versions\"\n"
		"#endif\n\n",
		KEYTABLE_VERSION);
	fprintf(out, "#define CAPMAP_KTAB_USED_KEYS 0x%04x\n", t->used_keys);
	fprintf(out, "#define CAPMAP_KTAB_FREE_KEYS 0x%04x\n\n", t->free_keys);
	fprintf(out, "extern const struct capmap_ktab capmap_ktab;\n\n#endif\n");
}

/* ---- Text ----------------------------------------------------------------------------------- */

/* "1,4,15", or "-" */
static void print_mask(uint32_t keys, FILE *out)
{
	const char *comma = "";

	if (!keys)
		fputc('-', out);
	for (uint32_t k = 0; keys; k++, keys >>= 1)
		if (keys & 1) {
			fprintf(out, "%s%" PRIu32, comma, k);
			comma = ",";
		}
}

static void dump_place(const struct keytable *t, uint32_t file, uint32_t line, FILE *out)
{
	if (file)
		fprintf(out, " %s:%" PRIu32, keytable_string(t, file), line);
}

static void dump_objects(const struct keytable *t, FILE *out)
{
	vec_each (&t->objects, i) {
		const struct kt_object *o = &t->objects.v[i];

		fprintf(out, "object %s %s region %s size %" PRIu64, keytable_string(t, o->name),
			object_kind_name(o->kind),
			keytable_string(t, t->regions.v[o->region - 1].name), o->size);
		if (o->symbol)
			fprintf(out, " symbol %s", keytable_string(t, o->symbol));
		if (o->section)
			fprintf(out, " section %s", keytable_string(t, o->section));
		if (o->type)
			fprintf(out, " type \"%s\"", keytable_string(t, o->type));
		dump_place(t, o->file, o->line, out);
		fputc('\n', out);
	}
}

static void dump_functions(const struct keytable *t, FILE *out)
{
	vec_each (&t->functions, i) {
		const struct kt_function *f = &t->functions.v[i];

		fprintf(out, "function %s symbol %s keys ", keytable_string(t, f->name),
			keytable_string(t, f->symbol));
		print_mask(f->keys, out);
		fprintf(out, "%s%s", f->flags & KT_FUNCTION_HELPER ? " helper" : "",
			f->flags & KT_FUNCTION_INIT ? " init" : "");
		dump_place(t, f->file, f->line, out);
		fputc('\n', out);
	}
}

static void dump_sites(const struct keytable *t, FILE *out)
{
	vec_each (&t->sites, i) {
		const struct kt_site *s = &t->sites.v[i];

		fprintf(out, "site %s", keytable_string(t, t->functions.v[s->function - 1].name));
		dump_place(t, s->file, s->line, out);
		fprintf(out, " %s keys ", site_via_name(s->via));
		print_mask(s->keys, out);
		if (s->caller)
			fprintf(out, " for %s",
				keytable_string(t, t->functions.v[s->caller - 1].name));
		fputc('\n', out);
	}
}

void keytable_dump(const struct keytable *t, FILE *out)
{
	fprintf(out, "table %016" PRIx64 " version %u build ", keytable_id(t), KEYTABLE_VERSION);
	for (size_t i = 0; i < sizeof(t->build_id); i++)
		fprintf(out, "%02x", t->build_id[i]);
	fprintf(out, " used ");
	print_mask(t->used_keys, out);
	fprintf(out, " free ");
	print_mask(t->free_keys, out);
	fputc('\n', out);
	vec_each (&t->keys, i)
		fprintf(out, "key %u regions %" PRIu32 " functions %" PRIu32 "\n", t->keys.v[i].key,
			t->keys.v[i].regions, t->keys.v[i].functions);
	vec_each (&t->regions, i)
		fprintf(out, "region %s key %u objects %" PRIu32 "\n",
			keytable_string(t, t->regions.v[i].name), t->regions.v[i].key,
			t->regions.v[i].objects);
	dump_objects(t, out);
	dump_functions(t, out);
	dump_sites(t, out);
}
