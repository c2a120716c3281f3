/* SPDX-License-Identifier: Apache-2.0 */
/* What can be said of a call in a window by its name or its assembly alone. */
#ifndef CM_PASSES_WINDOW_CALLEE_H
#define CM_PASSES_WINDOW_CALLEE_H

#include <llvm-c/Types.h>

#include <stdbool.h>

/* The function that a call names, aliases looked through; NULL when indirect or assembly. */
LLVMValueRef window_callee(LLVMValueRef call);
/* Whether a function of that name is a CALLEE or READER, a READER, or COLD, in window_callees.def.
 */
bool window_callee_is_listed(const char *name);
bool window_callee_is_reader(const char *name);
bool window_callee_is_cold(const char *name);
/* Whether the assembly of a call may gate: it writes a register as a gate does, or calls a
 * function, anything but the routines of asm.def. */
bool window_asm_may_gate(LLVMValueRef call);

#endif
