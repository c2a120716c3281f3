/* SPDX-License-Identifier: Apache-2.0 */
/* The judge of gates: reads instrumented IR and knows nothing of how gates were placed. On every
 * path of every function:
 *
 *   - the function begins closed, ends closed, and windows do not nest;
 *   - where ways meet, the same keys are open on each;
 *   - a marked write (window.h) has its keys;
 *   - what is called in a window neither opens one, nor calls through a pointer, itself or further
 *     down; where it goes out of sight (assembly, other modules) it must be known for that.
 *
 * strict: besides, each window that opens leads to a marked write. Later optimisation may remove a
 * write and leave its window. */
#ifndef CM_PASSES_WINDOW_CHECK_H
#define CM_PASSES_WINDOW_CHECK_H

#include "base/diag.h"

#include <llvm-c/Types.h>

#include <stdbool.h>

/* whole: the module is the whole program. Fills d with the first offence. */
int window_check(LLVMModuleRef m, bool whole, bool strict, struct diag *d);

#endif
