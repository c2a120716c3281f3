/* SPDX-License-Identifier: Apache-2.0 */
/* Writes that an audited kernel proved to happen, added to a store.
 *
 * A file of evidence has one line for each instruction and object that it wrote:
 *
 *	OBJECT <TAB> OFFSET <TAB> FRAME [<TAB> FRAME]...
 *
 * FRAME is FUNCTION@FILE:LINE, innermost first; "|" in front of one means that it really called the
 * function of the frame before, which else was inlined. kernel-runtime/audit-evidence makes such
 * lines of a kernel's log. They name places of the source, so that they outlive the store.
 *
 * Which of the functions has the instruction in the store, whose inlining was not over, is told by
 * the store's own rows: it is one that writes, calls or has an unknown at the line of the innermost
 * frame that is no assembly's. A helper's write is charged to the nearest caller that is no helper
 * and calls at that frame's line.
 *
 * "@FUNCTION" and "@struct TYPE" for an object are rules, written by hand, since who works off a
 * queue writes to whatever was put there: all that is handed to FUNCTION, whose calls the extractor
 * takes for a write (models.def), and all objects of a type. */
#ifndef CM_MAPPER_AUDIT_H
#define CM_MAPPER_AUDIT_H

#include "analyzer/store.h"

#include <stdio.h>

/* Adds to db, in an edit of the caller's, what the file proves and the store lacks: sites of via
 * 'audit', and the rights they need. Prints a line for each on out, why the analysis missed it, and
 * the sums:
 *
 *	FUNCTION [for CALLER] FILE:LINE OBJECT: WHY [elsewhere]
 *
 * WHY is the reason of an unknown there, or one of
 *	no-write       the store has no write at this place
 *	other-objects  it has one, of other objects
 *	alike          the evidence is of another write of the function's, which goes to the same
 *	               objects for all the store can tell, or whose are unknown as well, and why
 *	known          it has this one, or a caller has, whose call stands for the write: if windows
 *	               were active, none is around it
 *
 * "elsewhere" says that the analysis does have this object among what the function writes (or who
 * called it and lends its rights), at another place.
 *
 * What evidence added before is passed over: the same file adds nothing a second time.
 * needed: NULL, or gets those lines of the file that added something. */
int audit_import(sqlite3 *db, const char *path, FILE *out, FILE *needed, struct diag *d);

#endif
