/* SPDX-License-Identifier: Apache-2.0 */
/* Inlining brings windows together that were apart: a gate that closes and, in the same block with
 * nothing between that could gate, one that opens. Both go when the keys are the same, or when the
 * two windows lie in the block as a whole; then it gets the keys of both.
 *
 * It runs when optimisation is over, and reads nothing but gates: what a window is for is no longer
 * known for sure then. */
#ifndef CM_PASSES_WINDOW_JOIN_H
#define CM_PASSES_WINDOW_JOIN_H

#include <llvm-c/Types.h>

#include <stdint.h>

/* Returns how many pairs of gates it removed. */
uint32_t window_join(LLVMModuleRef m);

#endif
