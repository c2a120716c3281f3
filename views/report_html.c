/* SPDX-License-Identifier: Apache-2.0 */
/* The report as one page: page/report.css and page/report.js inside it, nothing fetched. */
#include "views/html.h"
#include "views/number.h"
#include "views/palette.h"
#include "views/report.h"

#include <inttypes.h>

static void text(FILE *out, const char *s)
{
	html_escape(out, s);
}

static void words(FILE *out, enum report_term term)
{
	fputs("<p class=\"words\">", out);
	text(out, report_terms[term].words);
	fputs("</p>\n", out);
}

static void section(FILE *out, enum report_term term)
{
	fprintf(out, "<section id=\"%s\"><h2>", report_terms[term].key);
	text(out, report_terms[term].title);
	fputs("</h2>\n", out);
	words(out, term);
}

static void section_end(FILE *out)
{
	fputs("</section>\n", out);
}

/* Column heads: "name" for text, "#name" for numbers; NULL ends. */
static void table(FILE *out, const char *caption, const char *const *heads)
{
	fprintf(out, "<div class=\"wide\"><table class=\"sort\" aria-label=\"%s\"><thead><tr>",
		caption);
	for (; *heads; heads++) {
		fprintf(out, "<th scope=\"col\"%s>", **heads == '#' ? " class=\"n\"" : "");
		text(out, *heads + (**heads == '#'));
		fputs("</th>", out);
	}
	fputs("</tr></thead><tbody>\n", out);
}

static void table_end(FILE *out)
{
	fputs("</tbody></table></div>\n", out);
}

static void cell_name(FILE *out, const char *s)
{
	fputs("<td><code>", out);
	text(out, s);
	fputs("</code></td>", out);
}

static void cell_text(FILE *out, const char *s)
{
	fputs("<td>", out);
	text(out, s);
	fputs("</td>", out);
}

static void cell_number(FILE *out, uint64_t v)
{
	struct number n;

	fprintf(out, "<td class=\"n\" data-v=\"%" PRIu64 "\">%s</td>", v, number_text(&n, v));
}

static void cell_rate(FILE *out, struct report_rate rate)
{
	struct number n;

	fprintf(out, "<td class=\"n\" data-v=\"%.6f\">%s</td>",
		rate.pairs ? (double)rate.blocked / (double)rate.pairs : -1.0,
		number_percent(&n, rate.blocked, rate.pairs));
}

static void swatch(FILE *out, int key)
{
	fprintf(out, "<span class=\"key\" style=\"background:%s;color:%s\">", palette_fill(key),
		palette_text(key));
	fprintf(out, key ? "%d" : "default", key);
	fputs("</span>", out);
}

static void cell_key(FILE *out, int key)
{
	fprintf(out, "<td class=\"n\" data-v=\"%d\">", key);
	swatch(out, key);
	fputs("</td>", out);
}

static void tile(FILE *out, const char *figure, const char *name, const char *small)
{
	fprintf(out, "<div class=\"tile\"><b>%s</b><span>%s</span><small>", figure, name);
	text(out, small);
	fputs("</small></div>\n", out);
}

static void put_tiles(const struct report *r, FILE *out)
{
	enum report_mapping fine = r->c.keyed ? MAP_FINE_KEYS : MAP_FINE;
	enum report_mapping coarse = r->c.keyed ? MAP_COARSE_KEYS : MAP_COARSE;
	const struct report_rate *all = r->block.rate[SCOPE_ALL];
	const struct report_rate *inside = r->block.rate[SCOPE_INSIDE];
	char figure[64], small[256];
	struct number a, b;

	fputs("<div class=\"tiles\">\n", out);
	snprintf(small, sizeof(small),
		 "of all function x region pairs%s; the coarse control blocks %s",
		 r->c.keyed ? ", with the keys" : "",
		 number_percent(&a, all[coarse].blocked, all[coarse].pairs));
	tile(out, number_percent(&b, all[fine].blocked, all[fine].pairs), "predicted block rate",
	     small);
	snprintf(small, sizeof(small),
		 "of the pairs of a function and its own subsystem's regions; coarse: %s",
		 number_percent(&a, inside[coarse].blocked, inside[coarse].pairs));
	tile(out, number_percent(&b, inside[fine].blocked, inside[fine].pairs),
	     "inside a subsystem", small);
	if (r->c.keyed) {
		snprintf(figure, sizeof(figure), "%.4f",
			 r->regions ? (double)r->keys_used / r->regions : 0.0);
		snprintf(small, sizeof(small), "isolation efficiency: %u keys in use / %u regions",
			 r->keys_used, r->regions);
		tile(out, figure, "E", small);
	}
	snprintf(small, sizeof(small), "%s in regions, of %s objects",
		 number_text(&a, r->objects_regioned), number_text(&b, r->c.nobjects));
	snprintf(figure, sizeof(figure), "%u", r->regions);
	tile(out, figure, "regions", small);
	snprintf(small, sizeof(small), "places the analysis did not model, for %u reasons",
		 r->nunknowns);
	tile(out, number_text(&a, r->unknown_total), "unknowns", small);
	fputs("</div>\n", out);
	if (!r->c.keyed)
		fputs("<p class=\"notice\">This store has no keys yet: key figures are left out. "
		      "<code>capmap-map</code> assigns keys.</p>\n",
		      out);
}

