/* SPDX-License-Identifier: Apache-2.0 */
/* What CapMap.so does inside clang, opt and ld.lld; plugin.cpp registers it with the host.
 *
 * Extraction writes a module's facts at the end of clang's optimisation, which is what the object
 * would say to capmap-analyze. File: the output named by the host's "-o", else the module's name,
 * with ".cmf" behind; below the folder CAPMAP_FACTS_DIR when that is set, so that one variable
 * serves a whole kbuild. No file for modules that define nothing and for output to /dev/null
 * (compiler probes). In the link it runs when CAPMAP_LINK_FACTS is set, in front of link-time
 * optimisation; in opt as the pass capmap-extract. */
#ifndef CM_PASSES_PLUGIN_H
#define CM_PASSES_PLUGIN_H

#include <llvm-c/Types.h>

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

bool plugin_extracts_in_link(void);
/* False when the facts could not be written; message, of n bytes, then tells why. */
bool plugin_extract(LLVMModuleRef m, char *message, size_t n);

#ifdef __cplusplus
}
#endif

#endif
