/* SPDX-License-Identifier: Apache-2.0 */
/* What the evidence will hold of a solution, collected before it is written: in the numbers of the
 * solver, with the numbers of the store beside them. evidence.h says what is kept. */
#ifndef CM_ANALYZER_EVIDENCE_DRAFT_H
#define CM_ANALYZER_EVIDENCE_DRAFT_H

#include "analyzer/answer.h"
#include "analyzer/evidence.h"
#include "analyzer/solve_int.h"

/* One kind of pointer arithmetic and the locations it is done to. Results are collected before
 * locations get their numbers. */
struct draft_shift {
	uint8_t op; /* CX_GEP, CX_GEP_VAR, CX_MASK */
	int32_t off;
	uint32_t aux;
	struct pts from;
};

/* Where a shift leads from a location when that is not plain addition. */
struct draft_exception {
	uint32_t shift;
	loc_id from;
	uint32_t first, n; /* draft.results */
};

struct draft {
	const struct answer *a;
	struct solution *s;
	struct strtab str;  /* of the evidence */
	VEC(str_id) str_of; /* [str_id of the program] -> 1 + that in str, 0 not yet */

	struct map set_by_hash;
	VEC(node_id) sets;    /* [1..]: a representative that has the set */
	VEC(uint32_t) set_of; /* [node], 0: nothing of interest */

	struct map shift_of;
	struct map shifted;   /* (set, whether of arithmetic, shift): seen */
	VEC(loc_id) start_of; /* [loc_id] 1 + where it is followed instead, 0 not asked yet */
	VEC(struct draft_shift) shifts;		/* [1..] */
	VEC(struct draft_exception) exceptions; /* by shift */
	VEC(loc_id) results;
	VEC(uint32_t) chunks; /* that the shift at hand leads to from the chunk at hand */

	VEC(obj_id) objects;	  /* [store's number] */
	VEC(loc_id) locs;	  /* [store's number] */
	VEC(uint32_t) object_new; /* [obj_id] -> store's number, 0: left out */
	VEC(uint32_t) loc_new;	  /* [loc_id] */

	VEC(struct evidence_constraint) constraints; /* src of an address: loc_id */
};

/* Looking up where pointer arithmetic leads may add locations to s, which is a->s. */
void draft_init(struct draft *w, const struct answer *a, struct solution *s);
void draft_release(struct draft *w);

/* A string of the program, in the evidence. */
str_id draft_str(struct draft *w, str_id program_string);

#endif
