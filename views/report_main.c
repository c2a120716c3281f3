/* SPDX-License-Identifier: Apache-2.0 */
/* capmap-report STORE: the figures of a store, as text, JSON or a web page. */
#include "base/options.h"
#include "views/output.h"
#include "views/report.h"

#include <stdlib.h>
#include <string.h>

enum { OPT_TOP = 256 };

static const struct format {
	const char *name, *suffix;
	int (*write)(const struct report *r, FILE *out);
} formats[] = {
    {"text", ".txt", report_text},
    {"json", ".json", report_json},
    {"html", ".html", report_html},
};
#define NFORMATS (sizeof(formats) / sizeof(formats[0]))

struct arguments {
	const char *store, *output;
	bool format[NFORMATS];
	bool several; /* formats */
	struct report_options report;
};

static const struct argp_option options[] = {
    {"format", 'f', "FORMAT", 0, "text (default), json or html; repeat for several", 0},
    {"output", 'o', "FILE", 0,
     "Write to FILE; with several formats, to FILE.txt, FILE.json and FILE.html", 0},
    {"top", OPT_TOP, "N", 0, "Entries in the lists of functions and objects (default 20)", 0},
    {0},
};

static void check(struct arguments *a, struct argp_state *state)
{
	unsigned n = 0;

	if (!a->store)
		argp_error(state, "which store? Give the file that capmap-analyze wrote");
	for (size_t i = 0; i < NFORMATS; i++)
		n += a->format[i];
	a->format[0] |= !n;
	a->several = n > 1;
	if (a->several && !a->output)
		argp_error(state, "several formats need -o");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		option_word_list(state, OPTION_WORDS("--format", formats), arg, a->format);
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case OPT_TOP:
		a->report.top = (uint32_t)option_number(state, "--top", arg, 0, 100000);
		return 0;
	case ARGP_KEY_ARG:
		option_store(state, &a->store, arg);
		return 0;
	case ARGP_KEY_END:
		check(a, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int write_report(const struct report *r, const struct format *f, const char *path,
			struct diag *d)
{
	struct output out;
	int err = output_begin(&out, path, d);

	if (err)
		return err;
	f->write(r, out.file);
	return output_commit(&out, d);
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = options,
	    .parser = parse,
	    .args_doc = "STORE",
	    .doc =
		"Report what a capmap store says: predicted block rates, keys and their sharing, "
		"over-privilege, and what the analysis could not model.",
	};
	struct arguments a = {.report.top = 20};
	struct report report;
	struct diag d = {0};
	sqlite3 *db;
	int err;

	options_parse("capmap-report", &argp, argc, argv, &a);

	err = store_open(&db, a.store, &d);
	if (!err)
		err = report_make(&report, db, &a.report, &d);
	for (size_t i = 0; i < NFORMATS && !err; i++) {
		char *path = NULL;

		if (!a.format[i])
			continue;
		if (a.several && asprintf(&path, "%s%s", a.output, formats[i].suffix) < 0)
			diag_oom(strlen(a.output));
		err = write_report(&report, &formats[i], path ? path : a.output, &d);
		free(path);
	}
	if (err) {
		diag_print_error(&d);
		return CM_EXIT_ERROR;
	}
	report_release(&report);
	sqlite3_close(db);
	return CM_EXIT_OK;
}
