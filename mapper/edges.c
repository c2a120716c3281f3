/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/edges.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		diag_oom(n * size);
	return p;
}

void edges_init(struct edges *g, uint32_t n)
{
	g->n = n;
	g->words = bits_words(n);
	g->row = zeroed((size_t)n * g->words, sizeof(*g->row));
}

void edges_release(struct edges *g)
{
	free(g->row);
	memset(g, 0, sizeof(*g));
}

void edges_add(struct edges *g, uint32_t a, uint32_t b)
{
	BUG_ON(a >= g->n || b >= g->n || a == b);
	bits_set(g->row + (size_t)a * g->words, b);
	bits_set(g->row + (size_t)b * g->words, a);
}

uint32_t edges_degree(const struct edges *g, uint32_t v)
{
	return (uint32_t)bits_count(edges_row(g, v), g->words);
}

uint64_t edges_count(const struct edges *g)
{
	return bits_count(g->row, (size_t)g->n * g->words) / 2;
}

uint32_t edges_clique(const struct edges *g, uint32_t *out)
{
	uint64_t *left = zeroed(g->words, sizeof(*left));
	uint32_t *now = zeroed(g->n, sizeof(*now));
	uint32_t best = 0;

	for (uint32_t s = 0; s < g->n; s++) {
		uint32_t n = 0, v = s;

		memset(left, 0xff, g->words * sizeof(*left));
		for (;;) {
			size_t most = 0;
			uint32_t next = UINT32_MAX;

			now[n++] = v;
			for (size_t w = 0; w < g->words; w++)
				left[w] &= edges_row(g, v)[w];
			for (uint32_t u = 0; u < g->n; u++) {
				size_t common;

				if (!bits_get(left, u))
					continue;
				common = bits_count_and(left, edges_row(g, u), g->words);
				if (next == UINT32_MAX || common > most) {
					most = common;
					next = u;
				}
			}
			if (next == UINT32_MAX)
				break;
			v = next;
		}
		if (n > best) {
			best = n;
			memcpy(out, now, n * sizeof(*out));
		}
	}
	free(left);
	free(now);
	return best;
}

void neighbours_init(struct neighbours *nb, const struct edges *g)
{
	uint32_t at = 0;

	nb->first = zeroed((size_t)g->n + 1, sizeof(*nb->first));
	nb->list = zeroed(2 * edges_count(g), sizeof(*nb->list));
	for (uint32_t v = 0; v < g->n; v++) {
		const uint64_t *row = edges_row(g, v);

		nb->first[v] = at;
		for (size_t w = 0; w < g->words; w++)
			for (uint64_t bits = row[w]; bits; bits &= bits - 1)
				nb->list[at++] =
				    (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits);
	}
	nb->first[g->n] = at;
}

void neighbours_release(struct neighbours *nb)
{
	free(nb->first);
	free(nb->list);
	memset(nb, 0, sizeof(*nb));
}

struct reader {
	const char *path;
	unsigned line, first_loop, loops;
	struct diag *d;
};

/* Exactly the numbers of a line after its letter or keyword; false on anything else. */
static bool two_numbers(const char *s, uint64_t *a, uint64_t *b)
{
	uint64_t *out[2] = {a, b};
	char *end;

	for (int i = 0; i < 2; i++) {
		while (*s == ' ' || *s == '\t')
			s++;
		if (!isdigit((unsigned char)*s))
			return false;
		errno = 0;
		*out[i] = strtoull(s, &end, 10);
		if (errno || end == s)
			return false;
		s = end;
	}
	while (isspace((unsigned char)*s))
		s++;
	return !*s;
}

