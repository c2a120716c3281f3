/* SPDX-License-Identifier: Apache-2.0 */
/* Which objects can be put on pages of a key, and which must not. A region whose objects are all
 * without keeps the default key; the others' keys guard the rest of them.
 *
 * What cannot is told by the object itself: per-CPU variables and memory without a type of its own
 * have no pages that a key could be given to. What must not is told by rules, a file of lines
 *
 *	PATTERN<TAB>REASON
 *
 * PATTERN is an object's name as in the store, and may hold *, ? and [...]; empty lines and those
 * that begin with # are skipped. */
#ifndef CM_MAPPER_GUARD_H
#define CM_MAPPER_GUARD_H

#include "analyzer/store.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdio.h>

struct guard_rule {
	char *pattern, *reason;
};

struct guard_rules {
	VEC(struct guard_rule) v; /* the first that fits counts */
};

void guard_rules_init(struct guard_rules *r);
void guard_rules_release(struct guard_rules *r);
int guard_rules_read(struct guard_rules *r, const char *path, struct diag *d);
/* As one text, malloc'd, which a mapped store keeps in its meta row "map.unguarded"; and back. */
char *guard_rules_text(const struct guard_rules *r);
int guard_rules_restore(struct guard_rules *r, sqlite3 *db, struct diag *d);

/* Makes two temporary tables of the connection:
 *   guard(object, why)            every object of a region; why NULL: it can have a key
 *   guard_write(function, region) who needs rights to which region: some object of it that it
 *                                 may write can have a key */
int guard_mark(sqlite3 *db, const struct guard_rules *r, struct diag *d);

/* How many objects have no key for which reason, most frequent first; behind guard_mark(). */
struct guard_count {
	char *why;
	uint64_t objects;
};
struct guard_counts {
	VEC(struct guard_count) v;
};
int guard_count(struct guard_counts *c, sqlite3 *db, struct diag *d);
void guard_counts_release(struct guard_counts *c);

/* Each object of a region, by name: "OBJECT<TAB>KIND<TAB>REGION<TAB>KEY<TAB>WHY", behind
 * guard_mark(). Either KEY or WHY is empty: without a key, and the reason. */
int guard_list(FILE *out, sqlite3 *db, struct diag *d);

/* Whether a section of a variable is only a wish about its neighbours, so that the variable may
 * move to the section of its key. "": none. */
bool guard_section_is_free(const char *section);

#endif
