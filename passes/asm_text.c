/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/asm_text.h"

#include <ctype.h>
#include <string.h>

bool text_is(struct text t, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(t.end - t.p) == n && !memcmp(t.p, word, n);
}

bool text_starts(struct text t, const char *beginning)
{
	size_t n = strlen(beginning);

	return (size_t)(t.end - t.p) >= n && !memcmp(t.p, beginning, n);
}

bool text_holds(struct text t, const char *word)
{
	return t.p < t.end && memmem(t.p, (size_t)(t.end - t.p), word, strlen(word));
}

struct text text_trim(struct text t)
{
	while (t.p < t.end && isspace((unsigned char)*t.p))
		t.p++;
	while (t.p < t.end && isspace((unsigned char)t.end[-1]))
		t.end--;
	return t;
}

bool text_is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

bool text_is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

struct text text_word(struct text *t)
{
	struct text w = {t->p, t->p};

	while (w.end < t->end && text_is_name(*w.end))
		w.end++;
	t->p = w.end;
	return w;
}

int64_t text_number(struct text *t)
{
	bool minus = t->p < t->end && *t->p == '-';
	const char *start = t->p + minus;
	struct text s = {start, t->end};
	unsigned base = 10;
	int64_t v = 0;

	if (text_starts(s, "0x")) {
		base = 16;
		s.p += 2;
	}
	for (; s.p < s.end && isxdigit((unsigned char)*s.p); s.p++) {
		unsigned d = isdigit((unsigned char)*s.p) ? (unsigned)(*s.p - '0')
							  : (unsigned)((*s.p | 32) - 'a') + 10;

		if (d >= base || v > INT64_MAX / 32)
			break;
		v = v * base + d;
	}
	if (s.p > start)
		t->p = s.p;
	return minus ? -v : v;
}

static const char *statement_end(struct text t)
{
	bool quoted = false;

	for (; t.p < t.end && *t.p != '\n'; t.p++) {
		if (*t.p == '"')
			quoted = !quoted;
		else if (!quoted && (*t.p == ';' || *t.p == '#' || text_starts(t, "/*")))
			break;
	}
	return t.p;
}

struct text text_statement(struct text *t)
{
	struct text s = {t->p, statement_end(*t)};
	struct text rest = {s.end, t->end};
	const char *close;

	if (text_starts(rest, "#")) {
		close = memchr(rest.p, '\n', (size_t)(rest.end - rest.p));
		t->p = close ? close + 1 : t->end;
	} else if (text_starts(rest, "/*")) {
		close = memmem(rest.p, (size_t)(rest.end - rest.p), "*/", 2);
		t->p = close ? close + 2 : t->end;
	} else {
		t->p = rest.p + (rest.p < rest.end);
	}
	return s;
}
