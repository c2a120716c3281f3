/* SPDX-License-Identifier: Apache-2.0 */
/* A file that replaces another whole or not at all: written beside it, synced, renamed over it.
 * What is no file (/dev/stdout, a pipe) is written to as it is. */
#ifndef CM_BASE_NEW_FILE_H
#define CM_BASE_NEW_FILE_H

#include "base/diag.h"

#include <stdio.h>

struct new_file {
	FILE *f;	    /* write here */
	char *tmp, *target; /* tmp NULL: f is the target itself */
};

/* A symbolic link stays one, to the new file. */
int new_file_begin(struct new_file *n, const char *path, struct diag *d);
/* Brings what was written to the disk, so that hardly anything is left to fail in commit: for a
 * caller with several files. On error the same as commit. */
int new_file_flush(struct new_file *n, struct diag *d);
/* On error the old file is as it was, and nothing is left beside it. */
int new_file_commit(struct new_file *n, struct diag *d);
/* Also after a failed begin or any commit: then it does nothing. */
void new_file_abort(struct new_file *n);

#endif
