/* SPDX-License-Identifier: Apache-2.0 */
/* SEAM 1: facts. What one module says about memory, free of LLVM.
 *
 * Producer: passes/extract*.c. Consumer: analyzer/link.c. Everything is flat arrays and 32-bit ids
 * local to the module; id 0 means "none" throughout, so every array keeps entry 0 unused (zeroed;
 * locs[0] thereby is the unknown place). facts_init() makes those entries. Order is the module's
 * own order: the same module gives the same bytes.
 *
 * File (little-endian), see struct facts_file_header: header, then the sections of enum
 * facts_section, each padded with zeros to 8 bytes, then nothing. facts_read() checks every count,
 * id and range before a consumer sees them (facts_validate()).
 *
 * Nodes. A node is an SSA value that may hold a pointer: a pointer, an integer of pointer width
 * that may carry one, or a first-class aggregate (one node for all its fields). Nodes of a function
 * are contiguous: first_node .. first_node+nparams-1 are its parameters, then one node for the
 * returned value, then one for variadic arguments, then its locals up to end_node.
 *
 * A constraint's meaning (pts = set of (object, byte offset)):
 */
#ifndef CM_PASSES_FACTS_H
#define CM_PASSES_FACTS_H

#include "base/diag.h"
#include "base/strtab.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

#define FACTS_MAGIC   "CMFACTS"
#define FACTS_VERSION 1u

typedef uint32_t fact_node, fact_type_id, fact_sym_id, fact_loc_id, fact_heap_id;

enum fact_op {
	FACT_ADDR_SYM = 1, /* dst gets (symbol src, off) */
	FACT_ADDR_HEAP,	   /* dst gets (heap src, off): an allocation, stack slot or cache */
	FACT_COPY,	   /* dst gets pts(src) */
	FACT_GEP,	   /* dst gets pts(src) + off, off != 0 */
	FACT_GEP_VAR,	  /* dst gets pts(src) + off + k*aux for any integer k; aux 0: any offset */
	FACT_MASK,	  /* dst gets pts(src) with offset rounded down to a multiple of aux
			   * (a power of two <= 256); wider masks are GEP_VAR aux 0 */
	FACT_LOAD,	  /* dst gets what the memory at pts(src) + off holds */
	FACT_STORE,	  /* memory at pts(dst) + off may hold pts(src) */
	FACT_MEMCPY,	  /* memory at pts(dst) may hold what memory at pts(src) holds, byte offset
			   * by byte offset; aux: length, 0 unknown */
	FACT_CACHE_ALLOC, /* dst gets (an object of each kmem_cache in pts(src), 0); aux: heap id
			   * that describes the allocation site and serves where pts(src) is
			   * empty or unknown */
	FACT_UNKNOWN_PTR, /* dst gets the unknown object: a pointer we cannot follow */
	FACT_OP_COUNT
};

struct fact_cons {
	uint8_t op; /* enum fact_op */
	uint8_t pad[3];
	uint32_t dst, src;
	uint32_t aux;
	int64_t off;
	fact_loc_id loc;
	uint32_t pad2;
};

enum fact_type_kind {
	FACT_T_SCALAR = 1, /* integer, enum, bool, float */
	FACT_T_POINTER,	   /* elem: pointee, 0 for void or when not described */
	FACT_T_STRUCT,
	FACT_T_UNION,
	FACT_T_ARRAY, /* elem, count; count 0: flexible or unknown. Multi-dimensional arrays nest */
	FACT_T_FUNC,
};

/* Layout from debug info; typedefs and qualifiers are stripped. Bit-fields are scalars at the
 * byte offset of their storage unit. */
struct fact_type {
	uint8_t kind;
	uint8_t incomplete; /* forward declaration: size and fields unknown */
	uint8_t pad[2];
	str_id name; /* "foo" for struct foo; typedef name for an anonymous one; a function's
		      * prototype, see extract_prototype.c; "" else */
	uint64_t size;
	fact_type_id elem;
	uint32_t count;
	uint32_t first_field, nfields; /* range of fields[], ascending offset */
};

struct fact_field {
	str_id name;
	fact_type_id type;
	uint64_t offset;
};

enum fact_linkage {
	FACT_L_INTERNAL = 1, /* stays apart from every other module's */
	FACT_L_STRONG,
	FACT_L_WEAK, /* weak or linkonce definition: yields to a strong one, first wins */
	FACT_L_COMMON,
	FACT_L_UNDEF, /* declaration */
	FACT_L_UNDEF_WEAK,
};

enum fact_sym_kind { FACT_S_FUNC = 1, FACT_S_VAR, FACT_S_ALIAS };

