/* SPDX-License-Identifier: Apache-2.0 */
/* Keys into the store. */
#ifndef CM_MAPPER_MAP_SAVE_H
#define CM_MAPPER_MAP_SAVE_H

#include "mapper/assign.h"

/* What the meta rows say about the mapping besides its result. */
struct map_options {
	uint32_t reserved;
	bool coarse;
	char *const *requests; /* "--apart A,B", "--together C,D", in the order given */
	size_t nrequests;
	const struct guard_rules *rules;
};

/* Sets region.key of every region, 0 for those without objects that can have a key, and the meta
 * rows "map.*", in an edit that the caller began and commits or aborts. */
int map_save(sqlite3 *db, const struct matrix *m, const struct assignment *a,
	     const struct assign_options *assign, const struct map_options *opt, struct diag *d);

#endif
