/* SPDX-License-Identifier: Apache-2.0 */
/* The type filter: a pointer that debug info declares as struct foo * points at a struct foo.
 *
 * Assumption (docs/design.md, soundness ledger): the kernel reaches a typed object through its own
 * type, or through a union, a byte array, an untyped allocation, or a struct that begins with it.
 * A filter that would leave nothing of a non-empty set is opened instead of believed. */
#ifndef CM_ANALYZER_TYPEFILTER_H
#define CM_ANALYZER_TYPEFILTER_H

#include "analyzer/shape.h"

typedef uint32_t tkey_id; /* a struct or union by name and size, across modules; 0: none */

struct typefilter {
	const struct program *prog;
	struct shape_table *shapes;
	VEC(struct tkey) keys;     /* [1..] */
	struct map key_of;         /* (name, size) */
	struct map memo;           /* (shape, filter, off) -> 1 no, 2 yes */
	VEC(struct tfilter) filters; /* [1..] */
	struct map filter_of;      /* (key, off) */
	uint32_t **hint_of;        /* [module][node] -> filter */
};
struct tkey {
	uint32_t module;
	fact_type_id type; /* one module's description */
	uint64_t size;
};
struct tfilter {
	tkey_id key;
	int64_t off; /* the struct begins this far from where the pointer points */
};

void typefilter_init(struct typefilter *t, const struct program *p, struct shape_table *shapes);
void typefilter_release(struct typefilter *t);
/* The filter that debug info sets on a module's node, 0 when it says nothing usable. */
static inline uint32_t typefilter_hint(const struct typefilter *t, uint32_t module, fact_node n)
{
	return t->hint_of[module][n];
}
/* May a pointer to offset off (folded, in bounds) of an object of shape s and size bytes (0 unknown)
 * pass the filter? */
bool typefilter_admits(struct typefilter *t, shape_id s, uint64_t size, uint64_t off,
		       uint32_t filter);

#endif
