/* SPDX-License-Identifier: Apache-2.0 */
/* Every test of LLVM's version is here. */
#ifndef CM_PASSES_LLVM_COMPAT_H
#define CM_PASSES_LLVM_COMPAT_H

#include <llvm/Config/llvm-config.h>

#include <llvm-c/Core.h>

#if LLVM_VERSION_MAJOR != 19
#error "capmap reads bitcode with LLVM 19: set LLVM_CONFIG to llvm-config-19"
#endif

/* LLVM 19 holds variables' locations as records beside instructions or as calls of llvm.dbg.*,
 * whichever the module came with; we read records. */
static inline void compat_use_debug_records(LLVMModuleRef m)
{
	if (!LLVMIsNewDbgInfoFormat(m))
		LLVMSetIsNewDbgInfoFormat(m, 1);
}

#endif
