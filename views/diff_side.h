/* SPDX-License-Identifier: Apache-2.0 */
/* One of the two stores of a comparison, in memory: names, rights, and each function's write sites
 * with the objects they may write. Ids are the store's. Objects that are in no region (stack, code,
 * constants) are left out of the sites' targets. */
#ifndef CM_VIEWS_DIFF_SIDE_H
#define CM_VIEWS_DIFF_SIDE_H

#include "base/vec.h"
#include "views/census.h"

/* A place that writes. The right is writer's: function, or its caller when function is a helper. */
struct diff_site {
	uint32_t writer, function, pset, line;
	const char *file, *via; /* file "": unknown */
};

struct diff_place {
	const char *file;
	uint32_t line;
};

struct diff_unknown_row {
	const char *function, *reason, *detail; /* function "": the program */
	struct diff_place place;
};

struct diff_side {
	struct census c;
	sqlite3 *db;		     /* the caller's, open as long as the side */
	const char **object_file;    /* [object id] */
	VEC(struct diff_site) sites; /* by writer, file, line, via, function */
	uint32_t *first_site;	     /* writer f's: sites.v[first_site[f] .. first_site[f + 1]) */
	/* Set p: target.v[first_target.v[p] .. first_target.v[p + 1]), ascending. Sites name only
	 * sets that exist. */
	VEC(uint32_t) first_target, target;
	VEC(struct diff_unknown_row) unknowns; /* by function, reason, file, line */
	VEC(const char *) meta;		       /* name, value, name, value, ... by name */
};

int diff_side_read(struct diff_side *s, sqlite3 *db, struct diag *d);
void diff_side_release(struct diff_side *s);

#endif
