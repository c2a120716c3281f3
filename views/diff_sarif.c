/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF 2.1.0 (OASIS standard, 27 March 2020): one result a gain and a rise of unknowns. Losses
 * and plain changes are no findings and are not in it. */
#include "base/hash.h"
#include "views/diff_format.h"
#include "base/json.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SARIF_SCHEMA                                                                               \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"                      \
	"sarif-schema-2.1.0.json"

enum { MOST_WORDS = 8 }; /* names in a message */

enum rule { RULE_ACCESS, RULE_GROUPING, RULE_SHARING, RULE_OPEN, RULE_UNKNOWN };

static const struct {
	const char *id, *name, *brief, *help;
} rules[] = {
    [RULE_ACCESS] = {"capmap-access", "GainedByAccess",
		     "A function may write an object that it could not write before.",
		     "Look at the location and the code flow: a new write, or a pointer that "
		     "now reaches further. Mend it, or accept it for a time with an [access] "
		     "stanza in the suppressions."},
    [RULE_GROUPING] = {"capmap-grouping", "GainedByGrouping",
		       "Objects joined a region that other functions write.",
		       "Objects of a region are protected as one. The functions do not write "
		       "these objects, but their windows now cover them."},
    [RULE_SHARING] = {"capmap-sharing", "GainedBySharing",
		      "A region shares its key with a region that other functions write.",
		      "Regions of one key are protected as one. Run capmap-map again, or "
		      "accept it with a [sharing] stanza in the suppressions."},
    [RULE_OPEN] = {"capmap-open", "LostKey",
		   "Objects had a key and have none: every function may write them.",
		   "capmap-map left the region with the default key. Raise its budget, or "
		   "accept it with an [open] stanza in the suppressions."},
    [RULE_UNKNOWN] = {"capmap-unknown", "LessComplete",
		      "More code than before is beyond the analysis.",
		      "What cannot be followed might write more than the store says. Write "
		      "the code so that it can be followed, add a rule, or accept it with an "
		      "[unknown] stanza in the suppressions."},
};

struct sarif {
	const struct diff *d;
	json_t *results;
};

static json_t *message(const char *text)
{
	json_t *o = json_object();

	json_put(o, "text", json_name(text));
	return o;
}

static const char *level(const struct sarif *s, enum rule rule)
{
	if (rule == RULE_ACCESS || (s->d->opt.strict && rule != RULE_UNKNOWN))
		return "error";
	return "warning";
}

/* Percent-encodes what RFC 3986 does not let stand in a path. */
static json_t *uri(const char *prefix, const char *path)
{
	char *s = calloc(1, strlen(prefix) + 3 * strlen(path) + 1), *at;
	json_t *v;

	if (!s)
		diag_oom(3 * strlen(path));
	at = stpcpy(s, prefix);
	for (; *path; path++)
		if (isalnum((unsigned char)*path) || strchr("-._~/+,@", *path))
			*at++ = *path;
		else
			at += sprintf(at, "%%%02X", *path & 0xff);
	v = json_name(s);
	free(s);
	return v;
}

static json_t *artifact(const char *file, bool source)
{
	json_t *o = json_object();

	if (file[0] == '/') {
		json_put(o, "uri", uri("file://", file));
		return o;
	}
	json_put(o, "uri", uri("", file));
	if (source)
		json_put(o, "uriBaseId", json_name("SRCROOT"));
	return o;
}

static json_t *physical(const char *file, uint32_t line, bool source)
{
	json_t *o = json_object(), *region = json_object();

	json_put(o, "artifactLocation", artifact(file, source));
	if (line) {
		json_put(region, "startLine", json_count(line));
		json_put(o, "region", region);
	} else {
		json_decref(region);
	}
	return o;
}

/* text, name NULL: none. */
static json_t *location(const char *file, uint32_t line, const char *name, const char *kind,
			const char *text)
{
	json_t *o = json_object();

	if (file[0])
		json_put(o, "physicalLocation", physical(file, line, true));
	if (name) {
		json_t *l = json_object(), *all = json_array();

		json_put(l, "fullyQualifiedName", json_name(name));
		json_put(l, "kind", json_name(kind));
		json_add(all, l);
		json_put(o, "logicalLocations", all);
	}
	if (text)
		json_put(o, "message", message(text));
	return o;
}

static json_t *one(json_t *v)
{
	json_t *a = json_array();

	json_add(a, v);
	return a;
}

