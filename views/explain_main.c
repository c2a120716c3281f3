/* SPDX-License-Identifier: Apache-2.0 */
/* capmap-explain STORE FUNCTION REGION: why a function may write a region, or why not. */
#include "base/options.h"
#include "views/explain.h"
#include "views/output.h"

enum { OPT_ALL = 256, ARGUMENTS = 3 };

static const struct format {
	const char *name;
	int (*write)(const struct explain *x, const struct explain_answer *a, FILE *out);
} formats[] = {
    {"text", explain_text},
    {"json", explain_json},
};

struct arguments {
	const char *given[ARGUMENTS], *output; /* store, function, region */
	unsigned n;
	const struct format *format;
	bool all;
};

static const struct argp_option options[] = {
    {"format", 'f', "FORMAT", 0, "text (default) or json", 0},
    {"output", 'o', "FILE", 0, "Write to FILE instead of standard output", 0},
    {"all", OPT_ALL, NULL, 0, "Explain every site that may write there, not only the shortest", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	static const char *const missing[ARGUMENTS] = {
	    "which store? Give the file that capmap-analyze wrote", "which function?",
	    "which region, or object?"};
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->format = &formats[option_word(state, OPTION_WORDS("--format", formats), arg)];
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case OPT_ALL:
		a->all = true;
		return 0;
	case ARGP_KEY_ARG:
		if (a->n == ARGUMENTS)
			argp_error(state, "a store, a function and a region: '%s' is too many",
				   arg);
		a->given[a->n++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (a->n < ARGUMENTS)
			argp_error(state, "%s", missing[a->n]);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int explain(const struct arguments *a, struct diag *d)
{
	struct explain x;
	struct explain_answer answer;
	struct output out;
	sqlite3 *db;
	int err = store_open(&db, a->given[0], d);

	if (err)
		return err;
	err = explain_open(&x, db, d);
	if (err)
		goto close;
	err = explain_answer(&x, &answer, a->given[1], a->given[2], a->all, d);
	if (!err) {
		err = output_begin(&out, a->output, d);
		if (!err) {
			a->format->write(&x, &answer, out.file);
			err = output_commit(&out, d);
		}
		explain_answer_release(&answer);
	}
	explain_close(&x);
close:
	sqlite3_close(db);
	return err;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = options,
	    .parser = parse,
	    .args_doc = "STORE FUNCTION REGION",
	    .doc = "Explain why FUNCTION may write REGION: the assignments, calls and initialisers "
		   "from "
		   "the write back to where the object's address comes from; or why it may not. "
		   "REGION "
		   "may be an object.\v"
		   "Exit status: 0 explained (whether it may or not), 1 error, 2 usage.",
	};
	struct arguments a = {.format = formats};
	struct diag d = {0};

	options_parse("capmap-explain", &argp, argc, argv, &a);
	if (explain(&a, &d)) {
		diag_print_error(&d);
		return CM_EXIT_ERROR;
	}
	return CM_EXIT_OK;
}
