/* SPDX-License-Identifier: Apache-2.0 */
/* What can be said of a function alone: whether it is a helper, and whether its calls are worth a
 * context of their own.
 *
 * A helper writes only memory reached from its parameters (or that it allocated itself), makes no
 * indirect call and calls only helpers and functions that write nothing. It runs on its caller's
 * rights, so each of its direct calls is analysed apart.
 * A clone is a small function outside recursion that hands pointers of its caller on: by its
 * result, into memory, or to a function it was given. Analysing each of its direct calls apart
 * keeps callers from mixing. Helpers may be larger, since the whole answer rests on them.
 */
#ifndef CM_ANALYZER_SUMMARY_H
#define CM_ANALYZER_SUMMARY_H

#include "analyzer/program.h"

struct summary_options {
	uint32_t clone_limit;  /* constraints of a clone, callees' clones included */
	uint32_t helper_limit; /* the same for a helper */
};

struct summary {
	bool pure; /* writes nothing, and neither do its callees */
	bool helper;
	bool cloned;	    /* each direct call gets an instance of its own */
	bool passes_on;	    /* parameters flow to its result, into memory or to what it calls */
	bool returns_other; /* may return a pointer that is neither a parameter's nor fresh */
	uint32_t expanded;  /* constraints with the clones inside */
};

struct summary_table {
	VEC(struct summary) v; /* [func_id] */
};

void summary_compute(struct summary_table *t, const struct program *p,
		     const struct summary_options *opt);
void summary_release(struct summary_table *t);

#endif