enum fact_sym_flag {
	FACT_F_ADDRESS_TAKEN = 1 << 0, /* used other than as a direct callee in this module */
	FACT_F_CONST = 1 << 1,	       /* LLVM constant: never written */
	FACT_F_PERCPU = 1 << 2,	       /* in a .data..percpu section */
	FACT_F_INIT = 1 << 3,	       /* .init.* section: gone after boot */
	FACT_F_RO_AFTER_INIT = 1 << 4,
	FACT_F_VARARG = 1 << 5,
	FACT_F_USED = 1 << 6,  /* llvm.used / llvm.compiler.used, or reached by a section
				* table: may be called or read from outside bitcode */
	FACT_F_ASM = 1 << 7,   /* defined or referenced by module-level asm, or by a native
				* object */
	FACT_F_ENTRY = 1 << 8, /* referenced by a native object, which may call it */
};

struct fact_sym {
	str_id name;	/* linker symbol */
	str_id display; /* source name from debug info, else the linker's less its .NNN suffix */
	uint8_t kind, linkage;
	uint16_t flags;
	uint32_t file, line; /* file: str_id relative to the source tree, 0 unknown */
	fact_type_id type;
	str_id section;
	uint32_t pad;
	uint64_t size;	    /* variables: bytes */
	uint64_t sig;	    /* functions: see fact_call.sig */
	fact_sym_id target; /* aliases: what they stand for */
	uint32_t func;	    /* index into funcs, 0 when not defined here */
};

struct fact_func {
	fact_sym_id sym;
	uint32_t nparams;
	fact_node first_node, end_node; /* see the head of this file */
	uint32_t first_cons, end_cons;	/* ranges: [first, end) */
	uint32_t first_access, end_access;
	uint32_t first_call, end_call;
};

/* Whether an object is more than one of its type. */
enum fact_array {
	FACT_A_ONE,
	FACT_A_MANY,	/* or of unknown size: offsets fold modulo type's size */
	FACT_A_UNKNOWN, /* the size has nothing to do with the type's: many, or one of a record that
			 * begins with type */
};

enum fact_heap_kind { FACT_H_STACK = 1, FACT_H_ALLOC, FACT_H_CACHE, FACT_H_PERCPU, FACT_H_PAGES };

/* An object made by code. FACT_H_CACHE is a kmem_cache: objects allocated from it are named by it.
 */
struct fact_heap {
	uint8_t kind;
	uint8_t is_array; /* enum fact_array */
	uint8_t pad[2];
	uint32_t func;	   /* index into funcs */
	str_id name;	   /* caches: the name given; stack: the variable's; "" else */
	fact_type_id type; /* 0 untyped */
	uint64_t size;	   /* 0 unknown; caches: of an object */
	fact_loc_id loc;
	uint32_t pad2;
};

/* A static initialiser: memory at (sym, off) holds (target, addend). */
struct fact_init {
	fact_sym_id sym, target;
	uint64_t off;
	int64_t addend;
};

enum fact_via { FACT_V_STORE = 1, FACT_V_ATOMIC, FACT_V_COPY, FACT_V_ASM };

/* A write by this function's own code through pts(ptr). A call of a modelled memory function
 * (memcpy, copy_from_user) is a write by the caller, via FACT_V_COPY. */
struct fact_access {
	uint32_t func;
	fact_node ptr;
	uint64_t size; /* bytes, 0 unknown */
	fact_loc_id loc;
	uint8_t via;
	uint8_t pad[3];
};

/* A call that the analysis follows into callees' bodies. Calls of modelled functions (tables in
 * passes/ *.def) become constraints and accesses instead, and leave a fact_call with modelled set
 * so that the call graph is whole. */
struct fact_call {
	uint32_t func;	    /* caller */
	fact_sym_id callee; /* direct; 0 for indirect */
	fact_node target;   /* indirect: the node of the function pointer */
	uint32_t first_arg,
	    nargs;     /* range of args[]: a node each, 0 when it cannot carry a pointer */
	fact_node ret; /* 0 when unused or not pointer-like */
	uint64_t sig;  /* prototype identity: an indirect call reaches only address-taken
			* functions of equal sig. From !kcfi_type when sig_kcfi, else a hash of
			* the LLVM function type */
	fact_loc_id loc;
	uint8_t modelled, sig_kcfi;
	uint8_t deferred; /* func hands callee and arguments to code that calls it later: they flow,
			   * but this is no call by func */
	uint8_t pad;
};

struct fact_loc {
	str_id file;
	uint32_t line;
};

