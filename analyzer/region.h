/* SPDX-License-Identifier: Apache-2.0 */
/* Regions: objects of one subsystem that like functions write.
 *
 * Objects of a subsystem start apart by writer set and are merged, cheapest pair first, to between
 * min and max groups (merge.h tells which number); the cost of a merge is the number of (function,
 * object) pairs that become reachable. A site's writer is its function, or its caller for a
 * helper's. Objects that nothing writes form a region of their own beside these.
 *
 * A region is named "subsystem/object" after its most prominent object: the one with the most
 * writers, then the largest, then the first by name. Of the object's name, directories and the
 * word struct or union are left out ("fs/exec.c:formats" -> "vfs/exec.c:formats"). Regions keep
 * such a name through small changes of the program, which a number would not. The region of
 * objects never written is "subsystem/never-written". Should two names coincide, the later region
 * (by lowest object) gets "~2", "~3", ...
 */
#ifndef CM_ANALYZER_REGION_H
#define CM_ANALYZER_REGION_H

#include "analyzer/model.h"

struct region_options {
	unsigned min_per_subsystem, max_per_subsystem; /* default 8 and 12; coarse: 1 and 1 */
};

/* Fills m->regions, by name, and every protectable object's region: kinds global, percpu, cache and
 * alloc that are not constant. m->regions is empty before. Deterministic: ties go to the lowest
 * object id. */
void region_form(struct model *m, const struct region_options *opt);

#endif
