/* SPDX-License-Identifier: Apache-2.0 */
/* The formats that programs read, on names as no kernel has them: SARIF against the parts of its
 * 2.1.0 schema that it uses, closed (no member but these), and against rules of its text that the
 * schema cannot say. */
#include "analyzer/region.h"
#include "analyzer/store_write.h"
#include "views/diff_format.h"

#include <ctype.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* ---- The schema ----------------------------------------------------------------------------- */

/* of: a type of this table, "" any string, "#" an integer >= 0, "#1" one >= 1, "a|b" one of these
 * words. many: '[' an array of it, '+' one that is not empty, '{' a map to it. */
static const struct member {
	const char *type, *name;
	char many;
	const char *of;
	bool required;
} schema[] = {
    {"log", "$schema", 0, "", false},
    {"log", "version", 0, "2.1.0", true},
    {"log", "runs", '[', "run", true},
    {"run", "tool", 0, "tool", true},
    {"run", "originalUriBaseIds", '{', "artifactLocation", false},
    {"run", "results", '[', "result", false},
    {"tool", "driver", 0, "toolComponent", true},
    {"toolComponent", "name", 0, "", true},
    {"toolComponent", "version", 0, "", false},
    {"toolComponent", "semanticVersion", 0, "", false},
    {"toolComponent", "rules", '[', "reportingDescriptor", false},
    {"reportingDescriptor", "id", 0, "", true},
    {"reportingDescriptor", "name", 0, "", false},
    {"reportingDescriptor", "shortDescription", 0, "message", false},
    {"reportingDescriptor", "fullDescription", 0, "message", false},
    {"reportingDescriptor", "help", 0, "message", false},
    {"reportingDescriptor", "defaultConfiguration", 0, "reportingConfiguration", false},
    {"reportingConfiguration", "level", 0, "none|note|warning|error", false},
    {"message", "text", 0, "", true},
    {"result", "ruleId", 0, "", false},
    {"result", "ruleIndex", 0, "#", false},
    {"result", "level", 0, "none|note|warning|error", false},
    {"result", "message", 0, "message", true},
    {"result", "partialFingerprints", '{', "", false},
    {"result", "suppressions", '[', "suppression", false},
    {"result", "locations", '[', "location", false},
    {"result", "relatedLocations", '[', "location", false},
    {"result", "codeFlows", '[', "codeFlow", false},
    {"suppression", "kind", 0, "inSource|external", true},
    {"suppression", "status", 0, "accepted|underReview|rejected", false},
    {"suppression", "justification", 0, "", false},
    {"suppression", "location", 0, "location", false},
    {"location", "physicalLocation", 0, "physicalLocation", false},
    {"location", "logicalLocations", '[', "logicalLocation", false},
    {"location", "message", 0, "message", false},
    {"physicalLocation", "artifactLocation", 0, "artifactLocation", false},
    {"physicalLocation", "region", 0, "region", false},
    {"artifactLocation", "uri", 0, "", false},
    {"artifactLocation", "uriBaseId", 0, "", false},
    {"artifactLocation", "description", 0, "message", false},
    {"region", "startLine", 0, "#1", false},
    {"logicalLocation", "fullyQualifiedName", 0, "", false},
    {"logicalLocation", "kind", 0, "", false},
    {"codeFlow", "threadFlows", '+', "threadFlow", true},
    {"threadFlow", "locations", '+', "threadFlowLocation", true},
    {"threadFlowLocation", "location", 0, "location", false},
};
#define NSCHEMA (sizeof(schema) / sizeof(schema[0]))

static bool is_type(const char *of)
{
	for (size_t i = 0; i < NSCHEMA; i++)
		if (!strcmp(schema[i].type, of))
			return true;
	return false;
}

static bool one_of(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = words; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
		if (!strncmp(at, word, n) && (at[n] == '|' || !at[n]))
			return true;
	return false;
}

static const char *check_object(const char *type, json_t *v);

/* What is wrong with v, NULL: nothing. */
static const char *check_value(const char *of, json_t *v)
{
	if (is_type(of))
		return check_object(of, v);
	if (of[0] == '#')
		return json_is_integer(v) && json_integer_value(v) >= (of[1] == '1') ? NULL : of;
	if (!json_is_string(v))
		return "not a string";
	return !of[0] || one_of(of, json_string_value(v)) ? NULL : of;
}