static int read_problem(struct edges *g, const char *s, uint64_t *edges, struct reader *r)
{
	uint64_t n;

	if (g->row)
		return diag_set_line(r->d, CM_EFORMAT, r->path, r->line,
				     "a second \"p\" line; keep one");
	if (strncmp(s, "edge ", 5) && strncmp(s, "col ", 4))
		return diag_set_line(r->d, CM_EFORMAT, r->path, r->line,
				     "not a colouring problem: write \"p edge VERTICES EDGES\"");
	if (!two_numbers(strchr(s, ' '), &n, edges))
		return diag_set_line(r->d, CM_EFORMAT, r->path, r->line,
				     "the \"p\" line needs two numbers: \"p edge VERTICES EDGES\"");
	if (n == 0 || n > EDGES_MAX_VERTICES)
		return diag_set_line(r->d, CM_ELIMIT, r->path, r->line,
				     "%llu vertices; 1 to %u are supported", (unsigned long long)n,
				     EDGES_MAX_VERTICES);
	edges_init(g, (uint32_t)n);
	return 0;
}

static int read_edge(struct edges *g, const char *s, struct reader *r)
{
	uint64_t a, b;

	if (!g->row)
		return diag_set_line(r->d, CM_EFORMAT, r->path, r->line,
				     "an edge before the \"p edge VERTICES EDGES\" line");
	if (!two_numbers(s, &a, &b))
		return diag_set_line(r->d, CM_EFORMAT, r->path, r->line,
				     "an edge is \"e A B\" with two vertex numbers");
	if (a < 1 || b < 1 || a > g->n || b > g->n)
		return diag_set_line(r->d, CM_EGRAPH, r->path, r->line,
				     "vertex %llu is not one of 1 to %u",
				     (unsigned long long)(a < 1 || a > g->n ? a : b), g->n);
	if (a == b) { /* some published files hold such lines; they ask for nothing */
		r->first_loop = r->loops++ ? r->first_loop : r->line;
		return 0;
	}
	edges_add(g, (uint32_t)a - 1, (uint32_t)b - 1);
	return 0;
}

static int read_line(struct edges *g, const char *s, uint64_t *edges, uint64_t *lines,
		     struct reader *r)
{
	if (s[0] == 'c' || s[strspn(s, " \t\r\n")] == '\0')
		return 0;
	if (s[0] == 'p' && s[1] == ' ')
		return read_problem(g, s + 2, edges, r);
	if (s[0] == 'e' && s[1] == ' ') {
		++*lines;
		return read_edge(g, s + 2, r);
	}
	return diag_set_line(r->d, CM_EFORMAT, r->path, r->line,
			     "not a line of a DIMACS .col file; lines start with c, p or e");
}

int edges_read(struct edges *g, const char *path, struct diag *d)
{
	struct reader r = {.path = path, .d = d};
	uint64_t edges = 0, lines = 0;
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = 0;

	memset(g, 0, sizeof(*g));
	if (!f)
		return diag_set(d, CM_EIO, path, "%s", strerror(errno));
	while (!rc && (errno = 0, n = getline(&line, &cap, f)) >= 0) {
		r.line++;
		rc = strlen(line) == (size_t)n
			 ? read_line(g, line, &edges, &lines, &r)
			 : diag_set_line(d, CM_EFORMAT, path, r.line, "a zero byte: not text");
	}
	if (!rc && ferror(f))
		rc = diag_set(d, CM_EIO, path, "%s", strerror(errno));
	else if (!rc && !g->row)
		rc = diag_set(d, CM_EFORMAT, path, "no \"p edge VERTICES EDGES\" line");
	else if (!rc && edges != lines && edges != edges_count(g))
		rc =
		    diag_set(d, CM_EFORMAT, path, "announces %llu edges and holds %llu: truncated?",
			     (unsigned long long)edges, (unsigned long long)lines);
	if (!rc && r.loops)
		diag_warn(path,
			  "line %u: an edge from a vertex to itself is ignored (%u such lines)",
			  r.first_loop, r.loops);
	free(line);
	fclose(f);
	if (rc)
		edges_release(g);
	return rc;
}
