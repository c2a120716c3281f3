/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes to an LLVM module. LLVM's readers may crash on bytes that no compiler wrote: call this in a
 * process that may die (reader.c). */
#ifndef CM_PASSES_BITCODE_H
#define CM_PASSES_BITCODE_H

#include "base/diag.h"

#include <llvm-c/Types.h>

#include <stdbool.h>

struct bitcode {
	LLVMContextRef context;
	LLVMModuleRef module;
};

/* Once a process, before the first bitcode_open(). */
void bitcode_set_up(void);

/* bytes: bitcode, or text IR with a NUL at bytes[n]. They must outlive b. On success the module is
 * one that LLVM's verifier accepts; on failure d tells why, b is closed. */
int bitcode_open(struct bitcode *b, const char *bytes, size_t n, bool text, const char *name,
		 struct diag *d);
void bitcode_close(struct bitcode *b);

#endif
