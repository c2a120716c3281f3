/* SPDX-License-Identifier: Apache-2.0 */
/* The best assignment by branch and bound, for graphs small enough. */
#ifndef CM_MAPPER_EXACT_H
#define CM_MAPPER_EXACT_H

#include "mapper/sharing.h"

/* s: in, a complete assignment; out, one of least cost, or the best seen when work elementary steps
 * did not suffice. Returns whether it is proven to be the best. */
bool exact_sharing(struct sharing *s, uint64_t work);

#endif
