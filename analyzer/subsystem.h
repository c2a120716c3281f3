/* SPDX-License-Identifier: Apache-2.0 */
/* Path prefix -> subsystem, from a table people edit (examples/linux-6.1/subsystems.tsv). */
#ifndef CM_ANALYZER_SUBSYSTEM_H
#define CM_ANALYZER_SUBSYSTEM_H

#include "base/diag.h"
#include "base/strtab.h"
#include "base/vec.h"

/* A line is "prefix<TAB>subsystem"; '#' starts a comment, at the start of a line or after the
 * subsystem. A prefix is plain text ("fs/ext4/" or "mm/slub.c"). The longest wins; a path that no
 * line covers belongs to the subsystem named after its first directory ("lib/sort.c" -> "lib"),
 * or "main" when it has none. */
struct subsystem_table {
	VEC(char *) prefix; /* ascending */
	VEC(char *) name;
};

void subsystem_init(struct subsystem_table *t);
void subsystem_release(struct subsystem_table *t);
/* Located error (path:line) on a line without a tab, an empty field or a prefix given twice. */
int subsystem_load(struct subsystem_table *t, const char *path, struct diag *d);
/* The result is t's or constant, or a copy in buf of n bytes for the fallback, cut to fit. */
const char *subsystem_of(const struct subsystem_table *t, const char *file, char *buf, size_t n);

#endif