/* One bar a mapping, in groups of one scope. */
static void put_bars(const struct report *r, FILE *out)
{
	const int left = 190, width = 560, step = 24, per = r->c.keyed ? MAP_COUNT : 2;
	const int group = 34 + per * step + 14;
	int y = 0;

	fprintf(
	    out,
	    "<svg class=\"bars\" viewBox=\"0 0 840 %d\" role=\"img\" aria-labelledby=\"bt\">"
	    "<title id=\"bt\">Predicted block rates; the table below holds the figures</title>\n",
	    SCOPE_COUNT * group);
	for (int s = 0; s < SCOPE_COUNT; s++) {
		struct number n, m;
		int line = y + 34;

		fprintf(out,
			"<text class=\"scope\" x=\"0\" y=\"%d\">%s</text><text class=\"faint\""
			" x=\"%d\" y=\"%d\">%s pairs</text>\n",
			y + 18, report_terms[TERM_SCOPE_ALL + s].title, left, y + 18,
			number_text(&n, r->block.rate[s][MAP_FINE].pairs));
		for (int i = 0; i < MAP_COUNT; i++) {
			struct report_rate rate = r->block.rate[s][i];
			double share = rate.pairs ? (double)rate.blocked / (double)rate.pairs : 0;

			if (!r->c.keyed && (i == MAP_FINE_KEYS || i == MAP_COARSE_KEYS))
				continue;
			fprintf(out,
				"<text x=\"14\" y=\"%d\">%s</text><rect class=\"track\" x=\"%d\""
				" y=\"%d\" width=\"%d\" height=\"15\" rx=\"3\"/><rect class=\"%s\""
				" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"15\" rx=\"3\"/>"
				"<text x=\"%d\" y=\"%d\">%s</text>\n",
				line + 12, report_terms[TERM_MAP_FINE + i].title, left, line, width,
				i >= MAP_COARSE ? "control" : "bar", left, line, width * share,
				left + width + 10, line + 12,
				number_percent(&m, rate.blocked, rate.pairs));
			line += step;
		}
		y += group;
	}
	fputs("</svg>\n", out);
}

static void define(FILE *out, enum report_term term)
{
	fputs("<dt>", out);
	text(out, report_terms[term].title);
	fputs("</dt><dd>", out);
	text(out, report_terms[term].words);
	fputs("</dd>\n", out);
}

static void put_block(const struct report *r, FILE *out)
{
	static const char *const keyed[] = {"of",      "#pairs",	"#fine", "#fine, keys",
					    "#coarse", "#coarse, keys", NULL};
	static const char *const bare[] = {"of", "#pairs", "#fine", "#coarse", NULL};

	section(out, TERM_BLOCK);
	put_bars(r, out);
	table(out, "Predicted block rates", r->c.keyed ? keyed : bare);
	for (int s = 0; s < SCOPE_COUNT; s++) {
		fprintf(out, "<tr><th scope=\"row\">%s</th>",
			report_terms[TERM_SCOPE_ALL + s].title);
		cell_number(out, r->block.rate[s][MAP_FINE].pairs);
		for (int m = 0; m < MAP_COUNT; m++)
			if (r->c.keyed || (m != MAP_FINE_KEYS && m != MAP_COARSE_KEYS))
				cell_rate(out, r->block.rate[s][m]);
		fputs("</tr>\n", out);
	}
	table_end(out);
	fputs("<dl>\n", out);
	for (int s = 0; s < SCOPE_COUNT; s++)
		define(out, TERM_SCOPE_ALL + s);
	for (int m = 0; m < MAP_COUNT; m++)
		if (r->c.keyed || (m != MAP_FINE_KEYS && m != MAP_COARSE_KEYS))
			define(out, TERM_MAP_FINE + m);
	fputs("</dl>\n", out);
	section_end(out);
}

