/* SPDX-License-Identifier: Apache-2.0 */
#include "views/diff_match.h"
#include "base/diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	const char *name;
	uint32_t id;
};

/* Both sides' entries, each sorted by name. */
struct pairing {
	struct entry *before, *after;
	uint32_t nbefore, nafter;
};

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	return c ? c : (x->id > y->id) - (x->id < y->id);
}

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		diag_oom(n * size);
	return p;
}

static uint32_t run_length(const struct entry *e, uint32_t n)
{
	uint32_t run = 1;

	while (run < n && !strcmp(e[run].name, e[0].name))
		run++;
	return run;
}

/* Matches the names that are on each side exactly once. */
static void pair(struct diff_match *m, struct pairing *p)
{
	uint32_t i = 0, j = 0;

	qsort(p->before, p->nbefore, sizeof(*p->before), by_name);
	qsort(p->after, p->nafter, sizeof(*p->after), by_name);
	while (i < p->nbefore && j < p->nafter) {
		int c = strcmp(p->before[i].name, p->after[j].name);
		uint32_t ri = run_length(p->before + i, p->nbefore - i);
		uint32_t rj = run_length(p->after + j, p->nafter - j);

		if (!c && ri == 1 && rj == 1) {
			m->after_of[p->before[i].id] = p->after[j].id;
			m->before_of[p->after[j].id] = p->before[i].id;
		}
		if (c <= 0)
			i += ri;
		if (c >= 0)
			j += rj;
	}
}

/* "path/file.c:foo" -> "foo", "struct s@path/file.c:make" -> "struct s@make", then the file. */
static char *name_in_file(const char *name, const char *file)
{
	const char *at = strchr(name, '@'), *colon = strrchr(name, ':');
	size_t head = at ? (size_t)(at + 1 - name) : 0;
	const char *tail = colon && colon >= name + head ? colon + 1 : name + head;
	char *s;

	if (asprintf(&s, "%.*s%s%c%s", (int)head, name, tail, '\1', file) < 0)
		diag_oom(strlen(name));
	return s;
}

static uint32_t collect(struct entry *e, const struct diff_names *names, const uint32_t *matched)
{
	uint32_t n = 0;

	for (uint32_t id = 1; id <= names->n; id++)
		if (!matched)
			e[n++] = (struct entry){names->name[id], id};
		else if (!matched[id] && names->file[id][0])
			e[n++] = (struct entry){name_in_file(names->name[id], names->file[id]), id};
	return n;
}

static void free_names(struct entry *e, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		free((void *)(uintptr_t)e[i].name);
}

void diff_match_make(struct diff_match *m, const struct diff_names *before,
		     const struct diff_names *after)
{
	struct pairing p = {.before = zeroed(before->n + 1, sizeof(*p.before)),
			    .after = zeroed(after->n + 1, sizeof(*p.after))};

	m->after_of = zeroed(before->n + 1, sizeof(*m->after_of));
	m->before_of = zeroed(after->n + 1, sizeof(*m->before_of));
	p.nbefore = collect(p.before, before, NULL);
	p.nafter = collect(p.after, after, NULL);
	pair(m, &p);
	if (before->file && after->file) {
		p.nbefore = collect(p.before, before, m->after_of);
		p.nafter = collect(p.after, after, m->before_of);
		pair(m, &p);
		free_names(p.before, p.nbefore);
		free_names(p.after, p.nafter);
	}
	free(p.before);
	free(p.after);
}

void diff_match_release(struct diff_match *m)
{
	free(m->after_of);
	free(m->before_of);
}
