/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the solver: what solve*.c share.
 *
 *   solve.c          the phases, and reading the result
 *   solve_setup.c    instances, constraints
 *   solve_offline.c  equal values, before solving
 *   solve_family.c   objects, and how locations in them are numbered
 *   solve_move.c     pointer arithmetic and filters, from place to place
 *   solve_mem.c      which objects there are, and cells
 *   solve_naive.c    the dull judge: the same constraints, no substitution, waves or merging
 *   solve_apply.c    loads, stores, allocations and indirect calls
 *   solve_filter.c   type filters
 *   solve_number.c   pointers kept as numbers
 *   solve_member.c   members that point to functions
 *   solve_callee.c   calls through such members
 *   solve_holder.c   what filters are about, in objects that may be anywhere
 *   solve_wave.c     propagation, cycle merging, complex constraints
 *   solve_widen.c    what becomes of sets that grow too wide
 *   solve_types.c    the answer by type
 * and evidence_write.c, which saves how the solution comes about.
 */
#ifndef CM_ANALYZER_SOLVE_INT_H
#define CM_ANALYZER_SOLVE_INT_H

#include "analyzer/bounds.h"
#include "analyzer/loops.h"
#include "analyzer/solve.h"
#include "analyzer/typefilter.h"

enum complex_op {
	CX_NONE,    /* was given to another node */
	CX_GEP,	    /* other gets pts + off */
	CX_GEP_VAR, /* other gets pts + off + k*aux */
	CX_MASK,
	CX_MEET,   /* other gets what pts and those of node aux have in common */
	CX_FILTER, /* other gets what filter aux admits of pts; off: enum filter_state */
	CX_BLUR,   /* anywhere in what pts points into; of no constraint */
	CX_LOAD,   /* other gets *(pts + off) */
	CX_STORE,  /* *(pts + off) gets other */
	CX_CACHE_ALLOC,
	CX_CALL, /* other: index of an indirect call */
};

enum filter_state { FILTER_OPEN = 1, FILTER_OPEN_UNTYPED };

struct complex {
	uint8_t op;
	bool late; /* on anywhere: has yet to see what that held before */
	int32_t off;
	uint32_t aux;
	node_id other;
	uint32_t next; /* list of the node's complex constraints, 0 ends */
};

struct snode {
	struct pts pts;	  /* the solution */
	struct pts delta; /* part of pts not yet pushed along edges */
	struct pts work;  /* part of pts not yet seen by complex constraints */
	uint32_t *succ;	  /* copy edges */
	uint32_t nsucc, csucc;
	uint32_t complex; /* head of list */
	uint32_t filter;  /* it holds only what passes this one; 0 none, or several */
	bool wide; /* grew too wide: joined with its like, see solve_widen.c, or about to be */
	bool dirty, queued; /* in solution.dirty, solution.queue */
};

/* A type filter that has left nothing so far, on a node. */
struct shut_filter {
	node_id node;
	uint32_t complex;
};

struct icall {
	inst_id inst;
	uint32_t call;
	node_id callee; /* what holds the functions that it reaches */
	node_id ret;	/* what takes the result, 0 none */
};

/* Operations that facts do not have. */
enum {
	OP_FILTER = FACT_OP_COUNT, /* aux: of the typefilter */
	OP_MEET,		   /* dst gets what src and node aux have in common */
};

/* An allocation whose type its site does not tell. */
struct deferred_alloc {
	struct complex site;
	obj_id descriptor;
};

/* What a constraint comes from, for evidence_write.c. */
struct origin {
	inst_id inst;
	fact_loc_id loc; /* of the instance's module; 0: the function as a whole */
	enum { FROM_CODE, FROM_MEMCPY, FROM_ARGUMENT, FROM_RESULT } what;
};

struct constraint {
	uint8_t op; /* enum fact_op, or one of the above */
	int32_t off;
	uint32_t aux;
	node_id dst, src;
	struct origin origin;
};

