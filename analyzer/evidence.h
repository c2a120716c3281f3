/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
/* The evidence in a store: the constraints that were solved and their solution, enough to tell by
 * which assignments, calls and initialisers a pointer got an address.
 *
 * A location is a byte offset in an object, a node anything that holds pointers: a value in one
 * instance of a function, or memory. Every location in use has a node that loads see (cell) and one
 * that stores go to (into, the same unless a type filter stands between); every object may have one
 * node for what is stored at unknown offsets (star) and one for what loads from there see (all).
 * Code and the unknown object are left out, and so is all that concerns empty sets.
 *
 * Parts, all numbers as in evidence_part.h ("*": signed); lists begin with their length, and
 * differences are to the previous entry:
 *
 *   strings      text, ...
 *   objects      store object (0 none), flags, star, all, number of locations
 *   locations    of each object, ascending: offset + 1 (0: any offset), cell*, into* (differences),
 *                flags, string of the field's name
 *   sets         2 * length + whether it was joined (solve_widen.c), location differences, ascending
 *   nodes        difference, set
 *   shifts       what pointer arithmetic does: step*, then exceptions: location difference and
 *                results; without an exception it adds step to the offset
 *   instances    store function, difference of the first node
 *   constraints  kind, instance*, dst*, src* (differences; locations are not), shift, file string,
 *                line* (difference)
 *   accesses     store function, caller (0 none), file string, line, node, instance
 */
/* clang-format on */
#ifndef CM_ANALYZER_EVIDENCE_H
#define CM_ANALYZER_EVIDENCE_H

#include "analyzer/store.h"
#include "base/hash.h"
#include "base/vec.h"

enum evidence_kind {
	EVIDENCE_COPY = 1, /* dst gets src */
	EVIDENCE_ARGUMENT, /* the same, by a call */
	EVIDENCE_RESULT,   /* the same, by a return */
	EVIDENCE_FILTER,   /* dst gets what its type admits of src */
	EVIDENCE_SHIFT,	   /* dst gets src, shifted */
	EVIDENCE_LOAD,	   /* dst gets what is at src, shifted */
	EVIDENCE_STORE,	   /* what is at dst, shifted, gets src */
	EVIDENCE_ADDRESS,  /* dst gets location src; from here on src is a location */
	EVIDENCE_ALLOC,	   /* the same, made there */
	EVIDENCE_INITIAL,  /* the same, by a static initialiser */
	EVIDENCE_TABLE,	   /* the same: a symbol that bounds a section table */
	EVIDENCE_FRAME,	   /* the same: the frame that assembly passes */
	EVIDENCE_NUMBER,   /* the same: a number taken for the address of any such allocation */
	EVIDENCE_MEMORY,   /* found by the search only: between nodes of one object's memory */
	EVIDENCE_JOINED,   /* the same: the set was joined with others, and what of it came how is
			    * not kept */
	EVIDENCE_KINDS
};

#define EVIDENCE_ANY_OFFSET UINT32_MAX
enum { EVIDENCE_READ_ONLY = 1 }; /* flag of an object: stores leave it alone */
/* Flags of a location. */
enum {
	EVIDENCE_TAKES_STAR = 1, /* what is stored anywhere may be here */
	EVIDENCE_OPAQUE = 2,	 /* any offset: loads and stores through it are not followed */
	EVIDENCE_ELEMENTS = 4,	 /* any offset: they are at the start of an element, offset 0 */
};

struct evidence_object {
	uint32_t id; /* in the store, 0 none */
	uint32_t star, all, first_loc, nlocs;
	uint8_t flags;
};

struct evidence_loc {
	uint32_t object, offset, cell, into, field; /* field: a string, 0 unknown */
	uint8_t flags;
};

struct evidence_constraint {
	uint8_t kind;
	uint32_t inst, dst, src, shift, file, line;
};

/* A pointer that one of the store's write sites goes through. */
struct evidence_access {
	uint32_t function, caller, file, line, node, inst;
};

/* Set i, decoded on first use: v[0 .. n), ascending. */
struct evidence_set {
	uint32_t *v, n;
	bool joined; /* of several that grew too wide */
	uint32_t at; /* in the part */
};

struct evidence_shift {
	int64_t step;
	struct map exceptions; /* location -> first of its results in results, a list ended by 0 */
};

/* node may point to loc because of constraint (0 for EVIDENCE_MEMORY), which through memory (of a
 * load or store, else 0) relates it to the next step; the last step's constraint is an address, or
 * it is EVIDENCE_JOINED. */
struct evidence_step {
	uint32_t node, loc, constraint, memory;
	uint8_t kind;
};

typedef VEC(uint32_t) evidence_ids;

struct evidence {
	VEC(const char *) strings;
	VEC(struct evidence_object) objects;
	VEC(struct evidence_loc) locs;
	VEC(struct evidence_set) sets;
	VEC(uint32_t) set_of; /* [node] */
	VEC(struct evidence_shift) shifts;
	VEC(uint32_t) results;
	VEC(uint32_t) function_of; /* [instance] */
	VEC(uint32_t) first_node;  /* [instance], ascending */
	VEC(struct evidence_constraint) constraints;
	VEC(struct evidence_access) accesses;

	uint32_t *first_def, *defs;	  /* [node] -> constraints with that dst, but stores */
	uint32_t *first_memory, *memory;  /* [node] -> locations whose cell or into it is */
	uint32_t *object_of;		  /* [node] -> object whose star or all it is */
	uint32_t *first_store, *stores;	  /* [set] -> stores through pointers with that set */
	uint32_t *first_holder, *holders; /* [object] -> sets of stores' pointers with a location */
	uint8_t *bytes[9];

	/* Found by searches and kept for the next one; 0 in a map: not yet. */
	struct map stores_of; /* location -> first in lists of the stores that may go there */
	struct map read_by;   /* load -> first in lists of the locations that it may read */
	evidence_ids lists;   /* each ended by 0 */
	struct map known;     /* (node, loc) -> where in ways its derivation begins */
	VEC(struct evidence_step) ways; /* each ended by a step of kind 0 */
};

/* Reads the parts. On error e is released; a store without evidence is an error that says so. */
int evidence_open(struct evidence *e, sqlite3 *db, struct diag *d);
void evidence_close(struct evidence *e);

const struct evidence_set *evidence_set(struct evidence *e, uint32_t node);
bool evidence_has(struct evidence *e, uint32_t node, uint32_t loc);
/* The instance whose value a node is; for temporaries, one made at about the same time. */
uint32_t evidence_instance(const struct evidence *e, uint32_t node);
/* Index of the set's first member that is not below loc. */
uint32_t evidence_set_from(const struct evidence_set *s, uint32_t loc);
/* Where a load or store through a pointer to loc is, before it is shifted; 0 nowhere. */
uint32_t evidence_accessed(const struct evidence *e, uint32_t loc);
/* The locations that loc may lead to, shifted: a list ended by 0, which may lie in plain. */
const uint32_t *evidence_shift(const struct evidence *e, uint32_t shift, uint32_t loc,
			       uint32_t plain[2]);

struct evidence_path {
	VEC(struct evidence_step) steps;
};

/* A shortest derivation, breadth first, of any of the n states; where it meets one that an earlier
 * search found, it goes on as that one did. Deterministic. Returns which of the starts it belongs
 * to, or -CM_ENOTFOUND with an empty path. */
struct evidence_state {
	uint32_t node, loc;
};
int64_t evidence_search(struct evidence *e, const struct evidence_state *starts, uint32_t n,
			struct evidence_path *path);

#endif
