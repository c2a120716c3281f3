/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the extractor: what extract*.c share. Nothing outside passes/ includes it.
 *
 *   extract.c       module and function walk, instructions with an effect, locations, rows
 *   extract_value.c nodes: which values get one, and the constraints that define it
 *   extract_arith.c arithmetic on integers that carry pointers
 *   extract_carry.c which integers do
 *   extract_linear.c strides of indices and address computations
 *   extract_const.c constant addresses, integers and strings
 *   extract_place.c which struct a load or store finds at its address
 *   extract_call.c  calls and intrinsics (intrinsics.def)
 *   extract_init.c  globals, linkage, initialisers
 *   extract_type.c  debug-info types and names
 *   extract_hint.c  which type debug info gives to what a value points to
 *   extract_model.c calls of modelled functions (models.def): allocators, memcpy and kin
 *   extract_trace.c probes of tracepoints
 *   extract_asm.c   inline asm, by template and constraint string (asm.def)
 *   extract_write.c the walk again, for who asks which instruction made which access
 *
 * The walk visits instructions with an effect (stores, calls, asm, atomics, returns). A value gets
 * a node when one of them asks for it with ex_node(); what nobody asks for costs nothing. The
 * constraints that define it follow when the walk of the function is over. */
#ifndef CM_PASSES_EXTRACT_INT_H
#define CM_PASSES_EXTRACT_INT_H

#include "base/hash.h"
#include "passes/extract.h"

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>

/* A type that debug info gives to a value, and the next one of the same value. */
struct ex_hint {
	LLVMMetadataRef pointee; /* DICompositeType: struct, union or class; or a function's */
	int64_t off;		 /* value + off points to it */
	uint32_t next;
};

struct ex_stub {
	fact_type_id id;
	LLVMMetadataRef type;
};

struct ex {
	struct facts *f;
	LLVMModuleRef m;
	LLVMTargetDataRef td;
	uint32_t func;		 /* index of the function being walked, 0 outside */
	fact_loc_id loc;	 /* of the instruction being walked */
	struct map sym_of;	 /* LLVMValueRef of a global -> fact_sym_id */
	struct map node_of;	 /* LLVMValueRef of an operand -> fact_node, per function */
	struct map type_of;	 /* LLVMMetadataRef -> fact_type_id */
	struct map loc_of;	 /* (file, line) -> fact_loc_id */
	struct map file_of;	 /* LLVMMetadataRef of a DIFile -> str_id */
	struct map sig_of;	 /* LLVMTypeRef of a function -> index into sigs */
	struct map typed_of;	 /* (base node, struct, offset) -> fact_node, per function */
	struct map named_of;	 /* str_id -> fact_type_id of a struct known by name only */
	struct map carries;	 /* LLVMValueRef of an integer -> 1 no, 2 yes; per function */
	struct map hint_of;	 /* LLVMValueRef -> index of its first in hints, per function */
	struct map slot_of;	 /* LLVMValueRef of an alloca -> index into slots, per function */
	struct map pointee_of;	 /* LLVMMetadataRef of a variable -> index into pointees */
	struct map intrinsic_of; /* LLVMValueRef of a declaration -> 1 + effect */
	VEC(uint64_t) sigs;
	VEC(struct ex_hint) hints;
	VEC(LLVMMetadataRef) slots, pointees;
	VEC(struct ex_stub) stubs; /* records described by name and size alone, so far */
	VEC(LLVMValueRef) pending; /* have a node, lack its constraints */
	VEC(LLVMValueRef) reach;   /* scratch of ex_carries() */
	uint32_t search;	   /* number of the search that fills reach */
	unsigned kcfi_kind, dbg_kind, byval_kind, memory_kind;
	LLVMValueRef inst; /* being walked */
	/* Told of each access, with the instruction that makes it; may be NULL. */
	void (*saw)(void *arg, LLVMValueRef inst, const struct fact_access *a);
	/* The same for each object that code makes. */
	void (*made)(void *arg, LLVMValueRef inst, const struct fact_heap *h);
	void *saw_arg;
};