/* Debug info says that off bytes from where node points an object of type begins; or, when type is
 * a function's, that node points to such functions; or, when it is a pointer to a record, to places
 * that hold such pointers. */
struct fact_hint {
	fact_node node;
	fact_type_id type;
	int64_t off;
};

/* Test assertions of --check-alias: arguments of a call to MAYALIAS and its kin. */
struct fact_check {
	fact_node a, b;
	fact_loc_id loc;
	uint32_t kind; /* enum fact_check_kind */
};
enum fact_check_kind {
	FACT_C_MAYALIAS = 1,
	FACT_C_NOALIAS,
	FACT_C_MUSTALIAS,
	FACT_C_PARTIALALIAS,
	FACT_C_EXPECTEDFAIL_MAYALIAS,
	FACT_C_EXPECTEDFAIL_NOALIAS,
};

/* What was not modelled. reason: a stable word of passes/unknowns.def ("asm-template",
 * "inttoptr", ...), detail: free text (the template, the callee), may be "". */
struct fact_unknown {
	uint32_t func; /* 0: the module itself */
	fact_loc_id loc;
	str_id reason, detail;
};

/* A facts either grows (facts_init, the extractor) or was loaded (facts_parse and kin) and is then
 * read-only: its arrays and strings lie in image, and nothing may be added to or looked up by name
 * in str (strtab_get works). It may be moved as a struct. */
struct facts {
	char *source;		/* module's source file name, relative to the tree */
	uint64_t input_hash;	/* hash_bytes() of the input's bytes */
	uint32_t nnodes;	/* nodes are 1..nnodes */
	uint64_t ninstructions; /* LLVM instructions read, for --stats */
	struct strtab str;
#define FACTS_ARRAY(T, name) VEC(struct T) name;
#include "passes/facts.def"
#undef FACTS_ARRAY
	VEC(fact_node) args;
	void *image; /* of a loaded facts, else NULL */
	size_t image_bytes;
};

/* The file's sections in order. Elements: the struct of facts.def; uint32_t for args and str_off
 * (string i starts at byte str_off[i] of str_bytes); bytes for str_bytes (NUL-terminated strings
 * back to back) and source (the source file's name and its NUL). */
enum facts_section {
#define FACTS_ARRAY(T, name) FACTS_SEC_##name,
#include "passes/facts.def"
#undef FACTS_ARRAY
	FACTS_SEC_args,
	FACTS_SEC_str_off,
	FACTS_SEC_str_bytes,
	FACTS_SEC_source,
	FACTS_SECTIONS
};

/* offset size
 *    0     8  magic: FACTS_MAGIC and its NUL
 *    8     4  version: FACTS_VERSION
 *   12     4  header_bytes: 120, where the first section starts
 *   16     8  file_bytes: of the whole file
 *   24     8  hash: hash_bytes() of byte 32 to the end, seed FACTS_VERSION
 *   32     8  input_hash
 *   40     8  ninstructions
 *   48     4  nnodes: at most file_bytes
 *   52  4*17  count: elements of each section, entry 0 included */
struct facts_file_header {
	char magic[8];
	uint32_t version;
	uint32_t header_bytes;
	uint64_t file_bytes;
	uint64_t hash;
	uint64_t input_hash;
	uint64_t ninstructions;
	uint32_t nnodes;
	uint32_t count[FACTS_SECTIONS];
};

void facts_init(struct facts *f);
void facts_release(struct facts *f);

/* Serialise to memory (malloc'd, *n bytes) and back. facts_parse validates; on error returns a
 * negative enum cm_err with d filled and f released. name is for the message. facts_adopt takes
 * the malloc'd buf over instead of copying it, on error too. */
void facts_serialise(const struct facts *f, void **buf, size_t *n);
int facts_parse(struct facts *f, const void *buf, size_t n, const char *name, struct diag *d);
int facts_adopt(struct facts *f, void *buf, size_t n, const char *name, struct diag *d);

/* The same to and from a file; writing goes through a temporary file and rename. */
int facts_write(const struct facts *f, const char *path, struct diag *d);
int facts_read(struct facts *f, const char *path, struct diag *d);

/* Every id within its array, every range ordered, every enum known; types contain no cycle and
 * aliases end; a function's nodes, constraints, accesses and calls follow the previous function's,
 * and no constraint, access or call is outside a function. */
int facts_validate(const struct facts *f, const char *name, struct diag *d);

/* Text dump, one line a fact, for tests and for reading. */
struct _IO_FILE;
void facts_dump(const struct facts *f, struct _IO_FILE *out);

#endif