/* See solve_family.c. */
struct family {
	obj_id example;	       /* its first object */
	VEC(obj_id) objs;      /* by ordinal */
	VEC(uint64_t) counted; /* of each group of 64: the last set whose width it counts in */
	uint32_t nspots;
	spot_id *at; /* [offset, not folded], ntable of them; 0 nowhere, or not asked yet */
	uint32_t ntable;
	tkey_id shared; /* the record whose fields' cells all objects of it share; 0 none */
};
struct spot {
	family_id family;
	int32_t off;
	uint64_t bits;	      /* typefilter_place_bits(), 0 not asked yet */
	VEC(uint32_t) chunks; /* of ordinals 64 i .. 64 i + 63; 0 none yet */
};
/* What locations chunk * 64 .. chunk * 64 + 63 are. */
#define CHUNK_LOCS 64u
struct chunk {
	spot_id spot;
	uint32_t group;	  /* of ordinals */
	uint64_t used;	  /* those that are locations */
	uint64_t celled;  /* those that were asked for a cell that all of the type share */
	uint64_t blurred; /* those that solve_blur() has seen */
	bool held;	  /* in holders */
};

/* What is kept in a member that points to functions, and the filter of its prototype. */
struct member {
	node_id node;
	uint32_t filter;
};

/* A load from such a member, off bytes from where a pointer points. */
struct member_load {
	node_id from, to, member;
	int64_t off;
	uint64_t place; /* struct tmember */
};

/* What a function's constraints say of a value. */
struct value_note {
	bool code, named; /* may be a function; may be a variable's address */
	bool several;	  /* more than one constraint defines it */
	uint32_t def;	  /* one that does, + 1 */
};

/* What an indirect call reaches. */
struct callee {
	struct tmember_list members;
	VEC(sym_id) named;
};

struct holders {
	uint32_t *v, n, cap;
};

struct solution {
	const struct program *prog;
	const struct summary_table *sum;
	struct shape_table shapes;
	struct bounds bounds;
	struct loops loops; /* while constraints are made */
	struct typefilter types;
	struct solve_stats *stats;

	VEC(struct instance) insts;
	VEC(uint8_t) cloned; /* [func_id] some instance is a clone of it */
	VEC(struct snode) nodes;
	VEC(uint32_t) rep; /* union-find over nodes */
	uint32_t nvalues;
	VEC(struct constraint) cons;
	struct origin origin;  /* of the next */
	VEC(uint8_t) indirect; /* [value node] may gain constraints while solving */

	VEC(struct member) members;
	struct map member_of;		      /* struct tmember.place -> node */
	VEC(struct member_load) member_loads; /* that have found no function yet */
	struct map member_cell;	      /* cell -> its location, of places declared to be one */
	VEC(struct value_note) notes; /* of one function, while its constraints are made */
	struct callee callee;	      /* of one call, while its constraints are made */
	node_id stray;		      /* functions that are stored where nothing tells the member */
	struct map unfiltered;	      /* node -> what stands before its filter; one instance's */

	VEC(struct complex) complex;
	VEC(struct shut_filter) shut;
	VEC(struct icall) icalls;
	VEC(struct solve_object) objs;
	VEC(struct solve_loc) locs;
	VEC(struct family) families; /* [1..] */
	VEC(struct spot) spots;	     /* [1..] */
	VEC(struct chunk) chunks;    /* [loc_id / CHUNK_LOCS] */
	struct map family_of;	     /* what all objects of one have */
	struct map spot_of;	     /* (family, off) */
	VEC(spot_id) reached;	     /* from the spot that is being moved */
	VEC(uint64_t) filter_bits;   /* [filter], 0 not asked yet */
	struct pts_build build;	     /* of the set that is being moved */
	struct map field_cell;	/* (record, offset) -> the location whose cells the type shares */
	struct map heap_obj;	/* (inst, heap) */
	struct map stack_sites; /* struct key -> variables of it on stacks */
	struct map stack_obj;	/* struct key -> the object of all of them, where they are many */
	struct map cache_obj;	/* descriptor */
	obj_id page_obj;	/* every struct page; 0 until one is allocated */
	obj_id *sym_obj;	/* [sym_id] */
	struct map edge_seen;	/* (src, dst) */
	struct map target_seen; /* (icall, sym) */
	VEC(uint64_t) targets;	/* (icall, sym), in order of discovery until sorted at the end */
	struct map icall_of;	/* (inst, call) -> icall */
	VEC(struct deferred_alloc) deferred;
	bool patient;	    /* until all that moves without the deferred ones has moved */
	uint64_t growths;   /* times a set grew */
	VEC(node_id) dirty; /* delta is not empty */
	VEC(node_id) queue; /* work is not empty */