/* extract_value.c. Nodes: ex_node gives the node of any operand, making address constraints for
 * globals, constant expressions and null (0) as needed; 0 when the value cannot carry a pointer.
 * ex_define gives the node an instruction with an effect defines. */
fact_node ex_fresh(struct ex *x);
fact_node ex_node(struct ex *x, LLVMValueRef v);
fact_node ex_define(struct ex *x, LLVMValueRef inst);
/* Gives n to v, a part of a value whose parts are told apart; 0: v carries nothing. When v has a
 * node already, n flows there. */
void ex_bind(struct ex *x, LLVMValueRef v, fact_node n);
/* Writes the constraints of every value that has been asked for. */
void ex_define_pending(struct ex *x);
/* Whether a value of type t has room for a pointer, and at which byte offsets: calls fn for each.
 */
bool ex_has_room(LLVMTypeRef t);
void ex_lanes(struct ex *x, LLVMTypeRef t, uint64_t base,
	      void (*fn)(struct ex *x, uint64_t off, void *arg), void *arg);
/* The memory at address now may hold value: a STORE for each place of a pointer in it. */
void ex_store(struct ex *x, fact_node address, LLVMValueRef value);

/* extract_place.c. What inst reads or writes at address: off bytes from where node points. */
struct ex_place {
	fact_node node;
	int64_t off;
};
struct ex_place ex_place(struct ex *x, LLVMValueRef inst, LLVMValueRef address);
/* The same as one node. */
fact_node ex_place_node(struct ex *x, LLVMValueRef inst, LLVMValueRef address);

/* extract_linear.c. v = off + k * stride for some integer k, 0 <= k <= steps unless that is 0;
 * stride 0: v is the constant off. */
struct ex_linear {
	int64_t off;
	uint64_t stride;
	uint32_t steps;
};
/* Choices as few as these are displacements of their own. */
#define EX_CHOICES_MAX 8u
struct ex_linear ex_linear(LLVMValueRef v);
/* Of the byte distance that a getelementptr (instruction or constant) adds to its base. */
struct ex_linear ex_gep(struct ex *x, LLVMValueRef gep);
/* The only variable index of a getelementptr, NULL when there is none or several. */
LLVMValueRef ex_gep_index(LLVMValueRef gep);
/* extract_arith.c. dst is base displaced by d. */
void ex_displace(struct ex *x, fact_node dst, fact_node base, struct ex_linear d);
/* v is the distance from a per-CPU variable to one CPU's copy of it. */
bool ex_percpu_offset(struct ex *x, LLVMValueRef v);
/* Base of the kernel's direct map of memory or of its page descriptors: its name, or NULL. */
const char *ex_map_base(struct ex *x, LLVMValueRef v);
/* dst = inttoptr v, and v does not carry: see the head of extract_arith.c. */
void ex_computed(struct ex *x, fact_node dst, LLVMValueRef v);
/* dst is the address that base (a name of ex_map_base()) plus v stands for. */
void ex_translate(struct ex *x, fact_node dst, LLVMValueRef v, const char *base);
/* Constraints of dst = inst, integer arithmetic that carries; false when it is not arithmetic. */
bool ex_define_int(struct ex *x, fact_node dst, LLVMValueRef inst);

/* extract_carry.c. Whether an integer may have a pointer in it that flowed there (memory and
 * parameters may). */
bool ex_carries(struct ex *x, LLVMValueRef v);
/* Whether integer v becomes a pointer in its function, by arithmetic or at once. */
bool ex_reaches_pointer(LLVMValueRef v);
/* Whether v is computed from 32-bit values alone: an error code, an index, no address. */
bool ex_narrow(LLVMValueRef v);
/* Tags in the low bits of a pointer are at most this. */
#define EX_TAG_MAX 7

static inline bool ex_is(LLVMValueRef v, LLVMOpcode op)
{
	return LLVMIsAInstruction(v) && LLVMGetInstructionOpcode(v) == op;
}

/* Whether an integer has room for more than one pointer. */
static inline bool ex_is_wide(LLVMValueRef v)
{
	return LLVMGetIntTypeWidth(LLVMTypeOf(v)) > 64;
}