static json_t *suppression(const struct sarif *s, uint32_t id)
{
	const struct suppressions *all = s->d->suppressions;
	const struct suppression *p;
	json_t *o, *at;

	if (!id)
		return json_array();
	p = &all->v.v[id - 1];
	o = json_object();
	at = json_object();
	json_put(o, "kind", json_name("external"));
	json_put(o, "status", json_name("accepted"));
	json_put(o, "justification", json_name(p->reason));
	json_put(at, "physicalLocation", physical(all->path, p->line, false));
	json_put(o, "location", at);
	return one(o);
}

/* A result that lacks its locations. What makes it the same result in the next run, wherever the
 * lines have gone, is in print. */
static json_t *result(struct sarif *s, enum rule rule, const char *text, uint64_t print,
		      uint32_t suppressed)
{
	json_t *o = json_object(), *prints = json_object();
	char hex[17];

	snprintf(hex, sizeof(hex), "%016" PRIx64, print);
	json_put(prints, "capmapDiff/v1", json_name(hex));
	json_put(o, "ruleId", json_name(rules[rule].id));
	json_put(o, "ruleIndex", json_count(rule));
	json_put(o, "level", json_name(level(s, rule)));
	json_put(o, "message", message(text));
	json_put(o, "partialFingerprints", prints);
	json_put(o, "suppressions", suppression(s, suppressed));
	json_add(s->results, o);
	return o;
}

static uint64_t print_text(uint64_t seed, const char *s)
{
	return hash_bytes(s, strlen(s) + 1, seed);
}

static uint64_t print_words(uint64_t seed, const diff_words *w)
{
	vec_each (w, i)
		seed = print_text(seed, w->v[i]);
	return seed;
}

static void put_word(FILE *out, const char *name)
{
	fputs(name, out);
}

/* Sentences, in memory the caller frees. */
struct sentence {
	char *text;
	size_t n;
	FILE *out;
};

static void sentence_begin(struct sentence *t)
{
	t->text = NULL;
	t->out = open_memstream(&t->text, &t->n);
	if (!t->out)
		diag_oom(0);
}

static char *sentence_end(struct sentence *t)
{
	if (fclose(t->out))
		diag_oom(t->n);
	return t->text;
}

static json_t *code_flow(const struct sarif *s, const struct diff_group *g)
{
	json_t *locations = json_array(), *thread = json_object(), *flow = json_object();

	for (uint32_t i = g->first_step; i < g->first_step + g->nsteps; i++) {
		const struct diff_step *step = &s->d->steps.v[i];
		json_t *o = json_object();

		json_put(o, "location",
			 location(step->place.file, step->place.line, step->function, "function",
				  step->text));
		json_add(locations, o);
	}
	json_put(thread, "locations", locations);
	json_put(flow, "threadFlows", one(thread));
	return one(flow);
}

static void add_gain(struct sarif *s, const struct diff_group *g)
{
	const struct diff *d = s->d;
	const char *function = diff_function(&d->after, g->function);
	const char *region = diff_region(&d->after, g->region);
	json_t *related = json_array(), *o;
	diff_words w = {0};
	struct sentence t;
	char *text;

	diff_words_objects(&w, &d->after, &d->gained, g);
	sentence_begin(&t);
	fprintf(t.out, "%s gained the right to write ", function);
	diff_put_words(t.out, &w, MOST_WORDS, put_word);
	fprintf(t.out, " in region %s", region);
	text = sentence_end(&t);
	o = result(s, RULE_ACCESS, text,
		   print_words(print_text(print_text(RULE_ACCESS, function), region), &w),
		   g->suppression);
	for (uint32_t i = 0; i < g->nsites; i++) {
		const struct diff_site *at =
		    &d->after.sites.v[d->gained.sites.v[g->first_site + i]];

		if (!i)
			json_put(o, "locations",
				 one(location(at->file, at->line, function, "function", NULL)));
		else
			json_add(related, location(at->file, at->line, NULL, NULL,
						   "The same right is used here."));
	}
	json_put(o, "relatedLocations", related);
	if (g->nsteps)
		json_put(o, "codeFlows", code_flow(s, g));
	free(text);
	vec_free(&w);
}