static const char *check_member(const struct member *m, json_t *v)
{
	const char *wrong = NULL, *key;
	json_t *item;
	size_t i;

	if (m->many == '{') {
		if (!json_is_object(v))
			return m->name;
		json_object_foreach(v, key, item) wrong = wrong ? wrong : check_value(m->of, item);
		return wrong;
	}
	if (!m->many)
		return check_value(m->of, v);
	if (!json_is_array(v) || (m->many == '+' && !json_array_size(v)))
		return m->name;
	json_array_foreach(v, i, item) wrong = wrong ? wrong : check_value(m->of, item);
	return wrong;
}

static const char *check_object(const char *type, json_t *v)
{
	size_t known = 0;

	if (!json_is_object(v))
		return type;
	for (size_t i = 0; i < NSCHEMA; i++) {
		json_t *member = json_object_get(v, schema[i].name);
		const char *wrong;

		if (strcmp(schema[i].type, type))
			continue;
		if (!member && schema[i].required)
			return schema[i].name;
		known += member != NULL;
		wrong = member ? check_member(&schema[i], member) : NULL;
		if (wrong)
			return wrong;
	}
	return known == json_object_size(v) ? NULL : type;
}

/* ---- The text of the standard --------------------------------------------------------------- */

/* RFC 3986: only what may stand in a path, and "file://" before an absolute one. */
static void check_uri(const char *uri)
{
	if (!strncmp(uri, "file:///", 8))
		uri += 7;
	else
		assert_int_not_equal(uri[0], '/');
	for (; *uri; uri++) {
		if (*uri != '%') {
			assert_true(isalnum((unsigned char)*uri) || strchr("-._~/+,@", *uri));
			continue;
		}
		assert_true(isxdigit((unsigned char)uri[1]) && isxdigit((unsigned char)uri[2]));
	}
}

/* Calls check_uri for all artifact locations below v; a base must be declared. */
static void check_artifacts(json_t *v, json_t *bases)
{
	json_t *uri = json_object_get(v, "uri"), *base = json_object_get(v, "uriBaseId"), *item;
	const char *key;
	size_t i;

	if (uri)
		check_uri(json_string_value(uri));
	if (base)
		assert_non_null(json_object_get(bases, json_string_value(base)));
	json_array_foreach(v, i, item) check_artifacts(item, bases);
	json_object_foreach(v, key, item) check_artifacts(item, bases);
}

static void check_results(json_t *run)
{
	json_t *results = json_object_get(run, "results"), *result, *seen = json_object();
	json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
	json_t *rules = json_object_get(driver, "rules");
	size_t i;

	json_array_foreach(results, i, result)
	{
		const char *id = json_string_value(json_object_get(result, "ruleId"));
		json_t *prints = json_object_get(result, "partialFingerprints");
		const char *print = json_string_value(json_object_get(prints, "capmapDiff/v1"));
		json_int_t index = json_integer_value(json_object_get(result, "ruleIndex"));
		json_t *rule = json_array_get(rules, (size_t)index);

		assert_string_equal(id, json_string_value(json_object_get(rule, "id")));
		/* All results of a run have suppressions, or none has. */
		assert_non_null(json_object_get(result, "suppressions"));
		/* A code host tells results apart by this. */
		assert_null(json_object_get(seen, print));
		json_object_set_new(seen, print, json_true());
		assert_true(json_array_size(json_object_get(result, "locations")) == 1 ||
			    !strcmp(id, "capmap-unknown"));
	}
	json_decref(seen);
}

static void check_sarif(json_t *log)
{
	const char *wrong = check_object("log", log);
	json_t *run = json_array_get(json_object_get(log, "runs"), 0);

	if (wrong)
		fail_msg("SARIF: %s", wrong);
	check_artifacts(log, json_object_get(run, "originalUriBaseIds"));
	check_results(run);
}

/* ---- Two stores ----------------------------------------------------------------------------- */

static const char *const functions[] = {"plain", "dir/a b%.c:st`a|tic", "high\xff", "<b>bold</b>",
					"new\nline"};
static const char *const files[] = {"a/b.c", "dir/a b%.c", "/abs/x#y.c", "", "k\xc3\xa4se/c++.c"};
static const char *const objects[] = {"jar", "struct s@make", "o\xff", "|`|", "a/b.c:o"};
enum { N = 5 };

static char dir[64];

