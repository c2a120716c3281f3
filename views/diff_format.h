/* SPDX-License-Identifier: Apache-2.0 */
/* A struct diff for readers: people (text, markdown) and programs (JSON, SARIF). Text and markdown
 * shorten long lists and say so; JSON and SARIF hold everything. */
#ifndef CM_VIEWS_DIFF_FORMAT_H
#define CM_VIEWS_DIFF_FORMAT_H

#include "views/diff.h"

#include <stdio.h>

#define DIFF_SCHEMA "capmap-diff/1"

/* Each returns 0, or -CM_EIO when out failed. */
int diff_text(const struct diff *d, FILE *out);
int diff_markdown(const struct diff *d, FILE *out);
int diff_json(const struct diff *d, FILE *out);
int diff_sarif(const struct diff *d, FILE *out);

/* ---- Shared by text and markdown ------------------------------------------------------------ */

/* One sentence without a full stop. Holds no names. */
struct diff_headline {
	char s[256];
};
const char *diff_headline(const struct diff *d, struct diff_headline *h);

/* A list of names to be shown: words.n = 0, push, put. */
typedef VEC(const char *) diff_words;
void diff_words_objects(diff_words *w, const struct diff_side *s, const struct diff_access *a,
			const struct diff_group *g);
void diff_words_mapping_objects(diff_words *w, const struct diff *d, const struct diff_mapping *m);
void diff_words_functions(diff_words *w, const struct diff *d, const struct diff_mapping *m);
/* "a, b and 7 more": at most most names, each by put. */
void diff_put_words(FILE *out, const diff_words *w, uint32_t most,
		    void (*put)(FILE *out, const char *name));

/* The sets of names that came, went or moved: title and words, false when i is past the last. */
bool diff_name_list(const struct diff *d, unsigned i, const char **title, diff_words *w);

#endif