	unsigned widen;	  /* solve_options.widen */
	uint64_t counted; /* sets whose width was counted */
	struct solve_limit limit;
	bool naive;	      /* each object is a family of its own, and filters look closely */
	bool by_type;	      /* from now on, see solve_types.c */
	obj_id typed_objects; /* the first that anywhere has yet to take up since */
	VEC(node_id) widened; /* wide, and not joined yet */
	struct map wide_of;   /* filter -> what all wide nodes behind it are joined in */
	struct map passed;    /* filter -> what it lets through of anywhere */
	struct map made;      /* record -> all allocations of it, once numbers are taken for such */
	VEC(uint8_t) number;  /* [value]: it was one */
	struct map shared;    /* kind of constraint on one of those -> the node that serves all */
	node_id anywhere;     /* what all other wide nodes are joined in: objects, not places */
	bool late;	      /* some arithmetic on it is */
	node_id load, store;  /* what is read from, and goes to, objects in there */
	VEC(struct holders) holders; /* chunks of anywhere that hold a thing */
	struct holders code;	     /* those of functions */
	struct map holders_of;	     /* typefilter_what() -> index into holders + 1 */
	struct pts unconnected;	     /* in anywhere, and their memory not yet connected to those */
};

/* Callers hold no pointer into nodes across solve_node_new. */
node_id solve_node_new(struct solution *s);
node_id solve_find(struct solution *s, node_id n);

/* solve_setup.c */
void solve_setup(struct solution *s, bool offline);
/* Adds to out what the address of sym + off may be. */
void solve_symbol_address(struct solution *s, sym_id sym, int64_t off, struct pts *out);
/* Each static initialiser that counts: the node of a place in sym, and what it holds. */
typedef void solve_initial_fn(struct solution *s, sym_id sym, node_id cell, sym_id target,
			      int64_t addend, void *arg);
void solve_each_initial(struct solution *s, solve_initial_fn *fn, void *arg);
/* Each argument of a call that may carry a pointer, and the callee's node that it goes to. */
typedef void solve_argument_fn(node_id src, node_id dst, void *arg);
void solve_each_argument(const struct solution *s, inst_id caller, const struct fact_call *c,
			 inst_id callee, solve_argument_fn *fn, void *arg);

/* While constraints are made: new nodes for values, a constraint. */
node_id solve_value_new(struct solution *s, uint32_t n);
void solve_emit(struct solution *s, uint8_t op, node_id dst, node_id src, int64_t off,
		uint32_t aux);

/* solve_member.c. What is kept in the member off bytes from what passed filter, when that is one
 * that points to functions, else 0; a store of value there; and what a place holds that is declared
 * to be one. */
void solve_member_notes(struct solution *s, func_id func);
void solve_member_store(struct solution *s, inst_id id, const struct fact_cons *c);
/* Whether a copy is of a variable, which is perhaps a constant of no declared type. Of other
 * copies, the source's members are told by what was stored there. */
bool solve_copied_from_known(const struct solution *s, func_id func, const struct fact_cons *c);
/* The filter of a value by what it is made of, which it has passed once moved back by *off: its
 * own, or that of the member that it was loaded from; 0 when nothing tells. */
uint32_t solve_filter_of(struct solution *s, func_id func, fact_node n, int64_t *off);
void solve_meet(struct solution *s, const struct complex *c, const struct pts *in, struct pts *out);
node_id solve_member_loaded(struct solution *s, uint32_t filter, int64_t off);
void solve_member_stored(struct solution *s, uint32_t filter, int64_t off, node_id value);
void solve_member_cell(struct solution *s, loc_id l);
/* Gives loads that found no function, and no place that is declared to be their member, what is
 * kept in that of any object; true if any. */
bool solve_open_members(struct solution *s);
/* Whether c, whose node was joined with everything, filters what goes to such a place: it takes
 * what is kept in the member, and no other function. */
