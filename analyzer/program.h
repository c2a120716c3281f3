/* SPDX-License-Identifier: Apache-2.0 */
/* The linked program: every module's facts, with symbols resolved as the kernel's link would:
 * internal symbols stay apart, a strong definition beats weak ones, aliases stand for their target.
 * Source: the ELF gABI on symbol binding; GNU ld's section-bound symbols for tables. */
#ifndef CM_ANALYZER_PROGRAM_H
#define CM_ANALYZER_PROGRAM_H

#include "base/hash.h"
#include "passes/input.h"

typedef uint32_t sym_id, func_id, shape_id;

struct symbol {
	str_id name, display, file, section; /* of program.str */
	uint32_t line;
	uint32_t module;   /* of the definition chosen, or the first declaration that says a type */
	fact_sym_id local; /* its id there */
	func_id func;	   /* body, 0 when none is in bitcode */
	uint64_t size, sig;
	uint16_t flags; /* union of every module's */
	uint8_t kind, linkage;
};

struct function {
	uint32_t module;
	uint32_t local; /* index into that module's funcs */
	sym_id sym;
};

struct program_unknown {
	func_id func; /* 0: the program */
	str_id file, reason, detail;
	uint32_t line;
};

struct program {
	const struct input_set *in;
	struct strtab str;
	VEC(struct symbol) syms;    /* [1..] in module order */
	VEC(struct function) funcs; /* [1..] bodies that won, in module order */
	VEC(struct program_unknown) unknowns;
	uint32_t **sym_map;  /* [module][local sym] -> sym_id, aliases followed */
	uint32_t **func_map; /* [module][local func] -> func_id, 0 when it lost */
	uint32_t **str_map;  /* [module][local str] -> str_id */
};

static inline const struct facts *program_facts(const struct program *p, uint32_t module)
{
	return &p->in->modules.v[module];
}
static inline const struct fact_func *program_func(const struct program *p, func_id f)
{
	return &program_facts(p, p->funcs.v[f].module)->funcs.v[p->funcs.v[f].local];
}
static inline str_id program_str(const struct program *p, uint32_t module, str_id local)
{
	return p->str_map[module][local];
}
static inline struct fact_loc program_loc(const struct program *p, uint32_t module, fact_loc_id l)
{
	struct fact_loc loc = program_facts(p, module)->locs.v[l];

	loc.file = p->str_map[module][loc.file];
	return loc;
}

/* in must outlive p. Cannot fail: a symbol defined twice leaves a row in unknowns, first wins. */
void program_link(struct program *p, const struct input_set *in);
void program_release(struct program *p);

#endif
