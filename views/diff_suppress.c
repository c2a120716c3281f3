/* SPDX-License-Identifier: Apache-2.0 */
#include "views/diff_suppress.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *word;
	unsigned keys;
} kinds[] = {
#define SUPPRESS_KIND(id, word, keys) {word, keys},
#include "views/diff_suppress.def"
};

static const char *const keys[] = {
#define SUPPRESS_KEY(id, word) word,
#include "views/diff_suppress.def"
};

bool suppress_date_valid(const char *s)
{
	static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int y, m, d, end = 0;

	for (int i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? s[i] != '-' : !isdigit((unsigned char)s[i]))
			return false;
	if (sscanf(s, "%4d-%2d-%2d%n", &y, &m, &d, &end) != 3 || s[end] || m < 1 || m > 12)
		return false;
	bool leap = y % 4 == 0 && (y % 100 || y % 400 == 0);

	return d >= 1 && d <= days[m - 1] + (m == 2 && leap);
}

static char *trim(char *s)
{
	char *end;

	s += strspn(s, " \t");
	end = s + strlen(s);
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = 0;
	return s;
}

static char *copy(const char *s)
{
	char *c = strdup(s);

	if (!c)
		diag_oom(strlen(s));
	return c;
}

/* "function, region, object" */
static void key_list(enum suppress_kind kind, char *buf, size_t n)
{
	size_t at = 0;

	buf[0] = 0;
	for (unsigned k = 0; k < SUPPRESS_KEY_COUNT && at < n; k++)
		if (kinds[kind].keys >> k & 1)
			at += (size_t)snprintf(buf + at, n - at, "%s%s", at ? ", " : "", keys[k]);
}

static int check_stanza(const struct suppressions *s, struct diag *d)
{
	const struct suppression *p;
	char list[128];
	bool any = false;

	if (!s->v.n)
		return CM_OK;
	p = &s->v.v[s->v.n - 1];
	for (unsigned k = 0; k < SUPPRESS_KEY_COUNT; k++)
		any |= p->glob[k] != NULL;
	if (!any) {
		key_list(p->kind, list, sizeof(list));
		return diag_set_line(d, CM_EFORMAT, s->path, p->line,
				     "[%s] would cover everything; give at least one of %s",
				     kinds[p->kind].word, list);
	}
	if (!p->reason || !p->expires)
		return diag_set_line(d, CM_EFORMAT, s->path, p->line,
				     "[%s] has no \"%s\"; a suppression needs a reason and a last"
				     " day (expires = YYYY-MM-DD)",
				     kinds[p->kind].word, p->reason ? "expires" : "reason");
	return CM_OK;
}

static int begin_stanza(struct suppressions *s, char *text, unsigned line, struct diag *d)
{
	size_t len = strlen(text), kind = 0;
	int err = check_stanza(s, d);

	if (err)
		return err;
	if (text[len - 1] != ']')
		return diag_set_line(d, CM_EFORMAT, s->path, line, "no ']' at the end of the line");
	text[len - 1] = 0;
	text = trim(text + 1);
	while (kind < SUPPRESS_KIND_COUNT && strcmp(kinds[kind].word, text))
		kind++;
	if (kind == SUPPRESS_KIND_COUNT)
		return diag_set_line(d, CM_EFORMAT, s->path, line,
				     "unknown kind [%s]; it is [access], [grouping], [sharing],"
				     " [open] or [unknown]",
				     text);
	vec_push(&s->v, ((struct suppression){.kind = (enum suppress_kind)kind, .line = line}));
	return CM_OK;
}

/* Where the value of key goes; NULL when the kind has no such key. */
static char **field(struct suppression *p, const char *key)
{
	if (!strcmp(key, "reason"))
		return &p->reason;
	if (!strcmp(key, "expires"))
		return &p->expires;
	for (unsigned k = 0; k < SUPPRESS_KEY_COUNT; k++)
		if (kinds[p->kind].keys >> k & 1 && !strcmp(keys[k], key))
			return &p->glob[k];
	return NULL;
}

static int add_key(struct suppressions *s, char *text, const char *today, unsigned line,
		   struct diag *d)
{
	char *equals = strchr(text, '='), *value, **at, list[128];
	struct suppression *p;

