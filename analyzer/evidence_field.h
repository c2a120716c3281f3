/* SPDX-License-Identifier: Apache-2.0 */
/* What debug info calls a place in an object. */
#ifndef CM_ANALYZER_EVIDENCE_FIELD_H
#define CM_ANALYZER_EVIDENCE_FIELD_H

#include "analyzer/shape.h"

/* "cred", "se.load", "fd[].file" for folded offset off of an object of the shape; "" where nothing
 * is known; malloc'd. off < 0: no particular offset. */
char *evidence_field(const struct shape_table *t, shape_id shape, int64_t off);

#endif
