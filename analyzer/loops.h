/* SPDX-License-Identifier: Apache-2.0 */
/* Pointers that walk: constant arithmetic inside a loop of one function (p++) adds up to any
 * multiple, which propagation alone would find one step at a time.
 * Source: the positive-weight cycles of Pearce, Kelly & Hankin, TOPLAS 30(1), 2007. */
#ifndef CM_ANALYZER_LOOPS_H
#define CM_ANALYZER_LOOPS_H

#include "analyzer/program.h"

struct loops {
	uint64_t **walks; /* [module] bit set over its constraints: a GEP in a cycle */
	uint32_t nmodules;
};

void loops_find(struct loops *l, const struct program *p);
void loops_release(struct loops *l);
bool loops_walks(const struct loops *l, uint32_t module, uint32_t cons);

#endif