/* side 0: everybody writes its own; 1: all write all, keys shared and lost, more unknowns. */
static void save(const char *path, int side)
{
	static const struct region_options fine = {8, 12}, coarse = {1, 1};
	struct diag d = {0};
	struct store_edit e;
	struct model m;

	model_init(&m);
	vec_push(&m.subsystems, strtab_add(&m.str, "s"));
	vec_push(&m.subsystems, strtab_add(&m.str, "t"));
	for (uint32_t i = 0; i < N; i++) {
		str_id f = strtab_add(&m.str, functions[i]), file = strtab_add(&m.str, files[i]);

		vec_push(&m.functions,
			 ((struct model_function){f, f, file, i, 1, false, true, i == 2, false}));
		vec_push(&m.objects, ((struct model_object){.name = strtab_add(&m.str, objects[i]),
							    .file = file,
							    .kind = OBJ_GLOBAL,
							    .subsystem = 1 + i / 4}));
		vec_push(&m.pset_members, i + 1);
	}
	for (uint32_t i = 0; i < N; i++) {
		str_id file = strtab_add(&m.str, files[i]);

		vec_push(&m.psets, ((struct model_pset){i, 1}));
		vec_push(&m.sites, ((struct model_site){i + 1, 0, i + 1, i, file, VIA_STORE}));
	}
	if (side) {
		vec_push(&m.psets, ((struct model_pset){0, 2}));
		vec_push(&m.sites, ((struct model_site){3, 1, N + 1, 9,
							strtab_add(&m.str, files[2]), VIA_HELPER}));
		vec_push(&m.sites, ((struct model_site){4, 0, N + 1, 9, 0, VIA_ASM}));
		vec_push(&m.calls,
			 ((struct model_call){1, 3, 7, strtab_add(&m.str, files[1]), false}));
		vec_push(&m.unknowns, ((struct model_unknown){0, 0, 0, strtab_add(&m.str, "why"),
							      strtab_add(&m.str, "o\xff.o")}));
		vec_push(&m.unknowns, ((struct model_unknown){2, 3, strtab_add(&m.str, files[1]),
							      strtab_add(&m.str, "why"), 0}));
	}
	region_form(&m, side ? &coarse : &fine);
	assert_int_equal(store_edit_begin(&e, NULL, path, &d), 0);
	assert_int_equal(store_write(&e, &m, &d), 0);
	assert_int_equal(sqlite3_exec(e.db,
				      side ? "UPDATE region SET key = (name LIKE 's/%')"
					   : "UPDATE region SET key = id",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(store_edit_commit(&e, &d), 0);
	model_release(&m);
}

struct fixture {
	char path[3][96];
	sqlite3 *db[2];
	struct suppressions suppressions;
	struct diff d;
};

static int make(void **state)
{
	static const char accepted[] = "[access]\nfunction = plain\nreason = a|b <i> \xff\n"
				       "expires = 2030-01-01\n[unknown]\nunknown = *\n"
				       "function = dir*\nreason = r\nexpires = 2030-01-01\n";
	static const struct diff_options opt = {.explain = true};
	static struct fixture f;
	struct diag d = {0};
	FILE *out;

	strcpy(dir, "/tmp/capmap-diff-format-XXXXXX");
	assert_non_null(mkdtemp(dir));
	for (int i = 0; i < 3; i++)
		snprintf(f.path[i], sizeof(f.path[i]), "%s/%d", dir, i);
	out = fopen(f.path[2], "w");
	assert_non_null(out);
	fputs(accepted, out);
	fclose(out);
	assert_int_equal(suppressions_load(&f.suppressions, f.path[2], "2026-01-01", &d), 0);
	for (int i = 0; i < 2; i++) {
		save(f.path[i], i);
		assert_int_equal(store_open(&f.db[i], f.path[i], &d), 0);
	}
	assert_int_equal(diff_make(&f.d, f.db[0], f.db[1], &f.suppressions, &opt, &d), 0);
	*state = &f;
	return 0;
}

static int unmake(void **state)
{
	struct fixture *f = *state;

	diff_release(&f->d);
	suppressions_release(&f->suppressions);
	for (int i = 0; i < 2; i++)
		sqlite3_close(f->db[i]);
	for (int i = 0; i < 3; i++)
		unlink(f->path[i]);
	return rmdir(dir);
}

static char *write_with(const struct fixture *f, int (*format)(const struct diff *, FILE *))
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	assert_int_equal(format(&f->d, out), 0);
	fclose(out);
	return text;
}

static json_t *load_with(const struct fixture *f, int (*format)(const struct diff *, FILE *))
{
	char *text = write_with(f, format);
	json_error_t e;
	json_t *v = json_loads(text, JSON_REJECT_DUPLICATES, &e);

	if (!v)
		fail_msg("%d: %s", e.line, e.text);
	free(text);
	return v;
}

/* ---- Tests ---------------------------------------------------------------------------------- */

static void sarif_keeps_to_its_standard(void **state)
{
	json_t *log = load_with(*state, diff_sarif), *run, *results, *result;
	size_t rules_met[5] = {0}, suppressed = 0, flows = 0, i;

	check_sarif(log);
	run = json_array_get(json_object_get(log, "runs"), 0);
	results = json_object_get(run, "results");
	json_array_foreach(results, i, result)
	{
		rules_met[json_integer_value(json_object_get(result, "ruleIndex"))]++;
		suppressed += json_array_size(json_object_get(result, "suppressions"));
		flows += json_array_size(json_object_get(result, "codeFlows"));
	}
	assert_true(rules_met[0] && rules_met[1] && rules_met[3] && rules_met[4]);
	assert_int_equal(suppressed, 2);
	assert_int_equal(flows, rules_met[0]);
	json_decref(log);
}

/* The checker is no yes-man. */
static void the_checker_objects(void **state)
{
	static const char *const bad[] = {
	    "{'version': '2.1.0'}",
	    "{'version': '2.0.0', 'runs': []}",
	    "{'version': '2.1.0', 'runs': [{}]}",
	    "{'version': '2.1.0', 'runs': [{'tool': {'driver': {'name': 'x'}}, 'y': 1}]}",
	    "{'version': '2.1.0', 'runs': [{'tool': {'driver': {'name': 'x'}},"
	    " 'results': [{'message': {'text': 't'}, 'level': 'bad'}]}]}",
	    "{'version': '2.1.0', 'runs': [{'tool': {'driver': {'name': 'x'}},"
	    " 'results': [{'message': {'text': 't'}, 'codeFlows': [{'threadFlows': []}]}]}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[512];
		json_t *v;

		snprintf(text, sizeof(text), "%s", bad[i]);
		for (char *at = text; *at; at++)
			*at = *at == '\'' ? '"' : *at;
		v = json_loads(text, 0, NULL);
		assert_non_null(v);
		assert_non_null(check_object("log", v));
		json_decref(v);
	}
}

static void json_says_what_sarif_says(void **state)
{
	json_t *root = load_with(*state, diff_json), *log = load_with(*state, diff_sarif);
	json_t *run = json_array_get(json_object_get(log, "runs"), 0);
	json_t *summary = json_object_get(root, "summary");
	json_t *unknowns = json_object_get(json_object_get(root, "unknowns"), "changed");
	const struct fixture *f = *state;

	assert_string_equal(json_string_value(json_object_get(root, "schema")), DIFF_SCHEMA);
	assert_int_equal(json_integer_value(json_object_get(summary, "status")),
			 diff_status(&f->d));
	assert_int_equal(diff_status(&f->d), DIFF_WIDENED | DIFF_LESS_COMPLETE);
	assert_int_equal(json_array_size(json_object_get(root, "gained")) +
			     json_array_size(json_object_get(root, "mapping")) +
			     json_array_size(unknowns),
			 json_array_size(json_object_get(run, "results")));
	json_decref(root);
	json_decref(log);
}

/* Between backticks, where a tag is but text, a name may hold anything but a backtick, a bar or a
 * line end. */
static void markdown_names_stay_in_their_cells(void **state)
{
	char *text = write_with(*state, diff_markdown), *save = NULL;

	assert_null(strstr(text, "gh\xff"));
	assert_null(strstr(text, " <i> "));
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		unsigned ticks = 0;

		if (line[0] != '|')
			continue;
		assert_int_equal(line[strlen(line) - 1], '|');
		for (const char *at = line; *at; at++)
			ticks += *at == '`';
		assert_int_equal(ticks % 2, 0);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sarif_keeps_to_its_standard),
	    cmocka_unit_test(the_checker_objects),
	    cmocka_unit_test(json_says_what_sarif_says),
	    cmocka_unit_test(markdown_names_stay_in_their_cells),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
