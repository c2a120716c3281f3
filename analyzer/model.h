/* SPDX-License-Identifier: Apache-2.0 */
/* The finished answer in memory: what the phases after points-to share and store_write() saves.
 * Flat arrays, sorted by name where a name exists, so that equal inputs give equal models at any
 * -j. An index into the first group of struct model's arrays is the element's id here and in the
 * store: dense from 1, entry 0 is made by model_init() and unused. The others begin at entry 0.
 * Strings live in model.str. */
#ifndef CM_ANALYZER_MODEL_H
#define CM_ANALYZER_MODEL_H

#include "base/strtab.h"
#include "base/vec.h"

#include <stdbool.h>

enum object_kind {
	OBJ_GLOBAL = 1,
	OBJ_PERCPU,
	OBJ_CACHE, /* every object of one kmem_cache */
	OBJ_ALLOC,
	OBJ_STACK,
	OBJ_CODE,
	OBJ_KIND_COUNT
};
const char *object_kind_name(enum object_kind k); /* the word in the store: "global", ... */

enum site_via { VIA_STORE = 1, VIA_ATOMIC, VIA_COPY, VIA_ASM, VIA_HELPER, VIA_AUDIT, VIA_COUNT };
const char *site_via_name(enum site_via v);

struct model_function {
	str_id name, symbol, file; /* file 0: unknown */
	uint32_t line, subsystem;
	bool address_taken, defined, helper, init;
};

struct model_object {
	str_id name, type, file, section; /* 0: none */
	uint64_t size;			  /* 0: unknown */
	uint32_t line, subsystem;
	uint32_t region; /* 0: not protectable, or before regions are formed */
	uint8_t kind;	 /* enum object_kind */
	bool constant;	 /* never written: no region */
};

/* A set of objects, ascending: pset_members.v[first .. first+n). Equal sets have one id. */
struct model_pset {
	uint32_t first, n;
};

/* A place that may write pset's objects. caller != 0: function is a helper that here runs on
 * caller's rights (then via is VIA_HELPER), and the capability is caller's. */
struct model_site {
	uint32_t function, caller, pset, line;
	str_id file;
	uint8_t via;
};

struct model_call {
	uint32_t caller, callee, line;
	str_id file;
	bool indirect;
};

struct model_unknown {
	uint32_t function, line; /* 0: the program */
	str_id file, reason, detail;
};

struct model_region {
	str_id name;
	uint32_t subsystem;
	uint64_t merge_cost; /* (function, object) pairs newly reachable by merging */
};

struct model_meta {
	str_id name, value;
};

struct model {
	struct strtab str;
	VEC(str_id) subsystems; /* [id] -> name, ids by name */
	VEC(struct model_function) functions;
	VEC(struct model_object) objects;
	VEC(struct model_pset) psets;
	VEC(struct model_site) sites; /* by function, file, line, via, caller, pset */
	VEC(struct model_region) regions;

	VEC(uint32_t) pset_members;
	VEC(struct model_call) calls; /* by caller, file, line, callee */
	VEC(struct model_unknown) unknowns;
	VEC(struct model_meta) meta;
};

void model_init(struct model *m);
void model_release(struct model *m);

#endif
