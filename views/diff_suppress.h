/* SPDX-License-Identifier: Apache-2.0 */
/* Known differences that a project accepts for a time, from a file people review.
 *
 *	# why the sender may touch credentials
 *	[access]
 *	function = net_*
 *	region   = cred/cred_jar
 *	reason   = socket owners are charged on send, reviewed by security
 *	expires  = 2027-01-31
 *
 * A stanza's head is the kind of difference; under it come lines "key = value". '#' and ';' begin
 * a comment line. Which keys a kind takes is diff_suppress.def; each value is a glob (fnmatch(3),
 * '*' also matches '/'), at least one is needed, and all that are given must match. reason and
 * expires (the last day it counts, YYYY-MM-DD) are mandatory. */
#ifndef CM_VIEWS_DIFF_SUPPRESS_H
#define CM_VIEWS_DIFF_SUPPRESS_H

#include "base/diag.h"
#include "base/vec.h"

#include <stdbool.h>

enum suppress_kind {
#define SUPPRESS_KIND(id, word, keys) id,
#include "views/diff_suppress.def"
	SUPPRESS_KIND_COUNT
};

enum suppress_key {
#define SUPPRESS_KEY(id, word) id,
#include "views/diff_suppress.def"
	SUPPRESS_KEY_COUNT
};

struct suppression {
	enum suppress_kind kind;
	char *glob[SUPPRESS_KEY_COUNT]; /* NULL: not given */
	char *reason, *expires;
	unsigned line; /* of the head */
	bool expired, used;
};

struct suppressions {
	const char *path; /* the caller's */
	VEC(struct suppression) v;
};

/* YYYY-MM-DD, a day of the calendar. */
bool suppress_date_valid(const char *s);

/* today: YYYY-MM-DD; a stanza that expired before it matches nothing. On the first mistake of the
 * file s is released and d says where it is. */
int suppressions_load(struct suppressions *s, const char *path, const char *today, struct diag *d);
void suppressions_release(struct suppressions *s);

/* The stanza (index + 1) that covers a difference of this kind, 0: none. value: by enum
 * suppress_key, those of the kind's keys. All stanzas that match count as used; the first is
 * returned. */
uint32_t suppressions_find(struct suppressions *s, enum suppress_kind kind,
			   const char *const value[SUPPRESS_KEY_COUNT]);

/* A stanza that must go, since it expired or, after all differences were looked up, covers none.
 * From *at on; *at moves behind it. False: no more. */
bool suppressions_stale(const struct suppressions *s, uint32_t *at, struct diag *d);

#endif