/* extract.c. The walk, step by step: for whoever wants less than a module's facts. */
void ex_init(struct ex *x, LLVMModuleRef m, struct facts *f);
void ex_release(struct ex *x);
void ex_walk_function(struct ex *x, LLVMValueRef fn);

/* extract.c. Rows. */
void ex_cons(struct ex *x, enum fact_op op, uint32_t dst, uint32_t src, int64_t off, uint32_t aux);
/* COPY; nothing when either is 0 or both are the same. */
void ex_copy(struct ex *x, fact_node dst, fact_node src);
/* size 0: unknown. ptr 0 (null, constant address) is dropped. */
void ex_access(struct ex *x, fact_node ptr, uint64_t size, enum fact_via via);
void ex_unknown(struct ex *x, const char *reason, const char *detail);
/* Makes x->loc the location of inst. */
void ex_locate(struct ex *x, LLVMValueRef inst);
/* A new heap object described at the current instruction; type 0: from the hints of value. */
fact_heap_id ex_heap(struct ex *x, enum fact_heap_kind kind, LLVMValueRef value, uint64_t size,
		     const char *name);

/* extract_const.c. A constant that is the address of a global plus a constant. */
struct ex_address {
	LLVMValueRef global;
	int64_t off;
	bool relative; /* less another address: a distance, as in PC-relative tables */
};
bool ex_address(struct ex *x, LLVMValueRef c, struct ex_address *a);
/* The value of a constant integer operand, or otherwise. */
int64_t ex_int(LLVMValueRef v, int64_t otherwise);
/* The text of a constant C string that v points to, NULL when there is none; malloc'd. */
char *ex_string(LLVMValueRef v);
/* Whether a global has this linker name. */
bool ex_is_named(LLVMValueRef global, const char *name);
/* "add", "shl", ... for the detail of unknown rows; "argument" and such for no instruction. */
const char *ex_opcode_name(LLVMValueRef v);
/* Names a source file relative to the tree: "../fs/a.c", "./fs/a.c", "fs/b/../a.c" -> "fs/a.c". */
str_id ex_path(struct ex *x, const char *name, size_t len);
/* Interns a DIFile's path; 0 for NULL. */
str_id ex_file(struct ex *x, LLVMMetadataRef di_file);

/* extract_type.c. ex_type describes a DIType in full, ex_type_stub by name and size only. Both give
 * one id; qualifiers and typedefs are looked through. 0 for NULL (void). */
fact_type_id ex_type(struct ex *x, LLVMMetadataRef di_type);
fact_type_id ex_type_stub(struct ex *x, LLVMMetadataRef di_type);
/* A struct of which only the name is known; the analyzer looks for one of that name. */
fact_type_id ex_type_named(struct ex *x, const char *name, size_t len);
/* Describes in full what is asked for by name, as far as anything described leads to it. */
void ex_types_complete(struct ex *x);
/* The struct, union or class that a type is, or points to; NULL for anything else. */
LLVMMetadataRef ex_type_record(LLVMMetadataRef di_type);
LLVMMetadataRef ex_type_pointee(LLVMMetadataRef di_type);
/* The DISubroutineType that a type points to; NULL for anything else. */
LLVMMetadataRef ex_type_callee(LLVMMetadataRef di_type);
/* The pointer to a record that a type points to; likewise. */
LLVMMetadataRef ex_type_place(LLVMMetadataRef di_type);
/* The element of an array type of any dimension, NULL for anything else. */
LLVMMetadataRef ex_type_element(LLVMMetadataRef di_type);
/* The type below typedefs and qualifiers, its enum fact_type_kind (0 for void), what it is made of.
 */
LLVMMetadataRef ex_type_plain(LLVMMetadataRef di_type);
unsigned ex_type_kind(LLVMMetadataRef di_type);
LLVMMetadataRef ex_type_base(LLVMMetadataRef di_type);
/* extract_prototype.c. What a DISubroutineType takes and, if result is asked for, gives, in words.
 */
str_id ex_prototype(struct ex *x, LLVMMetadataRef subroutine, bool result);

