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

const struct function *audit_find_caller(struct audit *a, uint32_t i, int *rc)
{
	const struct function *last = NULL;

	while (i + 1 < a->frames.n) {
		const struct frame *at = &a->frames.v[i + 1];
		const struct function *c = audit_find_there(a, i + 1, at, &i, rc);

		if (!c)
			break;
		*rc = audit_ask(a, a->is_indirect, c, at);
		if (*rc)
			break;
		last = c;
		if (!c->helper)
			break;
	}
	*rc = *rc < 0 ? *rc : 0;
	return last;
}
