/* SPDX-License-Identifier: Apache-2.0 */
/* What debug info calls a place in an object. */
#ifndef CM_ANALYZER_EVIDENCE_FIELD_H
#define CM_ANALYZER_EVIDENCE_FIELD_H

#include "analyzer/shape.h"

struct field_text {
	VEC(char) v;
};

/* "cred", "se.load", "fd[].file" for folded offset off of an object of the shape; "" where nothing
 * is known. off < 0: no particular offset. Lies in to, until the next call. */
const char *evidence_field(const struct shape_table *t, shape_id shape, int64_t off,
			   struct field_text *to);

#endif
