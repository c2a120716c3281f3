/* SPDX-License-Identifier: Apache-2.0 */
/* From the command line's inputs to facts: .bc, .ll, LTO .o, thin and normal archives, @lists and
 * facts files. Untrusted bitcode is parsed in child processes with limits; a child's death becomes
 * that input's diagnostic. */
#ifndef CM_PASSES_INPUT_H
#define CM_PASSES_INPUT_H

#include "passes/cache.h"
#include "passes/facts.h"

struct input_options {
	unsigned jobs;	      /* child processes at once, >= 1 */
	unsigned timeout_s;   /* CPU seconds a module may take in the reader, 0: no limit */
	size_t memory_bytes;  /* address space a child may take, 0: no limit */
	bool keep_going;      /* bad inputs become unknowns rows rather than an error */
	const char *cache;    /* directory of facts by content, NULL: none */
	uint64_t cache_bytes; /* what it may hold when this run is over */
};

/* An object that holds no bitcode (assembly): its symbols are in modules, its code is not
 * analysed. */
struct input_skipped {
	char *name;	    /* archive(member) or path */
	const char *reason; /* "native-object" */
};

struct input_set {
	VEC(struct facts) modules; /* in input order, whatever jobs is; index 0 is used */
	VEC(struct input_skipped) skipped;
	uint64_t bytes;		   /* of bitcode read */
	uint32_t carried;	   /* modules that had their facts with them (facts_block.h) */
	struct cache_counts cache; /* of modules that the cache was asked for */
};

/* Reads all inputs. Returns 0, or a negative enum cm_err with d telling the first bad input in
 * input order: the first that is missing or foreign, and if there is none, the first whose bytes
 * are bad. Inputs without any bitcode or facts are an error unless opt->keep_going. With
 * keep_going, a bad input is warned about and becomes a module that holds its name and an unknowns
 * row, reason "unreadable-input". A cache that cannot be used is warned about, and done without; it
 * changes no result. The set is valid (possibly partial) either way;
 * input_set_release() it. */
int input_read(struct input_set *s, char *const *paths, size_t npaths,
	       const struct input_options *opt, struct diag *d);
void input_set_release(struct input_set *s);

#endif
