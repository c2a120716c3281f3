/* SPDX-License-Identifier: Apache-2.0 */
/* Where an instruction writes, as far as it tells by itself. */
#ifndef CM_PASSES_WINDOW_WRITE_H
#define CM_PASSES_WINDOW_WRITE_H

#include <llvm-c/Types.h>

#include <stdbool.h>

/* Whether it is a store, an atomic operation, or an intrinsic that copies or fills memory. */
bool window_is_write(LLVMValueRef inst);
/* The value that its address is computed from by pointer arithmetic alone: a variable, an argument,
 * a call... NULL when it does not write to one address. */
LLVMValueRef window_write_base(LLVMValueRef inst);

/* Whether it may write to memory that it does not name, that is, other than a local or a global
 * variable. Of calls only those of assembly, intrinsics and window_callees.def are judged. A
 * pointer may have been overwritten, so such a write must not stand in a window that is not its
 * own. */
bool window_writes_afar(LLVMValueRef inst);

#endif
