/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers for people. Both return buf, which holds at least 32 bytes. */
#ifndef CM_VIEWS_NUMBER_H
#define CM_VIEWS_NUMBER_H

#include <stdint.h>

struct number {
	char s[64];
};

/* 1234567 -> "1,234,567". */
const char *number_text(struct number *b, uint64_t v);
/* (1, "function") -> "1 function", (1200, "function") -> "1,200 functions". */
const char *number_of(struct number *b, uint64_t v, const char *noun);
/* part of whole as "94.13%"; "n/a" of nothing. Cut, not rounded: only a whole is 100.00%. */
const char *number_percent(struct number *b, uint64_t part, uint64_t whole);

#endif
