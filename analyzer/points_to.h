/* SPDX-License-Identifier: Apache-2.0 */
/* The solution as text: where each value of each function may point. */
#ifndef CM_ANALYZER_POINTS_TO_H
#define CM_ANALYZER_POINTS_TO_H

#include "analyzer/answer.h"

/* To path, after answer_build. A line for each value that points anywhere, by function as the model
 * has them, then by value, one a node, as capmap-facts prints them, from the function's first on:
 *
 *	FUNCTION <TAB> VALUE <TAB> OBJECT+OFFSET[ OBJECT+OFFSET]...
 *
 * the union over the function's instances, sorted. Offsets are bytes, "*" any. "?" is memory that
 * cannot be named; objects that the model does not report are left out. */
int points_to_write(const struct answer *a, const char *path, struct diag *d);

#endif