static void put_keys(const struct report *r, FILE *out)
{
	static const char *const heads[] = {
	    "#key",	"#regions", "#objects", "#subsystems",
	    "#holders", "#needed",  "#granted", "regions, and who reaches them only by the key",
	    NULL};

	section(out, TERM_KEYS);
	fprintf(out,
		"<p class=\"words\">%s In use: %u of %d. The coarse control puts %u subsystem "
		"regions on %u keys.</p>\n",
		report_terms[TERM_EFFICIENCY].words, r->keys_used, CENSUS_KEYS, r->coarse_regions,
		r->coarse_groups);
	table(out, "Keys", heads);
	for (int key = 0; key <= CENSUS_KEYS; key++) {
		const struct report_key *k = &r->key[key];

		if (!k->regions)
			continue;
		fputs("<tr>", out);
		cell_key(out, key);
		cell_number(out, k->regions);
		cell_number(out, k->objects);
		cell_number(out, k->subsystems);
		cell_number(out, key ? k->holders : r->defined);
		cell_number(out, k->needed);
		cell_number(out, key ? k->granted : r->open_pairs);
		fputs("<td><div class=\"regions\">", out);
		for (uint32_t g = 1; g <= r->c.nregions; g++) {
			if (r->c.region[g].key != key)
				continue;
			fputs("<span>", out);
			text(out, r->c.region[g].name);
			if (r->region[g].granted)
				fprintf(out, " <small>+%u</small>", r->region[g].granted);
			fputs("</span>", out);
		}
		fputs("</div></td></tr>\n", out);
	}
	table_end(out);
	section_end(out);
}

static void privilege_row(FILE *out, enum report_term term, const char *kind, uint64_t extra,
			  uint64_t needed)
{
	fputs("<tr><th scope=\"row\">", out);
	text(out, report_terms[term].title);
	fprintf(out, "</th><td>%s</td>", kind);
	cell_number(out, needed);
	cell_number(out, extra);
	fprintf(out, "<td class=\"n\" data-v=\"%.4f\">%.2f</td>",
		needed ? (double)extra / (double)needed : 0,
		needed ? (double)extra / (double)needed : 0);
	cell_text(out, report_terms[term].words);
	fputs("</tr>\n", out);
}

static void put_privilege(const struct report *r, FILE *out)
{
	static const char *const heads[] = {
	    "cause", "pairs", "#needed", "#besides", "#for each needed", "meaning", NULL};

	section(out, TERM_PRIVILEGE);
	table(out, "Over-privilege", heads);
	privilege_row(out, TERM_MERGE, "function x object", r->merge_objects, r->needed_objects);
	if (r->c.keyed) {
		privilege_row(out, TERM_SHARED, "function x region", r->granted_pairs,
			      r->needed_pairs);
		privilege_row(out, TERM_SHARED, "function x object", r->granted_objects,
			      r->needed_objects);
		privilege_row(out, TERM_OPEN, "function x region", r->open_pairs, r->needed_pairs);
	}
	table_end(out);
	if (r->merge_differs)
		fputs("<p class=\"words\">The merge costs stored with the regions differ from this "
		      "count, which is made from the accesses.</p>\n",
		      out);
	section_end(out);
}

static void put_subsystems(const struct report *r, FILE *out)
{
	static const char *const heads[] = {
	    "subsystem", "#functions",	   "#writers",	       "#regions",	"#objects",
	    "#keys",	 "#writers: fine", "#writers: coarse", "#inside: fine", "#inside: coarse",
	    NULL};
	enum report_mapping fine = r->c.keyed ? MAP_FINE_KEYS : MAP_FINE;
	enum report_mapping coarse = r->c.keyed ? MAP_COARSE_KEYS : MAP_COARSE;

	section(out, TERM_SUBSYSTEMS);
	if (r->c.keyed)
		fputs("<p class=\"words\">Fine and coarse are both with their keys.</p>\n", out);
	table(out, "Subsystems", heads);
	for (uint32_t s = 1; s <= r->c.nsubsystems; s++) {
		const struct report_subsystem *sub = &r->subsystem[s];

		fputs("<tr><th scope=\"row\">", out);
		text(out, r->c.subsystem[s]);
		fputs("</th>", out);
		cell_number(out, sub->functions);
		cell_number(out, sub->writers);
		cell_number(out, sub->regions);
		cell_number(out, sub->objects);
		cell_number(out, (uint64_t)__builtin_popcount(sub->keys & ~1u));
		for (int scope = SCOPE_WRITERS; scope <= SCOPE_INSIDE; scope++) {
			cell_rate(out, sub->block.rate[scope][fine]);
			cell_rate(out, sub->block.rate[scope][coarse]);
		}
		fputs("</tr>\n", out);
	}
	table_end(out);
	section_end(out);
}

