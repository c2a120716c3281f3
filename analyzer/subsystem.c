/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/subsystem.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void subsystem_init(struct subsystem_table *t)
{
	memset(t, 0, sizeof(*t));
}

void subsystem_release(struct subsystem_table *t)
{
	vec_each (&t->prefix, i)
		free(t->prefix.v[i]);
	vec_each (&t->name, i)
		free(t->name.v[i]);
	vec_free(&t->prefix);
	vec_free(&t->name);
}

/* Where the n bytes at s are among the prefixes, or belong. */
static uint32_t locate(const struct subsystem_table *t, const char *s, size_t n, bool *found)
{
	uint32_t lo = 0, hi = t->prefix.n;

	*found = false;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const char *p = t->prefix.v[mid];
		int c = strncmp(p, s, n);

		if (!c && p[n])
			c = 1;
		if (!c) {
			*found = true;
			return mid;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static char *copy(const char *s, size_t n)
{
	char *c = strndup(s, n);

	if (!c)
		diag_oom(n);
	return c;
}

static int add_line(struct subsystem_table *t, char *text, const char *path, unsigned line,
		    struct diag *d)
{
	char *tab = strchr(text, '\t');
	bool found;

	if (!tab)
		return diag_set_line(d, CM_EFORMAT, path, line,
				     "no tab; a line is \"prefix<TAB>subsystem\"");
	*tab = 0;
	char *name = tab + 1 + strspn(tab + 1, "\t ");
	size_t len = strcspn(name, "\t #");

	if (!*text || !len)
		return diag_set_line(d, CM_EFORMAT, path, line,
				     "the %s is empty; a line is \"prefix<TAB>subsystem\"",
				     *text ? "subsystem" : "prefix");
	const char *rest = name + len + strspn(name + len, "\t ");

	if (*rest && *rest != '#')
		return diag_set_line(d, CM_EFORMAT, path, line,
				     "\"%s\" follows the subsystem; give one word", rest);
	uint32_t at = locate(t, text, strlen(text), &found);

	if (found)
		return diag_set_line(d, CM_EFORMAT, path, line,
				     "prefix \"%s\" is given twice; keep one of the lines", text);
	vec_push(&t->prefix, NULL);
	vec_push(&t->name, NULL);
	memmove(t->prefix.v + at + 1, t->prefix.v + at, (t->prefix.n - 1 - at) * sizeof(char *));
	memmove(t->name.v + at + 1, t->name.v + at, (t->name.n - 1 - at) * sizeof(char *));
	t->prefix.v[at] = copy(text, strlen(text));
	t->name.v[at] = copy(name, len);
	return CM_OK;
}

int subsystem_load(struct subsystem_table *t, const char *path, struct diag *d)
{
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t cap = 0;
	unsigned line = 0;
	int err = CM_OK;
	ssize_t n;

	if (!in)
		return diag_set(d, CM_EIO, path, "cannot open the subsystem table: %s",
				strerror(errno));
	while (!err && (n = getline(&text, &cap, in)) >= 0) {
		line++;
		while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
			text[--n] = 0;
		size_t blank = strspn(text, "\t ");

		if (text[blank] && text[blank] != '#')
			err = add_line(t, text, path, line, d);
	}
	if (!err && ferror(in))
		err = diag_set(d, CM_EIO, path, "cannot read the subsystem table: %s",
			       strerror(errno));
	free(text);
	fclose(in);
	return err;
}

const char *subsystem_of(const struct subsystem_table *t, const char *file, char *buf, size_t n)
{
	bool found;

	for (size_t len = strlen(file); len; len--) {
		uint32_t at = locate(t, file, len, &found);

		if (found)
			return t->name.v[at];
	}
	while (*file == '/' || !strncmp(file, "./", 2))
		file++;
	size_t dir = strcspn(file, "/");

	if (!file[dir])
		return "main";
	snprintf(buf, n, "%.*s", (int)dir, file);
	return buf;
}
