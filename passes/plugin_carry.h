/* SPDX-License-Identifier: Apache-2.0 */
/* Facts that the object takes along (facts_block.h). They can only be added when the object has
 * been written, which is after the last pass: when the compiler exits. */
#ifndef CM_PASSES_PLUGIN_CARRY_H
#define CM_PASSES_PLUGIN_CARRY_H

#include "passes/facts.h"

/* Whether CAPMAP_FACTS_IN_OBJECT asks for it. */
bool plugin_carries(void);

/* Takes f over. When this process exits well, and output is then bitcode, the facts are put behind
 * it; when they cannot be, output is as it was, and the exit is a failure. */
int plugin_carry(struct facts *f, const char *output, struct diag *d);

#endif
