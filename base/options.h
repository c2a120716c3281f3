/* SPDX-License-Identifier: Apache-2.0 */
/* Command lines, on top of argp: one style for every program. What is wrong ends the program with
 * CM_EXIT_USAGE and a message that says what would be right; for *_main.c only. */
#ifndef CM_BASE_OPTIONS_H
#define CM_BASE_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

/* Names the program in messages and --version, then parses. */
void options_parse(const char *program, const struct argp *argp, int argc, char **argv,
		   void *input);

/* text as a decimal number from low to high; option is its name, with dashes. */
unsigned long option_number(struct argp_state *state, const char *option, const char *text,
			    unsigned long low, unsigned long high);

/* The words that an option takes: table is an array whose elements begin with a const char *. */
struct option_words {
	const char *option; /* with dashes */
	const void *table;
	size_t n, stride;
};
#define OPTION_WORDS(option, table)                                                                \
	((struct option_words){option, table, sizeof(table) / sizeof(*(table)), sizeof(*(table))})

/* Index of the word that text is. */
size_t option_word(struct argp_state *state, struct option_words words, const char *text);
/* Sets chosen[index] for each word of a list separated by commas. */
void option_word_list(struct argp_state *state, struct option_words words, const char *list,
		      bool *chosen);

/* A program's only argument, taken once: argp has no word for "one". */
void option_store(struct argp_state *state, const char **store, const char *arg);

#endif
