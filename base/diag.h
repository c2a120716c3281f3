/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics and exit codes.
 *
 * Library code never ends the program on bad input: it fills a struct diag (or calls diag_warn)
 * and returns a negative enum cm_err. Only *_main.c turns an error into an exit code. BUG() is for
 * our own mistakes, diag_oom() for memory that is not there; both end the program. */
#ifndef CM_BASE_DIAG_H
#define CM_BASE_DIAG_H

#include <stddef.h>

/* Exit codes common to every program; docs/diagnostics.md holds the table.
 * capmap-diff adds bits of its own from 4 upwards. */
enum cm_exit {
	CM_EXIT_OK = 0,
	CM_EXIT_ERROR = 1, /* bad input, I/O error, failed check: nothing was replaced */
	CM_EXIT_USAGE = 2, /* the command line is wrong */
	CM_EXIT_LIMIT = 3, /* done, but less exactly: a limit that the user set was reached */
};

enum cm_err {
	CM_OK = 0,
	CM_EIO = 1,	  /* the system refused: errno is in the message */
	CM_EFORMAT = 2,	  /* truncated, corrupt or foreign input */
	CM_EVERSION = 3,  /* well-formed, but of another version */
	CM_ENOTFOUND = 4, /* a name the store does not know */
	CM_ELIMIT = 5,	  /* a limit of time, memory or number was reached */
	CM_EGRAPH = 6,	  /* inconsistent graph */
};

/* One located message. where: a path, or path:line, or "" ; text: what, and how to mend it. */
struct diag {
	char where[512];
	char text[1024];
};

/* Fills d (when not NULL) and returns -err, so that a caller can return diag_set(...). Keeps the
 * first message when called again on the way out. */
int diag_set(struct diag *d, enum cm_err err, const char *where, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* where:line as location; line 0 leaves it out. */
int diag_set_line(struct diag *d, enum cm_err err, const char *where, unsigned line,
		  const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* The program's name for messages; set once by main. */
void diag_program(const char *name);
const char *diag_program_name(void);
/* "program: error: where: text" on stderr. */
void diag_print_error(const struct diag *d);
void diag_warn(const char *where, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Progress, on stderr when it is a terminal or CAPMAP_PROGRESS is set; a no-op otherwise. */
void diag_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* For *_main.c only: prints and exits with code. */
_Noreturn void diag_die(int code, const char *where, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
_Noreturn void diag_oom(size_t bytes);
_Noreturn void diag_bug(const char *file, int line, const char *what);
#define BUG(what)    diag_bug(__FILE__, __LINE__, (what))
#define BUG_ON(cond) ((cond) ? diag_bug(__FILE__, __LINE__, #cond) : (void)0)

#endif
