/* SPDX-License-Identifier: Apache-2.0 */
/* Which extractor made facts: its source, LLVM's version, the format. Facts of another one are not
 * taken for ours. */
#ifndef CM_PASSES_EXTRACTOR_H
#define CM_PASSES_EXTRACTOR_H

#include <stdint.h>

#define EXTRACTOR_BYTES 32

void extractor_identify(uint8_t id[EXTRACTOR_BYTES]);

/* A digest of the source files (cmake/SourceId.cmake). */
extern const char extractor_source[];

#endif
