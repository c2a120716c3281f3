/* SPDX-License-Identifier: Apache-2.0 */
/* What the store says about writing: functions x regions. */
#ifndef CM_MAPPER_MATRIX_H
#define CM_MAPPER_MATRIX_H

#include "analyzer/store.h"
#include "base/arena.h"
#include "base/vec.h"
#include "mapper/guard.h"

/* Regions with objects that can have a key (mapper/guard.h), ascending by name; others need none.
 */
struct matrix_region {
	int64_t id; /* in the store */
	const char *name, *subsystem;
	uint32_t objects, writers; /* objects: those */
};

/* Functions that may write to at least one of these regions, ascending by name. */
struct matrix_function {
	int64_t id;
	const char *name;
};

/* Indices into functions and regions; ascending, each pair once. */
struct matrix_write {
	uint32_t function, region;
};

struct matrix {
	struct arena arena;
	VEC(struct matrix_region) regions;
	VEC(struct matrix_function) functions;
	VEC(struct matrix_write) writes;
	uint64_t defined; /* functions with a body in the bitcode, writers or not */
};

int matrix_load(struct matrix *m, sqlite3 *db, const struct guard_rules *rules, struct diag *d);
void matrix_release(struct matrix *m);

#endif
