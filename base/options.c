/* SPDX-License-Identifier: Apache-2.0 */
#include "base/options.h"
#include "base/diag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void options_parse(const char *program, const struct argp *argp, int argc, char **argv, void *input)
{
	static char version[64];

	diag_program(program);
	snprintf(version, sizeof(version), "%s %s", program, CAPMAP_VERSION);
	argp_program_version = version;
	argp_err_exit_status = CM_EXIT_USAGE;
	argp_parse(argp, argc, argv, 0, NULL, input);
}

unsigned long option_number(struct argp_state *state, const char *option, const char *text,
			    unsigned long low, unsigned long high)
{
	char *end;

	errno = 0;
	unsigned long v = strtoul(text, &end, 10);

	/* strtoul() takes " 7", "+7" and "-7" too. */
	if (errno || *text < '0' || *text > '9' || *end || v < low || v > high)
		argp_error(state, "%s takes a number from %lu to %lu, not '%s'", option, low, high,
			   text);
	return v;
}

static const char *word(struct option_words words, size_t i)
{
	return *(const char *const *)((const char *)words.table + i * words.stride);
}

/* "text, json or html" */
static void enumerate(struct option_words words, char *buf, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < words.n && at < size; i++)
		at += (size_t)snprintf(buf + at, size - at, "%s%s",
				       !i		  ? ""
				       : i + 1 == words.n ? " or "
							  : ", ",
				       word(words, i));
}

static size_t find(struct argp_state *state, struct option_words words, const char *text,
		   size_t len)
{
	char all[256];

	for (size_t i = 0; i < words.n; i++)
		if (strlen(word(words, i)) == len && !strncmp(word(words, i), text, len))
			return i;
	enumerate(words, all, sizeof(all));
	argp_error(state, "%s takes %s, not '%.*s'", words.option, all, (int)len, text);
	return 0;
}

size_t option_word(struct argp_state *state, struct option_words words, const char *text)
{
	return find(state, words, text, strlen(text));
}

void option_word_list(struct argp_state *state, struct option_words words, const char *list,
		      bool *chosen)
{
	do {
		size_t len = strcspn(list, ",");

		chosen[find(state, words, list, len)] = true;
		list += len;
	} while (*list++);
}

void option_store(struct argp_state *state, const char **store, const char *arg)
{
	if (*store)
		argp_error(state, "one store at a time: '%s' is too many", arg);
	*store = arg;
}
