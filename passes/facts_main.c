/* SPDX-License-Identifier: Apache-2.0 */
/* capmap-facts: what the extractor says about each module, as text or as a facts file. */
#include "passes/input.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

struct options {
	const char *output;
	bool summary;
	struct input_options input;
	char **paths;
	size_t npaths;
};

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0, "write the facts file of the only module to FILE", 0},
    {"jobs", 'j', "N", 0, "read with N processes (1)", 0},
    {"keep-going", 'k', NULL, 0, "report bad inputs as unknowns and go on", 0},
    {"summary", 's', NULL, 0, "one line a module: counts of its facts, instead of the dump", 0},
    {"timeout", 't', "SECONDS", 0, "CPU seconds a module may take (no limit)", 0},
    {"memory", 'm', "MIB", 0, "address space a module may take (no limit)", 0},
    {0},
};

static unsigned number(const char *arg, struct argp_state *state)
{
	char *end;
	unsigned long n = strtoul(arg, &end, 10);

	if (!n || *end || n > 1 << 20)
		argp_error(state, "'%s' is no positive number", arg);
	return (unsigned)n;
}

static error_t on_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'o':
		o->output = arg;
		return 0;
	case 'j':
		o->input.jobs = number(arg, state);
		return 0;
	case 'k':
		o->input.keep_going = true;
		return 0;
	case 's':
		o->summary = true;
		return 0;
	case 't':
		o->input.timeout_s = number(arg, state);
		return 0;
	case 'm':
		o->input.memory_bytes = (size_t)number(arg, state) << 20;
		return 0;
	case ARGP_KEY_ARGS:
		o->paths = state->argv + state->next;
		o->npaths = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no inputs");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
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
	static const struct argp argp = {option_table,
					 on_option,
					 "INPUT...",
					 "Print the facts that capmap extracts from LLVM modules.\v"
					 "An INPUT is bitcode, text IR, an LTO object, an archive, "
					 "a facts file, or @LIST of such.",
					 NULL,
					 NULL,
					 NULL};
	struct options o = {.input = {.jobs = 1}};
	struct input_set set;
	struct diag d = {0};
	int err;

	argp_program_version = "capmap-facts " CAPMAP_VERSION;
	argp_err_exit_status = CM_EXIT_USAGE;
	diag_program("capmap-facts");
	argp_parse(&argp, argc, argv, 0, NULL, &o);
	err = input_read(&set, o.paths, o.npaths, &o.input, &d);
	if (!err)
		err = show(&set, &o, &d);
	input_set_release(&set);
	if (err)
		diag_print_error(&d);
	return err ? CM_EXIT_ERROR : CM_EXIT_OK;
}
