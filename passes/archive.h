/* SPDX-License-Identifier: Apache-2.0 */
/* Members of ar archives: "!<arch>" with GNU long names, and "!<thin>", whose members are files
 * named relative to the archive's folder. Symbol tables are passed over. Only headers and the name
 * table are read. Source: ar(5) of GNU binutils, and bfd/archive.c for "/N:ORIGIN" names. */
#ifndef CM_PASSES_ARCHIVE_H
#define CM_PASSES_ARCHIVE_H

#include "base/diag.h"

#include <stdbool.h>
#include <stdint.h>

#define ARCHIVE_MAGIC_BYTES 8

struct archive {
	int fd;		    /* the caller's */
	const char *name;   /* for messages; the caller's */
	uint64_t base, end; /* the archive's bytes within fd: it may itself be a member */
	uint64_t at;	    /* of the next member's header */
	bool thin;
	char *names; /* long-name table, NUL-terminated */
	uint64_t names_bytes;
};

struct archive_member {
	char *name;	       /* malloc'd; a path when thin */
	uint64_t offset, size; /* of the bytes in fd; of no meaning when thin */
	uint64_t origin;       /* not 0: member whose header is at origin in the archive name */
};

/* True when magic starts an archive. */
bool archive_is(const void *magic, size_t n);

/* 0, or a negative enum cm_err with d filled; archive_close() either way. */
int archive_open(struct archive *a, int fd, uint64_t base, uint64_t size, const char *name,
		 struct diag *d);
/* 1 and a member, 0 at the end, or a negative enum cm_err. */
int archive_next(struct archive *a, struct archive_member *m, struct diag *d);
/* Makes the member whose header is at origin the next one. */
void archive_seek(struct archive *a, uint64_t origin);
void archive_close(struct archive *a);

#endif
