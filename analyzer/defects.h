/* SPDX-License-Identifier: Apache-2.0 */
/* Precision defects: write sites whose set is too large to say much, each with its cause. */
#ifndef CM_ANALYZER_DEFECTS_H
#define CM_ANALYZER_DEFECTS_H

#include "analyzer/answer.h"

/* A set of more than one in this many objects is a defect. */
#define DEFECT_SHARE 20u

/* To path, after answer_build: a head, then one tab-separated line a site and cause, those with the
 * largest sets first. Sets that are joined with anywhere hold all objects. */
int defects_write(const struct answer *a, const char *path, struct diag *d);

#endif
