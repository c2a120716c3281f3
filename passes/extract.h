/* SPDX-License-Identifier: Apache-2.0 */
/* LLVM module -> facts. The only door from LLVM to the rest of the analysis. */
#ifndef CM_PASSES_EXTRACT_H
#define CM_PASSES_EXTRACT_H

#include "passes/facts.h"

#include <llvm-c/Types.h>

/* Fills f (initialised by the caller) from m. m may be changed (debug-record format) but keeps its
 * meaning. Never fails on valid IR: what is not modelled becomes unknowns rows. */
void extract_module(LLVMModuleRef m, struct facts *f);

#endif