static void add_mapping(struct sarif *s, const struct diff_mapping *m)
{
	static const enum rule rule_of[] = {[DIFF_GROUPING] = RULE_GROUPING,
					    [DIFF_SHARING] = RULE_SHARING,
					    [DIFF_OPEN] = RULE_OPEN};
	const struct diff *d = s->d;
	const char *region = diff_region(&d->after, m->region);
	const char *from = diff_region(&d->before, m->from);
	uint32_t first = d->mapping_objects.v[m->first_object];
	enum rule rule = rule_of[m->how];
	diff_words objects = {0}, functions = {0};
	struct sentence t;
	char *text;
	json_t *o;

	diff_words_mapping_objects(&objects, d, m);
	diff_words_functions(&functions, d, m);
	if (m->how == DIFF_OPEN)
		vec_push(&functions, "every function");
	sentence_begin(&t);
	diff_put_words(t.out, &objects, MOST_WORDS, put_word);
	fprintf(t.out, " in region %s, before in %s, can be reached by ", region, from);
	diff_put_words(t.out, &functions, MOST_WORDS, put_word);
	text = sentence_end(&t);
	o = result(s, rule, text,
		   print_words(print_words(print_text(print_text(rule, region), from), &objects),
			       &functions),
		   m->suppression);
	json_put(o, "locations",
		 one(location(d->after.object_file[first], 0, d->after.c.object[first].name,
			      "variable", NULL)));
	free(text);
	vec_free(&objects);
	vec_free(&functions);
}

static void add_unknown(struct sarif *s, const struct diff_unknown *u)
{
	const char *name = u->function[0] ? u->function : NULL;
	json_t *related = json_array(), *o;
	char *text;

	if (asprintf(&text, "Unknowns of reason %s in %s rose from %u to %u", u->reason,
		     name ? name : "the program", u->before, u->after) < 0)
		diag_oom(strlen(u->reason));
	o = result(s, RULE_UNKNOWN, text,
		   print_text(print_text(RULE_UNKNOWN, u->function), u->reason), u->suppression);
	for (uint32_t i = 0; i < u->n; i++) {
		const struct diff_unknown_row *r = &s->d->after.unknowns.v[u->first + i];

		if (!i && (name || r->place.file[0]))
			json_put(
			    o, "locations",
			    one(location(r->place.file, r->place.line, name, "function", NULL)));
		json_add(related, location(r->place.file, r->place.line, NULL, NULL,
					   r->detail[0] ? r->detail : u->reason));
	}
	json_put(o, "relatedLocations", related);
	free(text);
}

static json_t *driver(const struct sarif *s)
{
	json_t *o = json_object(), *list = json_array();

	json_put(o, "name", json_name("capmap-diff"));
	json_put(o, "version", json_name(CAPMAP_VERSION));
	json_put(o, "semanticVersion", json_name(CAPMAP_VERSION));
	for (unsigned i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		json_t *r = json_object(), *config = json_object();

		json_put(config, "level", json_name(level(s, (enum rule)i)));
		json_put(r, "id", json_name(rules[i].id));
		json_put(r, "name", json_name(rules[i].name));
		json_put(r, "shortDescription", message(rules[i].brief));
		json_put(r, "fullDescription", message(rules[i].brief));
		json_put(r, "help", message(rules[i].help));
		json_put(r, "defaultConfiguration", config);
		json_add(list, r);
	}
	json_put(o, "rules", list);
	return o;
}

int diff_sarif(const struct diff *d, FILE *out)
{
	struct sarif s = {.d = d, .results = json_array()};
	json_t *root = json_object(), *run = json_object(), *tool = json_object();
	json_t *bases = json_object(), *base = json_object();

	vec_each (&d->gained.groups, i)
		add_gain(&s, &d->gained.groups.v[i]);
	vec_each (&d->mapping, i)
		add_mapping(&s, &d->mapping.v[i]);
	vec_each (&d->unknowns, i)
		if (d->unknowns.v[i].after > d->unknowns.v[i].before)
			add_unknown(&s, &d->unknowns.v[i]);
	json_put(tool, "driver", driver(&s));
	json_put(base, "description", message("The top of the source tree that was analysed."));
	json_put(bases, "SRCROOT", base);
	json_put(run, "tool", tool);
	json_put(run, "originalUriBaseIds", bases);
	json_put(run, "results", s.results);
	json_put(root, "$schema", json_name(SARIF_SCHEMA));
	json_put(root, "version", json_name("2.1.0"));
	json_put(root, "runs", one(run));
	return json_write(root, out);
}
