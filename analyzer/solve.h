/* SPDX-License-Identifier: Apache-2.0 */
/* Inclusion-based points-to analysis (Andersen 1994) over the linked program: field-sensitive by
 * byte offset, call graph resolved on the fly, small functions and helpers analysed once a call
 * (summary.h), difference propagation in waves (Pereira & Berlin, CGO 2009) with online cycle
 * merging.
 *
 * Nodes 1..nvalues are SSA values of instances, in instance order; above them are memory cells and
 * temporaries. An instance is one analysis of a function's body: instances 1..nfuncs-1 are the
 * functions themselves, later ones are clones for one direct call. */
#ifndef CM_ANALYZER_SOLVE_H
#define CM_ANALYZER_SOLVE_H

#include "analyzer/program.h"
#include "analyzer/pts.h"
#include "analyzer/shape.h"
#include "analyzer/solve_limit.h"
#include "analyzer/summary.h"

typedef uint32_t node_id, obj_id, loc_id, inst_id, family_id, spot_id;

struct instance {
	func_id func;
	inst_id parent;	   /* 0 for a function itself */
	uint32_t call;	   /* module-wide index of the call that this instance serves */
	node_id node_base; /* of the function's first_node */
	bool called;	   /* some call binds its arguments to this instance */
};

enum solve_object_kind {
	SOBJ_UNKNOWN = 1, /* object 1: memory we cannot name */
	SOBJ_SYMBOL,
	SOBJ_CODE,
	SOBJ_HEAP,  /* stack slot, allocation, pages, per-CPU allocation or kmem_cache descriptor */
	SOBJ_ENTRY, /* object 2: the register frame that assembly passes */
	SOBJ_CACHE, /* what is allocated from descriptor */
};
#define OBJ_UNKNOWN	1u
#define OBJ_ENTRY_FRAME 2u

struct solve_object {
	uint8_t kind;
	bool read_only;
	shape_id shape;
	uint64_t size;		  /* 0 unknown */
	sym_id sym;		  /* symbol, code */
	inst_id inst;		  /* heap: where it is made */
	uint32_t module;	  /* heap, cache: whose facts the heap id belongs to */
	fact_heap_id heap;	  /* heap; cache: an allocation site */
	obj_id descriptor;	  /* cache */
	node_id star, all;	  /* see solve_mem.c; 0 until needed */
	uint32_t family, ordinal; /* see solve_family.c */
	uint32_t nlocs;
	loc_id first_loc; /* list through solve_loc.next */
};

#define OFF_ANY INT32_MIN /* any offset of the object */

struct solve_loc {
	obj_id obj;   /* 0: the number is of no location */
	int32_t off;  /* folded; the object's size: one past its end, not accessible */
	node_id cell; /* what a load there sees, 0 until accessed */
	node_id into; /* where a store goes: cell, or what its type filters */
	loc_id next;  /* the object's other locations */
};

struct solve_stats {
	uint64_t values, instances, constraints, merged_offline, waves, cycles_merged, edges;
	uint64_t wide; /* nodes whose set was joined with others */
	uint64_t locations, cells, filters, filters_opened;
	size_t pts_bytes;
};

struct solution; /* opaque: solve_int.h */

enum solve_engine {
	SOLVE_WAVES,
	SOLVE_NAIVE, /* repeats every constraint until nothing changes: the judge in the tests */
	SOLVE_TYPES, /* memory, parameters and results hold what their types admit: the baseline */
};

struct solve_options {
	enum solve_engine engine;
	unsigned widen; /* kinds of object in a set that is still kept apart, twice that behind a
			 * type filter; see solve_too_wide() */
	struct solve_limit limit;
};
#define SOLVE_WIDEN 64u

struct solution *solve_run(const struct program *p, const struct summary_table *sum,
			   const struct solve_options *o, struct solve_stats *stats);
void solve_free(struct solution *s);

/* Reading the result. */
/* The limit at which the answer went by type, if one was reached. */
enum solve_limit_kind solve_limit_met(const struct solution *s);
uint32_t solve_instance_count(const struct solution *s);
const struct instance *solve_instance(const struct solution *s, inst_id i);
/* False for a function's own instance, and for the clones in it, when every call of it has a clone
 * and nothing else may call it: its parameters are then empty because nobody uses them, not because
 * something is missed. */
bool solve_instance_live(const struct solution *s, inst_id i);
/* Whether anything known calls the instance: a call, or assembly. */
bool solve_instance_called(const struct solution *s, inst_id i);
/* The node of a module-local node in an instance of its function; 0 for 0. */
node_id solve_node(const struct solution *s, inst_id i, fact_node n);
const struct pts *solve_pts(const struct solution *s, node_id n); /* of location ids */
/* True when it may be a pointer that cannot be followed. */
bool solve_holds_unknown(const struct solution *s, node_id n);
/* True when the set is of whole objects, any of which it may point into: it had grown too wide. */
bool solve_is_wide(const struct solution *s, node_id n);
/* Whether debug info says that the node, of the instance's module, points to the only struct of
 * this name, or to a pointer to it. */
bool solve_is_typed(const struct solution *s, inst_id i, fact_node n, const char *record);
const struct solve_loc *solve_loc(const struct solution *s, loc_id l);
uint32_t solve_object_count(const struct solution *s);
const struct solve_object *solve_object(const struct solution *s, obj_id o);
/* Function symbols an indirect call of an instance reaches, ascending, into out (cleared first). */
struct solve_targets {
	VEC(sym_id) v;
};
void solve_call_targets(const struct solution *s, inst_id i, uint32_t call,
			struct solve_targets *out);
/* Bytes that a FACT_MEMCPY of a module is followed for; 0: as bytes without pointers. */
uint32_t solve_copy_bytes(const struct solution *s, uint32_t module, const struct fact_cons *c);
/* True when an access at l may touch the object (in bounds, not code, not the unknown object). */
bool solve_loc_writable(const struct solution *s, loc_id l);

#endif