static void put_regions(const struct report *r, FILE *out)
{
	static const char *const keyed[] = {"region",
					    "subsystem",
					    "#key",
					    "#objects",
					    "#writers",
					    "#granted",
					    "#merged (function x object)",
					    NULL};
	static const char *const bare[] = {
	    "region", "subsystem", "#objects", "#writers", "#merged (function x object)", NULL};

	section(out, TERM_REGIONS);
	table(out, "Regions", r->c.keyed ? keyed : bare);
	for (uint32_t g = 1; g <= r->c.nregions; g++) {
		const struct census_region *region = &r->c.region[g];

		fputs("<tr>", out);
		cell_name(out, region->name);
		cell_text(out, r->c.subsystem[region->subsystem]);
		if (r->c.keyed)
			cell_key(out, region->key);
		cell_number(out, region->nobjects);
		cell_number(out, region->nwriters);
		if (r->c.keyed)
			cell_number(out, region->key ? r->region[g].granted
						     : report_outsiders(r, region->nwriters, 1));
		cell_number(out, r->region[g].merge_cost);
		fputs("</tr>\n", out);
	}
	table_end(out);
	section_end(out);
}

static void put_tops(const struct report *r, FILE *out)
{
	static const char *const functions[] = {"function",	  "subsystem",	"file",
						"#needs objects", "#can reach", "#excess",
						"#regions",	  NULL};
	static const char *const objects[] = {
	    "object", "kind", "type", "region", "#writers", "#from subsystems", NULL};

	section(out, TERM_TOP_FUNCTIONS);
	table(out, "Most over-privileged functions", functions);
	for (uint32_t i = 0; i < r->ntop_function; i++) {
		const struct report_function *f = &r->top_function[i];
		const struct census_function *fn = &r->c.function[f->id];

		fputs("<tr>", out);
		cell_name(out, fn->name);
		cell_text(out, r->c.subsystem[fn->subsystem]);
		cell_name(out, fn->file);
		cell_number(out, f->needed);
		cell_number(out, f->reachable);
		cell_number(out, f->reachable - f->needed);
		fprintf(out, "<td class=\"n\" data-v=\"%u\">%u of %u</td></tr>\n",
			f->regions_needed, f->regions_needed, f->regions_reachable);
	}
	table_end(out);
	section_end(out);
	section(out, TERM_TOP_OBJECTS);
	table(out, "Most widely written objects", objects);
	for (uint32_t i = 0; i < r->ntop_object; i++) {
		const struct report_object *t = &r->top_object[i];
		const struct census_object *o = &r->c.object[t->id];

		fputs("<tr>", out);
		cell_name(out, o->name);
		cell_text(out, o->kind);
		cell_name(out, o->type);
		cell_text(out, r->c.region[o->region].name);
		cell_number(out, t->writers);
		cell_number(out, t->subsystems);
		fputs("</tr>\n", out);
	}
	table_end(out);
	section_end(out);
}

static void count_row(FILE *out, const char *what, uint64_t v)
{
	fputs("<tr><th scope=\"row\">", out);
	text(out, what);
	fputs("</th>", out);
	cell_number(out, v);
	fputs("</tr>\n", out);
}

static void spread_rows(FILE *out, const struct report_spread *s)
{
	struct number n;

	if (!s->count)
		return;
	fprintf(out,
		"<tr><th scope=\"row\">targets: mean</th><td class=\"n\">%.2f</td></tr>"
		"<tr><th scope=\"row\">targets: median</th><td class=\"n\">%.1f</td></tr>"
		"<tr><th scope=\"row\">targets: most</th><td class=\"n\">%s</td></tr>\n",
		(double)s->sum / (double)s->count, (double)s->median2 / 2, number_text(&n, s->max));
}

