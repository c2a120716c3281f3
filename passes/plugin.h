/* SPDX-License-Identifier: Apache-2.0 */
/* What CapMap.so does inside clang, opt and ld.lld; plugin.cpp registers it with the host.
 *
 * Extraction writes a module's facts at the end of clang's optimisation, which is what the object
 * would say to capmap-analyze. File: the output named by the host's "-o", else the module's name,
 * with ".cmf" behind; below the folder CAPMAP_FACTS_DIR when that is set, so that one variable
 * serves a whole kbuild. With CAPMAP_FACTS_IN_OBJECT set, no file: the facts are put behind the
 * object's own bitcode (plugin_carry.h), and go where it goes. None for modules that define nothing
 * and for output to /dev/null (compiler probes). In the link it runs when CAPMAP_LINK_FACTS is set,
 * in front of link-time optimisation; in opt as the pass capmap-extract.
 *
 * Instrumentation runs where extraction does, on the same instructions: at the end of clang's
 * optimisation or, better, in front of link-time optimisation, when the environment names a key
 * table (CAPMAP_TABLE; instrument.h has the other variables); in opt as the pass
 * capmap-instrument<options>. */
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

/* Where in the host: by the name of a pass in opt ("capmap-instrument<options>"), of one module
 * among others that clang compiles, of the whole program in the link. */
enum plugin_host { PLUGIN_OPT, PLUGIN_COMPILE, PLUGIN_LINK };
/* Whether CAPMAP_TABLE asks for gates. */
bool plugin_instruments(void);
/* False as above. Options are those of instrument_options(). */
bool plugin_instrument(LLVMModuleRef m, enum plugin_host host, const char *options, char *message,
		       size_t n);
/* When optimisation is over: joins windows that inlining brought together (window_join.h), then
 * asks the judge. */
bool plugin_finish(LLVMModuleRef m, enum plugin_host host, char *message, size_t n);

#ifdef __cplusplus
}
#endif

#endif
