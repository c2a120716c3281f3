/* SPDX-License-Identifier: Apache-2.0 */
/* Relocatable ELF objects: the bitcode that a section may hold, and what native code (assembly)
 * defines and refers to. */
#ifndef CM_PASSES_NATIVE_H
#define CM_PASSES_NATIVE_H

#include "passes/facts.h"

/* The bytes of section .llvm.lto or .llvmbc within bytes. 1: found, 0: the object is native,
 * negative enum cm_err: no object we can read. */
int native_bitcode(const char *bytes, size_t n, const char **section, size_t *section_bytes,
		   const char *name, struct diag *d);

/* The global and weak symbols, into f (initialised by the caller), as syms without bodies:
 * defined ones as strong, weak or common with FACT_F_ASM; undefined ones with FACT_F_ASM and
 * FACT_F_USED, kind FACT_S_FUNC unless the object says otherwise: the assembly may call them. */
int native_read(struct facts *f, const char *bytes, size_t n, const char *name, struct diag *d);

#endif