static void tally_table(FILE *out, const char *caption, const char *what, const char *second,
			const struct report_tally *t, uint32_t n)
{
	const char *heads[] = {what, "#count", second, NULL};

	table(out, caption, heads);
	for (uint32_t i = 0; i < n; i++) {
		fputs("<tr>", out);
		cell_text(out, t[i].name);
		cell_number(out, t[i].count);
		cell_number(out, t[i].functions);
		fputs("</tr>\n", out);
	}
	table_end(out);
}

static void put_counts(const struct report *r, FILE *out)
{
	static const char *const heads[] = {"what", "#count", NULL};

	section(out, TERM_POPULATION);
	table(out, "Functions", heads);
	count_row(out, "functions", r->c.nfunctions);
	count_row(out, "with a body", r->defined);
	count_row(out, "only declared", r->declared);
	count_row(out, "gone after boot (init)", r->init);
	count_row(out, "helpers", r->helpers);
	count_row(out, "address taken", r->address_taken);
	count_row(out, "that write a region", r->writers);
	table_end(out);
	fputs("<h3>Objects by kind</h3>\n", out);
	tally_table(out, "Objects by kind", "kind", "#in a region", r->kinds, r->nkinds);
	section_end(out);

	section(out, TERM_SITES);
	tally_table(out, "Write sites", "via", "#functions", r->vias, r->nvias);
	table(out, "Targets of a write site", heads);
	count_row(out, "write sites", r->sites);
	spread_rows(out, &r->write_targets);
	table_end(out);
	section_end(out);

	section(out, TERM_CALLS);
	table(out, "Calls", heads);
	count_row(out, "direct", r->calls_direct);
	count_row(out, "indirect, a row each target", r->calls_indirect);
	count_row(out, "indirect call sites", r->call_targets.count);
	spread_rows(out, &r->call_targets);
	table_end(out);
	section_end(out);

	section(out, TERM_UNKNOWNS);
	tally_table(out, "Unknowns by reason", "reason", "#functions", r->unknowns, r->nunknowns);
	section_end(out);
}

static void put_origin(const struct report *r, FILE *out)
{
	fputs("<section id=\"origin\"><h2>Made from</h2>\n<dl>\n", out);
	for (uint32_t i = 0; i < r->nmeta; i++) {
		fputs("<dt>", out);
		text(out, r->meta[i].name);
		fputs("</dt><dd>", out);
		text(out, r->meta_value[i]);
		fputs("</dd>\n", out);
	}
	fputs("</dl></section>\n", out);
}

static void put_nav(const struct report *r, FILE *out)
{
	static const enum report_term sections[] = {
	    TERM_BLOCK,	  TERM_KEYS,	      TERM_PRIVILEGE,	TERM_SUBSYSTEMS,
	    TERM_REGIONS, TERM_TOP_FUNCTIONS, TERM_TOP_OBJECTS, TERM_POPULATION,
	    TERM_SITES,	  TERM_CALLS,	      TERM_UNKNOWNS};

	fputs("<nav aria-label=\"Sections\">", out);
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (r->c.keyed || sections[i] != TERM_KEYS)
			fprintf(out, "<a href=\"#%s\">%s</a>\n", report_terms[sections[i]].key,
				report_terms[sections[i]].title);
	fputs("<a href=\"#origin\">Made from</a></nav>\n", out);
}

int report_html(const struct report *r, FILE *out)
{
	struct number a, b, c;

	html_begin(out, "capmap report", page_report_css);
	fprintf(out,
		"<main><header><h1>capmap report</h1>\n<p>Which kernel data each function may "
		"write: %s, %s, %s.</p>\n",
		number_of(&a, r->c.nfunctions, "function"), number_of(&b, r->regions, "region"),
		number_of(&c, r->c.nobjects, "object"));
	put_nav(r, out);
	fputs("</header>\n", out);
	put_tiles(r, out);
	put_block(r, out);
	if (r->c.keyed)
		put_keys(r, out);
	put_privilege(r, out);
	put_subsystems(r, out);
	put_regions(r, out);
	put_tops(r, out);
	put_counts(r, out);
	put_origin(r, out);
	fputs("</main>\n", out);
	html_end(out, page_report_js);
	return ferror(out) ? -CM_EIO : 0;
}
