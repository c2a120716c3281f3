/* SPDX-License-Identifier: Apache-2.0 */
/* Temporary files, which must not stay when a signal ends the program: while one is listed, SIGHUP,
 * SIGINT and SIGTERM remove all that are and then do what they did before, and SIGXFSZ is ignored,
 * so that a limit on file size is an error of write() and not a death. Handlers that the program
 * installed itself are left alone. */
#ifndef CM_BASE_DOOMED_H
#define CM_BASE_DOOMED_H

/* path stays the caller's, and in place until it is taken off the list. At most 8 at a time. */
void doomed_add(const char *path);
/* Nothing happens when it is not on the list. */
void doomed_remove(const char *path);

#endif