	if (!equals)
		return diag_set_line(d, CM_EFORMAT, s->path, line,
				     "neither \"key = value\" nor a head such as [access]");
	*equals = 0;
	text = trim(text);
	value = trim(equals + 1);
	if (!s->v.n)
		return diag_set_line(d, CM_EFORMAT, s->path, line,
				     "\"%s\" comes before the first head such as [access]", text);
	p = &s->v.v[s->v.n - 1];
	at = field(p, text);
	if (!at) {
		key_list(p->kind, list, sizeof(list));
		return diag_set_line(d, CM_EFORMAT, s->path, line,
				     "[%s] has no key \"%s\"; it takes %s, reason and expires",
				     kinds[p->kind].word, text, list);
	}
	if (*at)
		return diag_set_line(d, CM_EFORMAT, s->path, line,
				     "\"%s\" is given twice; write another stanza", text);
	if (!*value)
		return diag_set_line(d, CM_EFORMAT, s->path, line, "\"%s\" is empty", text);
	if (at == &p->expires) {
		if (!suppress_date_valid(value))
			return diag_set_line(d, CM_EFORMAT, s->path, line,
					     "\"%s\" is not a day; write YYYY-MM-DD", value);
		p->expired = strcmp(value, today) < 0;
	}
	*at = copy(value);
	return CM_OK;
}

static int read_lines(struct suppressions *s, FILE *in, const char *today, struct diag *d)
{
	char *buf = NULL;
	size_t cap = 0;
	unsigned line = 0;
	int err = CM_OK;

	while (!err && getline(&buf, &cap, in) >= 0) {
		char *text = trim(buf);

		line++;
		if (!*text || *text == '#' || *text == ';')
			continue;
		err = *text == '[' ? begin_stanza(s, text, line, d)
				   : add_key(s, text, today, line, d);
	}
	if (!err && ferror(in))
		err = diag_set(d, CM_EIO, s->path, "cannot read the suppressions: %s",
			       strerror(errno));
	free(buf);
	return err ? err : check_stanza(s, d);
}

int suppressions_load(struct suppressions *s, const char *path, const char *today, struct diag *d)
{
	FILE *in = fopen(path, "re");
	int err;

	memset(s, 0, sizeof(*s));
	s->path = path;
	if (!in)
		return diag_set(d, CM_EIO, path, "cannot open the suppressions: %s",
				strerror(errno));
	err = read_lines(s, in, today, d);
	fclose(in);
	if (err)
		suppressions_release(s);
	return err;
}

void suppressions_release(struct suppressions *s)
{
	vec_each (&s->v, i) {
		struct suppression *p = &s->v.v[i];

		for (unsigned k = 0; k < SUPPRESS_KEY_COUNT; k++)
			free(p->glob[k]);
		free(p->reason);
		free(p->expires);
	}
	vec_free(&s->v);
}

static bool covers(const struct suppression *p, const char *const *value)
{
	for (unsigned k = 0; k < SUPPRESS_KEY_COUNT; k++)
		if (p->glob[k] && fnmatch(p->glob[k], value[k], 0))
			return false;
	return true;
}

uint32_t suppressions_find(struct suppressions *s, enum suppress_kind kind,
			   const char *const value[SUPPRESS_KEY_COUNT])
{
	uint32_t found = 0;

	vec_each (&s->v, i) {
		struct suppression *p = &s->v.v[i];

		if (p->kind != kind || p->expired || !covers(p, value))
			continue;
		p->used = true;
		if (!found)
			found = i + 1;
	}
	return found;
}

bool suppressions_stale(const struct suppressions *s, uint32_t *at, struct diag *d)
{
	for (; *at < s->v.n; ++*at) {
		const struct suppression *p = &s->v.v[*at];

		if (p->used)
			continue;
		*d = (struct diag){0};
		if (p->expired)
			diag_set_line(d, CM_EFORMAT, s->path, p->line,
				      "[%s] expired on %s; mend the cause, or review it and give a"
				      " later day",
				      kinds[p->kind].word, p->expires);
		else
			diag_set_line(d, CM_EFORMAT, s->path, p->line,
				      "[%s] covers nothing; remove it", kinds[p->kind].word);
		++*at;
		return true;
	}
	return false;
}
