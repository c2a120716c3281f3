// SPDX-License-Identifier: Apache-2.0
#include "base/diag.h"
#include "base/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static const struct {
	const char *name;
	int meaning;
} formats[] = {{"text", 3}, {"json", 5}, {"html", 7}};
static const char *const engines[] = {"fast", "dull"};

struct arguments {
	unsigned long number;
	size_t engine;
	bool format[3];
	const char *store;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'n':
		a->number = option_number(state, "--number", arg, 2, 4000000000);
		return 0;
	case 'e':
		a->engine = option_word(state, OPTION_WORDS("--engine", engines), arg);
		return 0;
	case 'f':
		option_word_list(state, OPTION_WORDS("--format", formats), arg, a->format);
		return 0;
	case ARGP_KEY_ARG:
		option_store(state, &a->store, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What the program prints, and its exit status; the arguments are split at spaces. */
static int run(const char *line, char *said, size_t n)
{
	static const struct argp_option options[] = {{"number", 'n', "N", 0, "", 0},
						     {"engine", 'e', "NAME", 0, "", 0},
						     {"format", 'f', "LIST", 0, "", 0},
						     {0}};
	static const struct argp argp = {options, parse, "STORE", "", NULL, NULL, NULL};
	static char program[] = "capmap-test";
	char *argv[8] = {program}, *words = strdup(line);
	int fd[2], status, argc = 1;
	ssize_t got;
	size_t have = 0;

	for (char *w = strtok(words, " "); w; w = strtok(NULL, " "))
		argv[argc++] = w;
	assert_int_equal(pipe(fd), 0);
	fflush(NULL);
	pid_t child = fork();

	assert_true(child >= 0);
	if (!child) {
		struct arguments a = {0};

		dup2(fd[1], STDOUT_FILENO);
		dup2(fd[1], STDERR_FILENO);
		options_parse("capmap-test", &argp, argc, argv, &a);
		printf("%lu %zu %d%d%d %s", a.number, a.engine, a.format[0], a.format[1],
		       a.format[2], a.store ? a.store : "-");
		fflush(stdout);
		_exit(0);
	}
	close(fd[1]);
	while ((got = read(fd[0], said + have, n - 1 - have)) > 0)
		have += (size_t)got;
	said[have] = 0;
	close(fd[0]);
	free(words);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void values_arrive(void **state)
{
	char said[1024];

	(void)state;
	assert_int_equal(run("-n 4000000000 -e dull -f json,html a.db", said, sizeof(said)), 0);
	assert_string_equal(said, "4000000000 1 011 a.db");
	assert_int_equal(run("--format=text --format html -n 2", said, sizeof(said)), 0);
	assert_string_equal(said, "2 0 101 -");
}

static void refused(const char *line, const char *message)
{
	char said[1024];

	assert_int_equal(run(line, said, sizeof(said)), CM_EXIT_USAGE);
	if (!strstr(said, message))
		fail_msg("'%s' says '%s', not '%s'", line, said, message);
}

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	refused("-n 1", "capmap-test: --number takes a number from 2 to 4000000000, not '1'");
	refused("-n 4000000001", "not '4000000001'");
	refused("-n 99999999999999999999999", "not '99999999999999999999999'");
	refused("-n -3", "not '-3'");
	refused("-n +3", "not '+3'");
	refused("-n 3x", "not '3x'");
	refused("-n=", "not '='");
	refused("-e dul", "--engine takes fast or dull, not 'dul'");
	refused("-f text,js", "--format takes text, json or html, not 'js'");
	refused("-f text,", "--format takes text, json or html, not ''");
	refused("a.db b.db", "one store at a time: 'b.db' is too many");
	refused("--nonsense", "unrecognized option");
}

static void version_names_the_program(void **state)
{
	char said[1024];

	(void)state;
	assert_int_equal(run("--version", said, sizeof(said)), 0);
	assert_string_equal(said, "capmap-test " CAPMAP_VERSION "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_arrive),
	    cmocka_unit_test(what_is_wrong_is_named),
	    cmocka_unit_test(version_names_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
