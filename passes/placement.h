/* SPDX-License-Identifier: Apache-2.0 */
/* Where gates go in one function: a graph of writes and barriers in, gates out. Free of LLVM.
 *
 * A window is opened in front of a write and closed behind it, with these exceptions:
 *
 *   merged   between writes it stays open where every way on leads to a write and every way back
 *            comes from one, with no barrier between. No path then crosses more gates than with
 *            windows apart. The window's keys are those of all its writes.
 *   hoisted  a natural loop without barriers that writes in every round is one window, opened
 *            where the loop is entered and closed where it is left.
 *
 * Dominators: Cooper, Harvey & Kennedy 2001, "A Simple, Fast Dominance Algorithm". */
#ifndef CM_PASSES_PLACEMENT_H
#define CM_PASSES_PLACEMENT_H

#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* A write (keys not 0), or a barrier: nothing may be open there. */
struct flow_step {
	uint16_t keys;
};

struct flow_block {
	uint32_t first_step, nsteps; /* blocks' steps follow each other in blocks' order */
	uint32_t first_succ, nsuccs; /* indices of blocks; one may occur more than once */
	bool leaves;		     /* the function ends here, other than by a trap */
	bool pinned;		     /* no gate may stand on the ways out of the block */
};

/* Block 0 is the entry; nothing leads back to it. */
struct flow {
	VEC(struct flow_block) blocks;
	VEC(struct flow_step) steps;
	VEC(uint32_t) succs;
};

enum gate_place {
	GATE_BEFORE, /* step number at of block */
	GATE_AFTER,
	GATE_EDGE, /* from block to block at */
};

struct placed_gate {
	uint32_t block, at;
	uint8_t place;
	uint16_t keys; /* that it opens; 0 closes */
};

struct placement {
	VEC(struct placed_gate) gates;	   /* by block, each block's in order of execution */
	uint32_t windows, merged, hoisted; /* merged: writes that joined another's window */
};

void flow_release(struct flow *f);
void placement_solve(const struct flow *f, struct placement *p);
void placement_release(struct placement *p);

#endif
