/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the import of evidence:
 *
 *   audit.c        the file and its lines
 *   audit_place.c  which function of the store had the instruction, and on whose rights
 *   audit_admit.c  one write into the store
 *   audit_store.c  what the store is asked, and what is added */
#ifndef CM_MAPPER_AUDIT_INT_H
#define CM_MAPPER_AUDIT_INT_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/vec.h"
#include "mapper/audit.h"

#include <stdbool.h>

/* A function of the store; next: another of the same name in the source, counted from 1. */
struct function {
	int64_t id;
	const char *name;
	bool defined, helper;
	uint32_t next;
};

/* file: id of path, 0: the store has none of that name. line 0: the compiler made one instruction
 * of several lines'. */
struct frame {
	const char *function, *path;
	int64_t file, line;
	bool called; /* the frame in front of it, which is a function's, and not inlined here */
};

struct audit {
	sqlite3 *db;
	FILE *out, *needed;
	struct diag *d;
	struct arena mem;
	VEC(struct function) functions;
	struct map by_name, by_file; /* hash of the text -> 1 + index; id */
	VEC(struct frame) frames;    /* of the line at hand */
	const char *object;	     /* likewise */
	sqlite3_stmt *has_row, *has_call, *has_jump, *elsewhere, *is_indirect, *why, *is_name,
	    *named, *variables, *handed, *typed, *has_object, *lends, *alike, *add_file, *add_set,
	    *add_site, *add_right;
	uint64_t added, known, lost;
};

/* One write of an object. */
struct access {
	const struct function *function, *caller; /* caller: NULL none */
	const struct frame *at;
	uint32_t frame; /* of function */
	int64_t object, region;
};

/* audit_store.c. */
int audit_open(struct audit *a);
void audit_close(struct audit *a);
/* The key of a name in the maps. */
uint64_t audit_hash(const char *s);
const struct function *audit_function(const struct audit *a, int64_t id);
/* Functions of a name as the source has it; NULL: no (further) one. */
const struct function *audit_first_named(const struct audit *a, const char *name);
const struct function *audit_next_named(const struct audit *a, const struct function *f);
/* The statement's row for what function f does at the place of frame at: 1 there is one. */
int audit_ask(struct audit *a, sqlite3_stmt *st, const struct function *f, const struct frame *at);

/* audit_place.c. Among the functions from frame i on, until one is really called, the one that has
 * a row at the place of frame at, anyone when at is NULL. *at_i: its frame. NULL: none. */
const struct function *audit_find_there(struct audit *a, uint32_t i, const struct frame *at,
					uint32_t *at_i, int *rc);
/* The function on whose rights helper f, of frame i, wrote: the nearest caller that is no helper,
 * or the last that is one and was itself called by a pointer or from out of the store. A function
 * that calls as its last act is no frame any more, but may be the caller. NULL: the helper is that
 * one. */
const struct function *audit_find_caller(struct audit *a, const struct function *f, uint32_t i,
					 int *rc);

/* audit_admit.c. Adds the write unless the store knows it, and those alike. */
int audit_admit(struct audit *a, const struct access *x);

#endif
