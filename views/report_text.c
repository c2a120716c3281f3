/* SPDX-License-Identifier: Apache-2.0 */
/* The report as plain text: aligned, at most 100 columns, each figure defined where it stands. */
#include "views/number.h"
#include "views/report.h"

#include <inttypes.h>
#include <string.h>

#define COLUMNS 100

static const char *percent(struct number *b, struct report_rate rate)
{
	return number_percent(b, rate.blocked, rate.pairs);
}

/* Words of text, wrapped; the first line begins at column `at`, the others at indent. */
static void wrap(FILE *out, int at, int indent, const char *text)
{
	int col = at;

	while (*text) {
		int len = (int)strcspn(text, " ");

		if (col > indent && col + 1 + len > COLUMNS) {
			fprintf(out, "\n%*s", indent, "");
			col = indent;
		} else if (col > indent) {
			fputc(' ', out);
			col++;
		}
		fprintf(out, "%.*s", len, text);
		col += len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static void heading(FILE *out, enum report_term term)
{
	const char *title = report_terms[term].title;

	fprintf(out, "\n%s\n", title);
	for (size_t i = 0; i < strlen(title); i++)
		fputc('-', out);
	fputc('\n', out);
	wrap(out, 0, 0, report_terms[term].words);
	fputc('\n', out);
}

/* "  title  meaning", the meaning wrapped beside the title. */
static void define(FILE *out, enum report_term term)
{
	fprintf(out, "  %-20s", report_terms[term].title);
	wrap(out, 22, 22, report_terms[term].words);
}

/* A name in a column of width; the end of a long one says more than its beginning. */
static void name(FILE *out, int width, const char *s)
{
	int len = (int)strlen(s);

	if (len <= width)
		fprintf(out, "%-*s", width, s);
	else
		fprintf(out, "...%s", s + len - (width - 3));
}

static void count_line(FILE *out, const char *what, uint64_t v)
{
	struct number b;

	fprintf(out, "  %-34s %14s\n", what, number_text(&b, v));
}

static void print_head(const struct report *r, FILE *out)
{
	static const char title[] = "capmap report";

	fprintf(out, "%s\n", title);
	for (size_t i = 0; i + 1 < sizeof(title); i++)
		fputc('=', out);
	fputs("\n\n", out);
	for (uint32_t i = 0; i < r->nmeta; i++) {
		fprintf(out, "  %-26s ", r->meta[i].name);
		wrap(out, 29, 29, r->meta_value[i]);
	}
}

static void print_summary(const struct report *r, FILE *out)
{
	struct number a, b, c;

	fputs("\nSummary\n-------\n", out);
	fprintf(out, "  %s functions, %s regions of %s objects\n", number_text(&a, r->c.nfunctions),
		number_text(&b, r->regions), number_text(&c, r->objects_regioned));
	if (!r->c.keyed) {
		fputs("  This store has no keys yet: key figures are left out; capmap-map assigns"
		      " them.\n",
		      out);
		return;
	}
	fprintf(out, "  Isolation efficiency E = %u keys / %u regions = %.4f\n", r->keys_used,
		r->regions, r->regions ? (double)r->keys_used / r->regions : 0.0);
	fprintf(out, "  (the coarse control: %u keys / %u regions = %.4f)\n", r->coarse_groups,
		r->coarse_regions,
		r->coarse_regions ? (double)r->coarse_groups / r->coarse_regions : 0.0);
	wrap(out, fprintf(out, "  "), 2, report_terms[TERM_EFFICIENCY].words);
}

static void print_block(const struct report *r, FILE *out)
{
	int mappings[MAP_COUNT], n = 0;
	struct number b;

	heading(out, TERM_BLOCK);
	mappings[n++] = MAP_FINE;
	if (r->c.keyed)
		mappings[n++] = MAP_FINE_KEYS;
	mappings[n++] = MAP_COARSE;
	if (r->c.keyed)
		mappings[n++] = MAP_COARSE_KEYS;
	fprintf(out, "  %-19s %14s", "", "pairs");
	for (int i = 0; i < n; i++)
		fprintf(out, " %13s", report_terms[TERM_MAP_FINE + mappings[i]].title);
	fputc('\n', out);
	for (int s = 0; s < SCOPE_COUNT; s++) {
		fprintf(out, "  %-19s %14s", report_terms[TERM_SCOPE_ALL + s].title,
			number_text(&b, r->block.rate[s][MAP_FINE].pairs));
		for (int i = 0; i < n; i++)
			fprintf(out, " %13s", percent(&b, r->block.rate[s][mappings[i]]));
		fputc('\n', out);
	}
	fputc('\n', out);
	for (int s = 0; s < SCOPE_COUNT; s++)
		define(out, TERM_SCOPE_ALL + s);
	for (int i = 0; i < n; i++)
		define(out, TERM_MAP_FINE + mappings[i]);
}

static void print_key_regions(const struct report *r, FILE *out, int key)
{
	int col = fprintf(out, "  key %-2d ", key);

	for (uint32_t g = 1; g <= r->c.nregions; g++) {
		char text[512];
		int len;

		if (r->c.region[g].key != key)
			continue;
		if (r->region[g].granted)
			snprintf(text, sizeof(text), "%s +%u", r->c.region[g].name,
				 r->region[g].granted);
		else
			snprintf(text, sizeof(text), "%s", r->c.region[g].name);
		len = (int)strlen(text);
		if (col > 9 && col + 2 + len > COLUMNS) {
			fputs("\n         ", out);
			col = 9;
		} else if (col > 9) {
			col += fprintf(out, "  ");
		}
		fputs(text, out);
		col += len;
	}
	fputc('\n', out);
}

static void print_keys(const struct report *r, FILE *out)
{
	struct number a, b, c, d, e;

	heading(out, TERM_KEYS);
	fprintf(out, "  %-8s %8s %8s %11s %9s %10s %12s %16s\n", "key", "regions", "objects",
		"subsystems", "holders", "needed", "granted", "as obj. pairs");
	for (int key = 0; key <= CENSUS_KEYS; key++) {
		const struct report_key *k = &r->key[key];

		if (!k->regions)
			continue;
		fprintf(out, "  %-8s %8u %8s %11u %9s %10s",
			key ? number_text(&a, (uint64_t)key) : "default", k->regions,
			number_text(&b, k->objects), k->subsystems,
			key ? number_text(&c, k->holders) : "all", number_text(&d, k->needed));
		if (key)
			fprintf(out, " %12s %16s\n", number_text(&a, k->granted),
				number_text(&e, k->granted_objects));
		else
			fprintf(out, " %12s\n", "open");
	}
	fputs("\nRegions under each key; +N: functions that reach the region only through the"
	      " key.\n\n",
	      out);
	for (int key = 0; key <= CENSUS_KEYS; key++)
		if (r->key[key].regions)
			print_key_regions(r, out, key);
}

static void print_privilege(const struct report *r, FILE *out)
{
	heading(out, TERM_PRIVILEGE);
	count_line(out, "function x region, needed", r->needed_pairs);
	if (r->c.keyed) {
		count_line(out, "function x region, shared keys", r->granted_pairs);
		count_line(out, "function x region, default key", r->open_pairs);
	}
	count_line(out, "function x object, needed", r->needed_objects);
	count_line(out, "function x object, merged", r->merge_objects);
	if (r->c.keyed)
		count_line(out, "function x object, shared keys", r->granted_objects);
	fputc('\n', out);
	define(out, TERM_MERGE);
	if (r->c.keyed) {
		define(out, TERM_SHARED);
		define(out, TERM_OPEN);
	}
	if (r->merge_differs)
		fputs("\n  The merge costs stored with the regions differ from this count, which"
		      " is made from\n  the accesses.\n",
		      out);
}

static void print_subsystems(const struct report *r, FILE *out)
{
	enum report_mapping fine = r->c.keyed ? MAP_FINE_KEYS : MAP_FINE;
	enum report_mapping coarse = r->c.keyed ? MAP_COARSE_KEYS : MAP_COARSE;
	struct number a, b, c;

	heading(out, TERM_SUBSYSTEMS);
	fprintf(out, "  %-16s %9s %7s %8s %5s %11s %11s %11s %11s\n", "", "", "", "", "",
		report_terms[TERM_SCOPE_WRITERS].key, report_terms[TERM_SCOPE_WRITERS].key,
		report_terms[TERM_SCOPE_INSIDE].key, report_terms[TERM_SCOPE_INSIDE].key);
	fprintf(out, "  %-16s %9s %7s %8s %5s", "subsystem", "functions", "regions", "objects",
		r->c.keyed ? "keys" : "");
	for (int i = 0; i < 2; i++)
		fprintf(out, " %11s %11s", r->c.keyed ? "fine,k." : "fine",
			r->c.keyed ? "coarse,k." : "coarse");
	fputc('\n', out);
	for (uint32_t s = 1; s <= r->c.nsubsystems; s++) {
		const struct report_subsystem *sub = &r->subsystem[s];

		fputs("  ", out);
		name(out, 16, r->c.subsystem[s]);
		fprintf(out, " %9s %7u %8s", number_text(&a, sub->functions), sub->regions,
			number_text(&b, sub->objects));
		if (r->c.keyed)
			fprintf(out, " %5d", __builtin_popcount(sub->keys & ~1u));
		else
			fprintf(out, " %5s", "");
		for (int scope = SCOPE_WRITERS; scope <= SCOPE_INSIDE; scope++)
			fprintf(out, " %11s %11s", percent(&b, sub->block.rate[scope][fine]),
				percent(&c, sub->block.rate[scope][coarse]));
		fputc('\n', out);
	}
}

static void print_tops(const struct report *r, FILE *out)
{
	struct number a, b, c;

	heading(out, TERM_TOP_FUNCTIONS);
	fprintf(out, "  %-44s %-14s %8s %10s %10s\n", "function", "subsystem", "needs", "can reach",
		"excess");
	for (uint32_t i = 0; i < r->ntop_function; i++) {
		const struct report_function *f = &r->top_function[i];
		const struct census_function *fn = &r->c.function[f->id];

		fputs("  ", out);
		name(out, 44, fn->name);
		fputc(' ', out);
		name(out, 14, r->c.subsystem[fn->subsystem]);
		fprintf(out, " %8s %10s %10s\n", number_text(&a, f->needed),
			number_text(&b, f->reachable), number_text(&c, f->reachable - f->needed));
	}
	heading(out, TERM_TOP_OBJECTS);
	fprintf(out, "  %-46s %-7s %-18s %7s %15s\n", "object", "kind", "region", "writers",
		"from subsystems");
	for (uint32_t i = 0; i < r->ntop_object; i++) {
		const struct report_object *o = &r->top_object[i];
		const struct census_object *object = &r->c.object[o->id];

		fputs("  ", out);
		name(out, 46, object->name);
		fprintf(out, " %-7s ", object->kind);
		name(out, 18, object->region ? r->c.region[object->region].name : "-");
		fprintf(out, " %7s %15u\n", number_text(&a, o->writers), o->subsystems);
	}
}

static void print_spread(FILE *out, const char *of, const struct report_spread *s)
{
	struct number b;

	if (!s->count)
		return;
	fprintf(out, "  targets of %-23s %14.2f mean, %" PRIu64 "%s median, %s most\n", of,
		(double)s->sum / (double)s->count, s->median2 / 2, s->median2 % 2 ? ".5" : "",
		number_text(&b, s->max));
}

static void print_counts(const struct report *r, FILE *out)
{
	struct number a, b;

	heading(out, TERM_POPULATION);
	count_line(out, "functions", r->c.nfunctions);
	count_line(out, "  with a body", r->defined);
	count_line(out, "  only declared", r->declared);
	count_line(out, "  gone after boot (init)", r->init);
	count_line(out, "  helpers", r->helpers);
	count_line(out, "  address taken", r->address_taken);
	count_line(out, "  that write a region", r->writers);
	count_line(out, "regions", r->regions);
	count_line(out, "  written by some function", r->regions_written);
	count_line(out, "objects", r->c.nobjects);
	for (uint32_t i = 0; i < r->nkinds; i++)
		fprintf(out, "    %-32s %14s   %s in a region\n", r->kinds[i].name,
			number_text(&a, r->kinds[i].count), number_text(&b, r->kinds[i].functions));

	heading(out, TERM_SITES);
	count_line(out, "write sites", r->sites);
	for (uint32_t i = 0; i < r->nvias; i++)
		fprintf(out, "    %-32s %14s   in %s functions\n", r->vias[i].name,
			number_text(&a, r->vias[i].count), number_text(&b, r->vias[i].functions));
	print_spread(out, "a write site", &r->write_targets);

	heading(out, TERM_CALLS);
	count_line(out, "direct", r->calls_direct);
	count_line(out, "indirect, a line each target", r->calls_indirect);
	count_line(out, "indirect call sites", r->call_targets.count);
	print_spread(out, "an indirect call site", &r->call_targets);
}

static void print_unknowns(const struct report *r, FILE *out)
{
	struct number a, b;

	heading(out, TERM_UNKNOWNS);
	for (uint32_t i = 0; i < r->nunknowns; i++)
		fprintf(out, "  %-34s %14s   in %s functions\n", r->unknowns[i].name,
			number_text(&a, r->unknowns[i].count),
			number_text(&b, r->unknowns[i].functions));
	count_line(out, "all", r->unknown_total);
}

int report_text(const struct report *r, FILE *out)
{
	print_head(r, out);
	print_summary(r, out);
	print_block(r, out);
	if (r->c.keyed)
		print_keys(r, out);
	print_privilege(r, out);
	print_subsystems(r, out);
	print_tops(r, out);
	print_counts(r, out);
	print_unknowns(r, out);
	return ferror(out) ? -CM_EIO : 0;
}