bool solve_member_takes(struct solution *s, const struct complex *c);
/* The node of what is kept in a member; made while constraints are. */
node_id solve_member_node(struct solution *s, const struct tmember *m);

/* solve_callee.c. While constraints are made: the node of what a call through a value reaches. */
node_id solve_callee(struct solution *s, inst_id inst, fact_node target);

/* solve_family.c */
void solve_families_init(struct solution *s);
void solve_families_release(struct solution *s);
/* Its shape, family and ordinal are set here. */
obj_id solve_object_new(struct solution *s, const struct solve_object *like);
/* The spot at off (folded here), 0 when too far out of bounds to come back. */
spot_id solve_spot_at(struct solution *s, family_id f, int64_t off);
/* The same of one object; and the location of an offset as it is, 0 when there is none. */
loc_id solve_loc_at(struct solution *s, obj_id o, int64_t off);
loc_id solve_loc_known(const struct solution *s, obj_id o, int32_t off);
/* The chunk of a spot for the group of objects; makes locations of its bits. */
uint32_t solve_chunk_of(struct solution *s, spot_id at, uint32_t group);
void solve_use(struct solution *s, uint32_t chunk, uint64_t bits);

/* An object of the chunk's family. */
static inline const struct solve_object *solve_chunk_object(const struct solution *s,
							    uint32_t chunk)
{
	const struct spot *sp = &s->spots.v[s->chunks.v[chunk].spot];

	return &s->objs.v[s->families.v[sp->family].example];
}

/* solve_mem.c: the record whose fields' cells an object shares, 0 when it has its own. */
tkey_id solve_shared_record(struct solution *s, obj_id o);

/* solve_move.c */
/* Adds to out what an operation makes of in: CX_GEP to CX_FILTER, and for CX_LOAD and CX_STORE the
 * places that are accessed. */
void solve_move(struct solution *s, enum complex_op op, int32_t off, uint32_t aux,
		const struct pts *in, struct pts *out);
/* The same of one spot: into s->reached. */
void solve_move_spot(struct solution *s, enum complex_op op, int32_t off, uint32_t aux, spot_id at);
/* One more spot that is reached by the move being found, which is at off of the family, if
 * anywhere. */
void solve_reach(struct solution *s, spot_id at);
void solve_reach_at(struct solution *s, family_id f, int64_t off);

/* solve_mem.c */
void solve_mem_init(struct solution *s);
obj_id solve_symbol_object(struct solution *s, sym_id sym);
obj_id solve_heap_object(struct solution *s, inst_id inst, fact_heap_id heap);
obj_id solve_cache_object(struct solution *s, obj_id descriptor, uint32_t module,
			  fact_heap_id site);
/* Somewhere in a struct: contents are not followed there, see answer_sites(). */
bool solve_is_opaque(const struct solution *s, loc_id l);
/* The location that stands for the start of every element, when the object of l is an array of
 * structs: where "somewhere in it" must be for an access to make sense; else 0. */
loc_id solve_element_start(struct solution *s, loc_id l);
/* The same of a spot. */
bool solve_spot_is_opaque(const struct solution *s, spot_id at);
spot_id solve_spot_of_elements(struct solution *s, spot_id at);
/* The node to read from or write to for an access at l; 0 when it cannot be accessed. */
node_id solve_cell_read(struct solution *s, loc_id l);
node_id solve_cell_write(struct solution *s, loc_id l);
/* May what is stored at an unknown offset of l's object be at l? */
bool solve_takes_star(const struct solution *s, loc_id l);
/* For static initialisers: read-only objects have contents too. */
node_id solve_cell_init(struct solution *s, loc_id l);

/* solve_wave.c */
void solve_add_edge(struct solution *s, node_id src, node_id dst);
void solve_add_complex(struct solution *s, node_id n, enum complex_op op, node_id other,
		       int32_t off, uint32_t aux);
void solve_add_loc(struct solution *s, node_id n, loc_id l);
/* n is its own representative. */
void solve_add_set(struct solution *s, node_id n, const struct pts *set);
/* Notes complex constraint i, which is new on n. */
void solve_note_filter(struct solution *s, node_id n, uint32_t i);
/* What one complex constraint makes of the locations in; the first for op <= CX_FILTER. */
void solve_apply_arithmetic(struct solution *s, const struct complex *c, const struct pts *in);
void solve_apply_memory(struct solution *s, const struct complex *c, const struct pts *in);
/* Notes a value that was a number of a page's descriptor; gives what is taken for a pointer to a
 * record of some type (page_private()) all allocations of that type, also an object made later. */
