/* SPDX-License-Identifier: Apache-2.0 */
/* Where the key table goes. Its files are replaced one by one, capmap.ktab first; whoever reads two
 * of them compares the checksum, which is in the first and in capmap_ktab.c. */
#ifndef CM_MAPPER_MAP_OUTPUT_H
#define CM_MAPPER_MAP_OUTPUT_H

#include "base/new_file.h"
#include "mapper/keytable.h"

struct map_output {
	struct new_file file[3];
	unsigned n;
};

/* path is a directory (there, or ending in '/', then made): for capmap.ktab, capmap_ktab.h and
 * capmap_ktab.c. Else a file: for the binary table only. Everything is written, nothing in place.
 */
int map_output_begin(struct map_output *o, const struct keytable *t, const char *path,
		     struct diag *d);
int map_output_commit(struct map_output *o, struct diag *d);
/* Also after a failed begin or any commit: then it does nothing. */
void map_output_abort(struct map_output *o);

#endif
