/* SPDX-License-Identifier: Apache-2.0 */
/* Where a result goes: standard output, or a file that is replaced whole or not at all. */
#ifndef CM_VIEWS_OUTPUT_H
#define CM_VIEWS_OUTPUT_H

#include "base/new_file.h"

struct output {
	FILE *file; /* write here */
	struct new_file new_file;
};

/* path NULL writes to standard output. */
int output_begin(struct output *o, const char *path, struct diag *d);
/* On error nothing is left behind and path is as it was. */
int output_commit(struct output *o, struct diag *d);
void output_abort(struct output *o);

#endif
