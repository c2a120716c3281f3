/* SPDX-License-Identifier: Apache-2.0 */
/* --check-alias: calls to MAYALIAS(a, b) and kin, the convention of SVF's Test-Suite, judged
 * against the points-to sets of their arguments. */
#ifndef CM_ANALYZER_CHECK_ALIAS_H
#define CM_ANALYZER_CHECK_ALIAS_H

#include "analyzer/solve.h"

#include <stdio.h>

/* Prints one line a check and "N passed, M failed". Returns the number that failed. */
uint32_t check_alias(const struct program *p, const struct solution *s, FILE *out);

#endif
