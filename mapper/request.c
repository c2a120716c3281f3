/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/request.h"

#include <stdio.h>
#include <string.h>

void requests_init(struct requests *q)
{
	memset(q, 0, sizeof(*q));
}

static void request_release(struct request *r)
{
	vec_free(&r->regions);
	vec_free(&r->part);
}

void requests_release(struct requests *q)
{
	vec_each (&q->apart, i)
		request_release(&q->apart.v[i]);
	vec_each (&q->together, i)
		request_release(&q->together.v[i]);
	vec_free(&q->apart);
	vec_free(&q->together);
}

/* Edit distance (Levenshtein 1966) of a's first n bytes and b; more than limit counts as limit + 1.
 */
static unsigned distance(const char *a, size_t n, const char *b, unsigned limit)
{
	enum { MAX_NAME = 128 };
	unsigned row[MAX_NAME + 1];
	size_t m = strlen(b);

	if (n > MAX_NAME || m > MAX_NAME || (n > m ? n - m : m - n) > limit)
		return limit + 1;
	for (size_t j = 0; j <= m; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned swap = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
			row[j] = swap < row[j] ? swap : row[j];
		}
	}
	return row[m];
}

static int unknown_name(const struct matrix *m, const char *where, const char *name, size_t n,
			struct diag *d)
{
	enum { FAR = 3 };
	unsigned least = FAR + 1;
	const char *near = NULL;

	for (uint32_t i = 0; i < 2 * m->regions.n; i++) {
		const struct matrix_region *r = &m->regions.v[i / 2];
		const char *candidate = i % 2 ? r->subsystem : r->name;
		unsigned far = distance(name, n, candidate, FAR);

		if (far < least) {
			least = far;
			near = candidate;
		}
	}
	if (near)
		return diag_set(
		    d, CM_ENOTFOUND, where,
		    "the store has no region or subsystem \"%.*s\"; did you mean \"%s\"?", (int)n,
		    name, near);
	return diag_set(
	    d, CM_ENOTFOUND, where,
	    "the store has no region or subsystem \"%.*s\"; \"SELECT region FROM regions\" "
	    "lists them",
	    (int)n, name);
}

static bool is(const char *s, const char *name, size_t n)
{
	return !strncmp(s, name, n) && !s[n];
}

static int add_name(struct request *r, const struct matrix *m, const char *name, size_t n,
		    uint32_t part, struct diag *d)
{
	uint32_t before = r->regions.n;

	vec_each (&m->regions, i) {
		const struct matrix_region *g = &m->regions.v[i];

		if (!is(g->name, name, n) && !is(g->subsystem, name, n))
			continue;
		vec_each (&r->regions, j)
			if (r->regions.v[j] == i)
				return diag_set(d, CM_EGRAPH, r->text, "names %s twice", g->name);
		vec_push(&r->regions, i);
		vec_push(&r->part, part);
	}
	return r->regions.n == before ? unknown_name(m, r->text, name, n, d) : 0;
}

int requests_add(struct requests *q, const struct matrix *m, const char *text, struct diag *d)
{
	bool apart = !strncmp(text, "--apart ", 8);
	struct request r = {.text = text};
	uint32_t parts = 0;
	int rc = 0;

	for (const char *s = strchr(text, ' ') + 1; !rc; parts++) {
		size_t n = strcspn(s, ",");

		rc = n ? add_name(&r, m, s, n, parts, d)
		       : diag_set(d, CM_ENOTFOUND, text, "an empty name in the list");
		s += n;
		if (*s++ == '\0')
			break;
	}
	if (!rc && apart && parts == 0)
		rc = diag_set(d, CM_ENOTFOUND, text, "needs two names, separated by commas");
	else if (!rc && r.regions.n < 2)
		rc = diag_set(d, CM_ENOTFOUND, text, "needs two regions or more");
	if (rc)
		request_release(&r);
	else if (apart)
		vec_push(&q->apart, r);
	else
		vec_push(&q->together, r);
	return rc;
}
