/* SPDX-License-Identifier: Apache-2.0 */
#include "views/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LONGEST 127 /* names are compared up to here */

void suggest_init(struct suggest *s, const char *wanted)
{
	*s = (struct suggest){.wanted = wanted};
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

/* Edits (insert, delete, change) from a to b, letter case aside. */
static unsigned edits(const char *a, const char *b)
{
	size_t na = strnlen(a, LONGEST), nb = strnlen(b, LONGEST);
	unsigned row[LONGEST + 1];

	for (size_t j = 0; j <= nb; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			bool differs =
			    tolower((unsigned char)a[i - 1]) != tolower((unsigned char)b[j - 1]);
			unsigned above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1, diagonal + differs);
			diagonal = above;
		}
	}
	return row[nb];
}

/* A name with a path matches by what follows it: asking for "reset" should find "a/b.c:reset". */
static unsigned distance(const char *wanted, const char *name, unsigned limit)
{
	const char *tail = strrchr(name, ':');
	size_t nw = strlen(wanted), nn;
	unsigned d;

	if (tail && !strchr(wanted, ':'))
		name = tail + 1;
	nn = strlen(name);
	if (nw >= 3 && strcasestr(name, wanted)) {
		d = (unsigned)((nn - nw) / 8) + (strncasecmp(name, wanted, nw) ? 2 : 1);
		return !strcmp(name, wanted) ? 0 : d;
	}
	if ((nw > nn ? nw - nn : nn - nw) > limit)
		return limit + 1;
	return edits(wanted, name);
}

void suggest_offer(struct suggest *s, const char *name)
{
	unsigned limit = (unsigned)strlen(s->wanted) / 3 + 1;
	unsigned d = distance(s->wanted, name, limit), at;

	if (d > limit)
		return;
	for (at = s->n; at && s->best[at - 1].distance > d; at--)
		if (at < SUGGEST_MOST)
			s->best[at] = s->best[at - 1];
	if (at == SUGGEST_MOST)
		return;
	s->best[at].name = name;
	s->best[at].distance = d;
	s->n += s->n < SUGGEST_MOST;
}

const char *suggest_text(const struct suggest *s, char *buf, size_t n)
{
	size_t at = 0;

	buf[0] = 0;
	for (unsigned i = 0; i < s->n && at < n; i++) {
		const char *lead = !i ? "; did you mean " : i + 1 == s->n ? " or " : ", ";

		at += (size_t)snprintf(buf + at, n - at, "%s%s", lead, s->best[i].name);
	}
	if (s->n && at < n)
		snprintf(buf + at, n - at, "?");
	return buf;
}
