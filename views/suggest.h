/* SPDX-License-Identifier: Apache-2.0 */
/* The names nearest to one that was not found. */
#ifndef CM_VIEWS_SUGGEST_H
#define CM_VIEWS_SUGGEST_H

#include <stddef.h>

#define SUGGEST_MOST 3

struct suggest {
	const char *wanted;
	struct {
		const char *name; /* the caller's, which outlives the suggest */
		unsigned distance;
	} best[SUGGEST_MOST];
	unsigned n;
};

void suggest_init(struct suggest *s, const char *wanted);
/* Equal distances keep the order of the offers. */
void suggest_offer(struct suggest *s, const char *name);
/* "; did you mean a, b or c?" into buf, or "" when nothing came near. Returns buf. */
const char *suggest_text(const struct suggest *s, char *buf, size_t n);

#endif