/* extract_hint.c. The type that debug info gives to what v points to (0 unknown): the variables
 * v is the value of, else what it is stored to, returned as or passed as. Best: a complete struct,
 * the largest; of at most size bytes unless size is 0. */
fact_type_id ex_pointee_of(struct ex *x, LLVMValueRef v);
fact_type_id ex_pointee_within(struct ex *x, LLVMValueRef v, uint64_t size);
/* Bytes of an element of the array, or of the whole, that a constant address is in; 0 unknown. */
uint64_t ex_unit_bytes(struct ex *x, LLVMValueRef address);
/* By variables alone; for fact_hint rows. */
bool ex_hint(struct ex *x, LLVMValueRef v, struct fact_hint *h);
/* The only record that variables show around byte off from v, which inst accesses: variables that
 * point to v, or those that point to what inst's block moves v to (container_of). With stride, one
 * that has an array of elements of so many bytes there. */
bool ex_hint_around(struct ex *x, LLVMValueRef inst, LLVMValueRef v, int64_t off, uint64_t stride,
		    struct fact_hint *h);
/* The object of an alloca: named and typed by the variable that lives in it. */
fact_heap_id ex_stack(struct ex *x, LLVMValueRef slot, uint64_t size, bool is_array);
/* Reads the variables of a function before its walk. */
void ex_hints_of_function(struct ex *x, LLVMValueRef fn);

/* extract_model.c: true when callee is modelled and everything about the call has been recorded,
 * fact_call (modelled = 1) included. name: linker name, without an .NNN suffix. */
bool ex_model_call(struct ex *x, LLVMValueRef call, LLVMValueRef callee, const char *name);
/* The key of the static call whose trampoline is called name; NULL when it is none. */
LLVMValueRef ex_static_key(struct ex *x, const char *name);
/* Whether what call copies holds no pointers, by the function it stands in. */
bool ex_copies_data(LLVMValueRef call);
/* Whether inst stands in a function that named picks, or was inlined from one. */
bool ex_within(LLVMValueRef inst, bool (*named)(const char *name, size_t n));

/* extract_trace.c: an indirect call; when a tracepoint makes it, records its own probes' calls. */
void ex_trace_probes(struct ex *x, LLVMValueRef call);

/* extract_asm.c: records an inline-asm call. */
void ex_asm_call(struct ex *x, LLVMValueRef call, LLVMValueRef callee);
/* Marks the symbols that module-level assembly defines and mentions; part of ex_globals(). */
void ex_module_asm(struct ex *x);
/* The function, variable or alias of a name that need not be terminated, or NULL; and its symbol,
 * an undefined function's when the module does not declare it. */
LLVMValueRef ex_value_named(struct ex *x, const char *name, size_t n);
fact_sym_id ex_sym_named(struct ex *x, const char *name, size_t n);

/* extract_call.c: any call; and for model and asm, a fact_call of an unmodelled or modelled direct
 * callee. */
void ex_call(struct ex *x, LLVMValueRef call);
void ex_record_call(struct ex *x, LLVMValueRef call, fact_sym_id callee, fact_node target,
		    bool modelled);
/* Whether the result of an intrinsic's call may carry a pointer; true for any other call. */
bool ex_call_carries(struct ex *x, LLVMValueRef call);
/* Whether a call is of an intrinsic that only computes; and the constraints of its result. */
bool ex_call_is_pure(struct ex *x, LLVMValueRef call);
void ex_define_intrinsic(struct ex *x, fact_node dst, LLVMValueRef call);
/* Prototype identity of a function type; of a function, by !kcfi_type where it has one. */
uint64_t ex_sig(struct ex *x, LLVMTypeRef function_type);

/* extract_init.c: symbol of a global value, made on first use. */
fact_sym_id ex_sym(struct ex *x, LLVMValueRef global);
/* The DIGlobalVariable of a global variable, or NULL. */
LLVMMetadataRef ex_variable_of(struct ex *x, LLVMValueRef global);
/* Records every global of the module, and afterwards what their initialisers hold. */
void ex_globals(struct ex *x);
/* A linker name less its .NNN suffix; len of it. */
size_t ex_plain_name(const char *name, size_t len);

#endif
