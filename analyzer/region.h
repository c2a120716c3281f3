/* SPDX-License-Identifier: Apache-2.0 */
/* Regions: objects of one subsystem that like functions write.
 *
 * Objects of a subsystem start apart by writer set and are merged, cheapest pair first, until at
 * most max groups are left; the cost of a merge is the number of (function, object) pairs that
 * become reachable. Objects that nothing writes form a region of their own.
 */
#ifndef CM_ANALYZER_REGION_H
#define CM_ANALYZER_REGION_H

#include "analyzer/model.h"

struct region_options {
	unsigned min_per_subsystem, max_per_subsystem; /* default 8 and 12; coarse: 1 and 1 */
};

/* Fills m->regions and every protectable object's region: kinds global, percpu, cache and alloc
 * that are not constant. Deterministic: ties go to the lowest object id. */
void region_form(struct model *m, const struct region_options *opt);

#endif
