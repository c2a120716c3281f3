/* SPDX-License-Identifier: Apache-2.0 */
/* capmap-diff OLD NEW: what changed in who may write what. */
#include "base/options.h"
#include "views/diff_format.h"
#include "views/output.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct format {
	const char *name, *suffix;
	int (*write)(const struct diff *d, FILE *out);
} formats[] = {
    {"text", ".txt", diff_text},
    {"json", ".json", diff_json},
    {"sarif", ".sarif", diff_sarif},
    {"markdown", ".md", diff_markdown},
};
#define NFORMATS (sizeof(formats) / sizeof(formats[0]))

enum { OPT_EXPLAIN = 256, OPT_NO_EXPLAIN, OPT_TODAY, OPT_STRICT };

struct arguments {
	const char *store[2], *output, *suppressions, *today;
	bool format[NFORMATS];
	unsigned nstores;
	struct diff_options diff;
};

static const struct argp_option options[] = {
    {"format", 'f', "FORMAT", 0,
     "text (default), json, sarif or markdown; repeat, or separate by commas, for several", 0},
    {"output", 'o', "PREFIX", 0,
     "Write PREFIX.txt, PREFIX.json, PREFIX.sarif and PREFIX.md, as formats ask", 0},
    {"suppressions", 's', "FILE", 0, "Differences that are accepted for a time", 0},
    {"strict", OPT_STRICT, NULL, 0,
     "A right that comes by grouping, by a shared key or by a lost key widens, too", 0},
    {"explain", OPT_EXPLAIN, NULL, 0, "Show how each gain comes about (default)", 0},
    {"no-explain", OPT_NO_EXPLAIN, NULL, 0, "Do not", 0},
    {"today", OPT_TODAY, "YYYY-MM-DD", 0,
     "The day for suppressions to expire (default: today, UTC)", 0},
    {0},
};

static void check(struct arguments *a, struct argp_state *state)
{
	unsigned n = 0;

	if (a->nstores < 2)
		argp_error(state, "two stores, please: the old one and the new one");
	for (size_t i = 0; i < NFORMATS; i++)
		n += a->format[i];
	a->format[0] |= !n;
	if (n > 1 && !a->output)
		argp_error(state, "several formats need -o PREFIX");
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
	case 's':
		a->suppressions = arg;
		return 0;
	case OPT_STRICT:
		a->diff.strict = true;
		return 0;
	case OPT_EXPLAIN:
	case OPT_NO_EXPLAIN:
		a->diff.explain = key == OPT_EXPLAIN;
		return 0;
	case OPT_TODAY:
		if (!suppress_date_valid(arg))
			argp_error(state, "--today takes a day as YYYY-MM-DD, not '%s'", arg);
		a->today = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->nstores == 2)
			argp_error(state, "two stores at a time: '%s' is too many", arg);
		a->store[a->nstores++] = arg;
		return 0;
	case ARGP_KEY_END:
		check(a, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int write_one(const struct diff *d, const struct format *f, const char *prefix,
		     struct diag *diag)
{
	struct output out;
	char *path = NULL;
	int err;

	if (prefix && asprintf(&path, "%s%s", prefix, f->suffix) < 0)
		diag_oom(strlen(prefix));
	err = output_begin(&out, path, diag);
	if (!err) {
		f->write(d, out.file);
		err = output_commit(&out, diag);
	}
	free(path);
	return err;
}

static int write_all(const struct diff *d, const struct arguments *a, struct diag *diag)
{
	int err = CM_OK;

	for (size_t i = 0; i < NFORMATS && !err; i++)
		if (a->format[i])
			err = write_one(d, &formats[i], a->output, diag);
	return err;
}

/* Suppressions that must go are told apart from what differs, and spoil success. */
static unsigned complain(const struct suppressions *s)
{
	struct diag diag;
	unsigned status = CM_EXIT_OK;

	for (uint32_t at = 0; suppressions_stale(s, &at, &diag); status = CM_EXIT_ERROR)
		diag_print_error(&diag);
	return status;
}

/* The exit status, or a negative enum cm_err. */
static int compare(const struct arguments *a, sqlite3 *const *db, struct suppressions *s,
		   struct diag *diag)
{
	struct diff d;
	int err = diff_make(&d, db[0], db[1], s, &a->diff, diag);

	if (err)
		return err;
	err = write_all(&d, a, diag);
	if (!err)
		err = (int)(diff_status(&d) | (s ? complain(s) : 0));
	diff_release(&d);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = options,
	    .parser = parse,
	    .args_doc = "OLD NEW",
	    .doc = "Compare two capmap stores: which functions gained or lost the right to write "
		   "what, and where the analysis is less complete."
		   "\vThe exit status is a sum: 1 error, 2 wrong usage, 4 changed but not widened, "
		   "8 a function gained a write capability, 16 NEW is less complete.",
	};
	struct arguments a = {.diff.explain = true};
	struct suppressions suppressions = {0};
	sqlite3 *db[2] = {NULL, NULL};
	struct diag diag = {0};
	char today[32];
	time_t now = time(NULL);
	int err = CM_OK;

	options_parse("capmap-diff", &argp, argc, argv, &a);
	strftime(today, sizeof(today), "%Y-%m-%d", gmtime(&now));

	if (a.suppressions)
		err = suppressions_load(&suppressions, a.suppressions, a.today ? a.today : today,
					&diag);
	for (int i = 0; i < 2 && !err; i++)
		err = store_open(&db[i], a.store[i], &diag);
	if (!err)
		err = compare(&a, db, a.suppressions ? &suppressions : NULL, &diag);
	if (err < 0)
		diag_print_error(&diag);
	suppressions_release(&suppressions);
	sqlite3_close(db[0]);
	sqlite3_close(db[1]);
	return err < 0 ? CM_EXIT_ERROR : err;
}
