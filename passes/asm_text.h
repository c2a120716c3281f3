/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of assembly text, which is not terminated: words, numbers, statements. For asm_*.c. */
#ifndef CM_PASSES_ASM_TEXT_H
#define CM_PASSES_ASM_TEXT_H

#include <stdbool.h>
#include <stdint.h>

struct text {
	const char *p, *end;
};

bool text_is(struct text t, const char *word);
bool text_starts(struct text t, const char *beginning);
bool text_holds(struct text t, const char *word);
struct text text_trim(struct text t);
/* A symbol's first character, as against a number's or a local label's. */
bool text_is_name_start(char c);
bool text_is_name(char c);
/* Cuts the leading run of name characters off t; empty when there is none. */
struct text text_word(struct text *t);
/* A C integer literal, cut off t; 0 and nothing cut when there is none. */
int64_t text_number(struct text *t);
/* A statement, cut off t with the newline, semicolon or comment that ended it. */
struct text text_statement(struct text *t);

#endif
