/* SPDX-License-Identifier: Apache-2.0 */
/* Loops that may be a window as a whole. For placement.c. */
#ifndef CM_PASSES_PLACEMENT_LOOP_H
#define CM_PASSES_PLACEMENT_LOOP_H

#include "passes/placement.h"

/* Numbers of the outermost such loops, counted from 1, by block: [f->blocks.n], 0 none. The caller
 * frees them. *n: how many loops. */
uint32_t *placement_loops(const struct flow *f, uint32_t *n);

#endif
