/* SPDX-License-Identifier: Apache-2.0 */
/* A result file that is whole or not there: written beside its place, synced, then renamed. */
#ifndef CM_VIEWS_OUTPUT_H
#define CM_VIEWS_OUTPUT_H

#include "base/diag.h"

#include <stdio.h>

struct output {
	FILE *file;
	char *tmp;
	const char *path; /* the caller's; NULL: standard output */
};

/* path NULL writes to standard output. */
int output_begin(struct output *o, const char *path, struct diag *d);
/* On error nothing is left behind and path is as it was. */
int output_commit(struct output *o, struct diag *d);
void output_abort(struct output *o);

#endif
