/* SPDX-License-Identifier: Apache-2.0 */
/* Which function, object or region of one store is which of the other. Ids differ between stores;
 * names tell.
 *
 * A static symbol is "foo" while unique and "path/file.c:foo" from the day a second foo appears:
 * names left over are matched again by the name without its path together with the file, where
 * that is one to one. */
#ifndef CM_VIEWS_DIFF_MATCH_H
#define CM_VIEWS_DIFF_MATCH_H

#include <stdint.h>

/* Named things with ids 1..n; index 0 is unused. Names are distinct. */
struct diff_names {
	const char **name, **file; /* file NULL: match by name only */
	uint32_t n;
};

struct diff_match {
	uint32_t *after_of, *before_of; /* [id] -> id on the other side, 0: only here */
};

void diff_match_make(struct diff_match *m, const struct diff_names *before,
		     const struct diff_names *after);
void diff_match_release(struct diff_match *m);

#endif
