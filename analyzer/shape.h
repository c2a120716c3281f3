/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes: which byte offsets of an object the analysis tells apart.
 *
 * Elements of an array are one: an offset inside an array folds to the same place in the array's
 * first element, and one inside a field to the field's start. Folding only ever merges offsets, so
 * a wrong guess of a type costs precision and never soundness, as long as every offset of an object
 * goes through the same shape. */
#ifndef CM_ANALYZER_SHAPE_H
#define CM_ANALYZER_SHAPE_H

#include "analyzer/program.h"

struct shape {
	uint32_t module;   /* where type lives */
	fact_type_id type; /* 0: untyped */
	uint64_t size;	   /* of the object, 0 unknown */
	uint64_t unit;	   /* != 0: the object is an array of type, element size unit */
	/* By offset, filled on demand; NULL for large types. */
	uint32_t *fold;	  /* folded offset + 1 */
	uint32_t *around; /* the array around it, an index into shape_table.arrays + 1 */
};

/* An array around an offset: elements of stride bytes from start; count 0 unbounded. */
struct shape_array {
	uint64_t start, stride, count;
};

struct shape_table {
	const struct program *prog;
	VEC(struct shape) v; /* [1..] */
	VEC(struct shape_array) arrays;
	struct map index;
};

void shape_table_init(struct shape_table *t, const struct program *p);
void shape_table_release(struct shape_table *t);
/* size 0 unknown; is_array: the object is an array of type (or of pointers when untyped). */
shape_id shape_get(struct shape_table *t, uint32_t module, fact_type_id type, uint64_t size,
		   bool is_array);
/* off in [0, size) or, when size is unknown, [0, 2^31). */
uint64_t shape_fold(struct shape_table *t, shape_id s, uint64_t off);
/* The innermost array of more than one element that holds folded offset off; false when none. */
bool shape_array_at(struct shape_table *t, shape_id s, uint64_t off, struct shape_array *a);

/* A record without members, of no size (struct lock_class_key, without lockdep): nothing is kept
 * there. */
static inline bool shape_is_empty(const struct fact_type *ty)
{
	return (ty->kind == FACT_T_STRUCT || ty->kind == FACT_T_UNION) && !ty->incomplete &&
	       !ty->nfields && !ty->size;
}
/* Bytes of the shape's type, 0 when untyped. */
uint64_t shape_type_bytes(const struct shape_table *t, shape_id s);
/* Bytes of an element when the object is an array, else of its type; 0 when untyped. */
uint64_t shape_element_bytes(const struct shape_table *t, shape_id s);
/* Whether the whole object is a struct or union of this name. */
bool shape_is_record(const struct shape_table *t, shape_id s, const char *name);
/* What debug info says is kept at folded offset off. */
enum shape_holds {
	SHAPE_NUMBERS = 1, /* a number or bit-field: no pointer is looked for */
	SHAPE_INTEGERS,	   /* an integer that may carry a pointer stored as such */
	SHAPE_POINTERS,	   /* a pointer, a byte buffer, a union, or nothing known */
};
/* What pointers kept there point to, in the facts of the shape's module: one of type[0..n), or
 * anything when any. */
#define SHAPE_MAX_POINTEES 8
struct shape_pointees {
	fact_type_id type[SHAPE_MAX_POINTEES];
	unsigned n;
	const char
	    *tagged; /* a struct of this name, perhaps with bits in its low end; NULL: none */
	bool any;
};
enum shape_holds shape_holds(const struct shape_table *t, shape_id s, uint64_t off,
			     struct shape_pointees *pointees);

#endif
