/* SPDX-License-Identifier: Apache-2.0 */
/* Tables gathered by section: what a linker-script symbol such as __start___param stands for. */
#ifndef CM_ANALYZER_BOUNDS_H
#define CM_ANALYZER_BOUNDS_H

#include "analyzer/program.h"

struct bound_member {
	sym_id bound, member;
};

struct bounds {
	VEC(struct bound_member) v; /* ascending by bound, then member */
};

void bounds_find(struct bounds *b, const struct program *p);
void bounds_release(struct bounds *b);
/* The rows of bound: v[first .. first+n). */
void bounds_of(const struct bounds *b, sym_id bound, uint32_t *first, uint32_t *n);

#endif
