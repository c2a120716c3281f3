/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/audit_int.h"

#include <string.h>

/* The source file of the module that the code of frame i is in: the first that is no header. */
static const char *unit_of(const struct audit *a, uint32_t i)
{
	for (; i < a->frames.n; i++) {
		const char *path = a->frames.v[i].path;
		size_t n = strlen(path);

		if (n > 2 && !strcmp(path + n - 2, ".c"))
			return path;
	}
	return "";
}

/* Static functions of one name are told apart by their module: "path/of/unit.c:name". */
static bool is_of_unit(const struct function *f, const char *unit)
{
	size_t n = strlen(unit);

	return n && !strncmp(f->name, unit, n) && f->name[n] == ':';
}

/* Whether f, of frame i, was a function of its own here when the store was made: nothing is inlined
 * after, or a function that it was inlined into calls it at this place. 1 it was. */
static int was_function(struct audit *a, uint32_t i, const struct function *f)
{
	int rc = i + 1 == a->frames.n || a->frames.v[i + 1].called;
	const struct function *c;

	for (uint32_t k = i + 1; k < a->frames.n && !a->frames.v[k].called && !rc; k++) {
		sqlite3_reset(a->has_call);
		sqlite3_bind_int64(a->has_call, 4, f->id);
		for (c = audit_first_named(a, a->frames.v[k].function); c && !rc;
		     c = audit_next_named(a, c))
			rc = audit_ask(a, a->has_call, c, &a->frames.v[i + 1]);
	}
	return rc;
}

/* The function of frame i that has a row at the place of frame at, anyone when at is NULL; NULL:
 * none. */
static const struct function *with_row(struct audit *a, uint32_t i, const struct frame *at, int *rc)
{
	const struct function *found = NULL;

	for (const struct function *f = audit_first_named(a, a->frames.v[i].function);
	     f && *rc >= 0; f = audit_next_named(a, f)) {
		if (!f->defined || (found && !is_of_unit(f, unit_of(a, i))))
			continue;
		*rc = was_function(a, i, f);
		if (*rc == 1 && at)
			*rc = audit_ask(a, a->has_row, f, at);
		if (*rc == 1)
			found = f;
	}
	*rc = *rc < 0 ? *rc : 0;
	return found;
}

const struct function *audit_find_there(struct audit *a, uint32_t i, const struct frame *at,
					uint32_t *at_i, int *rc)
{
	for (; i < a->frames.n && *rc >= 0; i++) {
		const struct function *f = with_row(a, i, at, rc);

		if (f) {
			*at_i = i;
			return f;
		}
		if (i + 1 < a->frames.n && a->frames.v[i + 1].called)
			break;
	}
	return NULL;
}

/* The function by way of which c, at a place, calls f, when it does not itself: each on that way
 * called as its last act. *indirect: by a pointer. NULL: none. */
static const struct function *jumped_from(struct audit *a, const struct function *c,
					  const struct frame *at, const struct function *f,
					  bool *indirect, int *rc)
{
	sqlite3_stmt *const st[] = {a->has_call, a->has_jump};

	for (int i = 0; i < 2; i++) {
		sqlite3_reset(st[i]);
		sqlite3_bind_int64(st[i], 4, f->id);
	}
	*rc = audit_ask(a, a->has_call, c, at);
	if (*rc || !at->line) {
		*rc = *rc < 0 ? *rc : 0;
		return NULL;
	}
	*rc = audit_ask(a, a->has_jump, c, at);
	if (*rc != 1)
		return NULL;
	*rc = 0;
	*indirect = sqlite3_column_int(a->has_jump, 1);
	return audit_function(a, sqlite3_column_int64(a->has_jump, 0));
}

const struct function *audit_find_caller(struct audit *a, const struct function *f, uint32_t i,
					 int *rc)
{
	const struct function *last = NULL;

	while (i + 1 < a->frames.n) {
		const struct frame *at = &a->frames.v[i + 1];
		const struct function *c = audit_find_there(a, i + 1, at, &i, rc), *g;
		bool indirect = false;

		while (c && (g = jumped_from(a, c, at, f, &indirect, rc))) {
			if (!indirect)
				last = f = g;
			if (indirect || !g->helper)
				return last;
		}
		if (!c || *rc)
			break;
		sqlite3_reset(a->is_indirect);
		sqlite3_bind_int64(a->is_indirect, 4, f->id);
		*rc = audit_ask(a, a->is_indirect, c, at);
		if (*rc)
			break;
		last = f = c;
		if (!c->helper)
			break;
	}
	*rc = *rc < 0 ? *rc : 0;
	return last;
}
