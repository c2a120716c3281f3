/* SPDX-License-Identifier: Apache-2.0 */
/* capmap-facts: what the extractor says about each module, as text or as a facts file. */
#include "base/options.h"
#include "passes/input.h"

#include <stdio.h>
#include <stdlib.h>

struct options {
	const char *output;
	bool summary;
	struct input_options input;
	char **paths;
	size_t npaths;
};

enum { OPT_KEEP_GOING = 256, OPT_READER_SECONDS, OPT_READER_MEMORY, OPT_SUMMARY };

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0, "Write the only module's facts to FILE, a facts file", 0},
    {"jobs", 'j', "N", 0, "Processes that read bitcode at once (default 1)", 0},
    {"summary", OPT_SUMMARY, NULL, 0, "A line of counts a module instead of its facts", 0},
    {"keep-going", OPT_KEEP_GOING, NULL, 0,
     "Leave unreadable inputs out; each becomes a module with an unknown", 0},
    {"reader-seconds", OPT_READER_SECONDS, "N", 0,
     "CPU seconds one input may take to read (default 300)", 0},
    {"reader-memory", OPT_READER_MEMORY, "MB", 0,
     "Memory one input may take to read (default 8192)", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'o':
		o->output = arg;
		break;
	case 'j':
		o->input.jobs = (unsigned)option_number(state, "--jobs", arg, 1, 256);
		break;
	case OPT_SUMMARY:
		o->summary = true;
		break;
	case OPT_KEEP_GOING:
		o->input.keep_going = true;
		break;
	case OPT_READER_SECONDS:
		o->input.timeout_s =
		    (unsigned)option_number(state, "--reader-seconds", arg, 1, 1000000);
		break;
	case OPT_READER_MEMORY:
		o->input.memory_bytes = option_number(state, "--reader-memory", arg, 1, 1 << 24)
					<< 20;
		break;
	case ARGP_KEY_ARGS:
		o->paths = state->argv + state->next;
		o->npaths = (size_t)(state->argc - state->next);
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no inputs");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static void print_summary(const struct facts *f)
{
#define FACTS_ARRAY(T, name) printf(#name "=%u ", f->name.n - 1);
#include "passes/facts.def"
#undef FACTS_ARRAY
	printf("nodes=%u bytes=%zu %s\n", f->nnodes, f->image_bytes, f->source);
}

static int show(const struct input_set *set, const struct options *o, struct diag *d)
{
	if (o->output && set->modules.n != 1)
		return diag_set(d, CM_EFORMAT, o->output,
				"a facts file holds one module, the inputs are %u", set->modules.n);
	if (o->output)
		return facts_write(&set->modules.v[0], o->output, d);
	vec_each (&set->modules, i) {
		if (o->summary)
			print_summary(&set->modules.v[i]);
		else
			facts_dump(&set->modules.v[i], stdout);
	}
	if (fflush(stdout) || ferror(stdout))
		return diag_set(d, CM_EIO, "", "cannot write to standard output");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = option_table,
	    .parser = parse_option,
	    .args_doc = "INPUT...",
	    .doc = "Print the facts that capmap extracts from LLVM modules.\v"
		   "An INPUT is bitcode, text IR, an LTO object, an archive, "
		   "a facts file, or @LIST of such.",
	};
	struct options o = {
	    .input = {.jobs = 1, .timeout_s = 300, .memory_bytes = (size_t)8192 << 20}};
	struct input_set set;
	struct diag d = {0};
	int err;

	options_parse("capmap-facts", &argp, argc, argv, &o);
	err = input_read(&set, o.paths, o.npaths, &o.input, &d);
	if (!err)
		err = show(&set, &o, &d);
	input_set_release(&set);
	if (err)
		diag_print_error(&d);
	return err ? CM_EXIT_ERROR : CM_EXIT_OK;
}