void solve_note_number(struct solution *s, uint32_t filter, int64_t off, node_id n);
void solve_numbers(struct solution *s);
void solve_note_made(struct solution *s, obj_id o);
/* The node of those that c takes a number for; 0 when it does not. */
node_id solve_made_for(const struct solution *s, const struct constraint *c);
/* solve_filter.c: reaches what a filter (opened: enum filter_state, 0 shut) admits of a spot. */
void solve_filter_spot(struct solution *s, spot_id at, uint32_t filter, int32_t opened);
/* Notes what objects that are new in anywhere hold. */
void solve_note_holders(struct solution *s, const struct pts *fresh);
/* Adds to out what of in, a part of anywhere, has something in it that a filter is about. */
void solve_holders(struct solution *s, uint32_t filter, const struct pts *in, struct pts *out);
void solve_holders_release(struct solution *s);
/* Made by kmem_cache_create(), or a static struct kmem_cache. */
bool solve_is_descriptor(const struct solution *s, obj_id o);
/* Gives what untyped sites allocate from caches that no typed site does; true if any. */
bool solve_deferred_allocations(struct solution *s);
/* Opens type filters that leave nothing of a non-empty set; true if any. */
bool solve_open_filters(struct solution *s);
/* Gives allocations from caches that nothing says the creation of an object; true if any. */
bool solve_orphan_allocations(struct solution *s);
void solve_waves(struct solution *s);

/* Joins node b into a; both are their own representatives. */
void solve_merge(struct solution *s, node_id a, node_id b);

/* solve_widen.c */
void solve_widen_init(struct solution *s);
bool solve_too_wide(struct solution *s, const struct snode *nd, const struct pts *set);
/* What n, which is too wide, is joined in or will be; itself when it is the first of its kind. */
node_id solve_joined_in(struct solution *s, node_id n);
/* Joins what has grown too wide. Nobody may be walking over edges or constraints. */
void solve_widen(struct solution *s);
/* Notes what is new in anywhere. */
void solve_note_anywhere(struct solution *s, const struct pts *fresh);
/* Adds to out what anywhere keeps of locations, their objects, unless it was asked before. */
void solve_blur(struct solution *s, const struct pts *in, struct pts *out);
/* Gives n's set and edges to to, which now stands for it. Its constraints, of which the first is
 * returned, are the caller's to give. n is its own representative, and not anywhere; nor in the
 * next. */
uint32_t solve_take_in(struct solution *s, node_id to, node_id n);
void solve_join_anywhere(struct solution *s, node_id n);
/* Gives a node, which holds set, another constraint. */
void solve_append(struct solution *s, node_id to, const struct complex *c, const struct pts *set);
/* What a filter lets through of anywhere. */
node_id solve_passed_by(struct solution *s, uint32_t filter);

/* solve_types.c */
/* Goes on by type if a limit is reached. Nobody may be walking over edges or constraints. */
void solve_heed_limit(struct solution *s);
/* By type from the beginning. */
void solve_types_begin(struct solution *s);
/* Once by type: objects made since; and what a place in memory holds that its type's filter (0
 * none) is for. False when that is still to be found by following pointers. */
void solve_types_add_objects(struct solution *s);
bool solve_types_cell(struct solution *s, uint32_t filter, node_id *cell);
/* The same for a set that grew too wide. n is its own representative, and not anywhere. */
void solve_types_join(struct solution *s, node_id n);
/* Whether n is about to be joined: until then it need not be looked at. */
bool solve_types_waits(const struct solution *s, node_id n);
/* True when the edge need not be kept: what it leads to will be joined as well. */
bool solve_types_edge(struct solution *s, node_id src, node_id dst);

/* solve_offline.c. Between collecting the constraints and making a graph of them. */
void solve_offline(struct solution *s);

/* solve_naive.c */
void solve_naive(struct solution *s);

#endif
