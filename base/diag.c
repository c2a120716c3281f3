/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *program = "capmap";

void diag_program(const char *name)
{
	program = name;
}

const char *diag_program_name(void)
{
	return program;
}

__attribute__((format(printf, 4, 0))) static void fill(struct diag *d, const char *where,
						       unsigned line, const char *fmt, va_list ap)
{
	if (!d || d->text[0])
		return;
	if (line)
		snprintf(d->where, sizeof(d->where), "%s:%u", where ? where : "", line);
	else
		snprintf(d->where, sizeof(d->where), "%s", where ? where : "");
	vsnprintf(d->text, sizeof(d->text), fmt, ap);
}

int diag_set(struct diag *d, enum cm_err err, const char *where, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(d, where, 0, fmt, ap);
	va_end(ap);
	return -(int)err;
}

int diag_set_line(struct diag *d, enum cm_err err, const char *where, unsigned line,
		  const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(d, where, line, fmt, ap);
	va_end(ap);
	return -(int)err;
}

static void print(const char *severity, const char *where, const char *text)
{
	int located = where && where[0];

	fflush(stdout);
	fprintf(stderr, "%s: %s: %s%s%s\n", program, severity, located ? where : "",
		located ? ": " : "", text);
}

void diag_print_error(const struct diag *d)
{
	print("error", d->where, d->text[0] ? d->text : "unknown failure");
}

void diag_warn(const char *where, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	print("warning", where, text);
}

void diag_progress(const char *fmt, ...)
{
	static int shown = -1;
	va_list ap;

	if (shown < 0)
		shown = isatty(STDERR_FILENO) || getenv("CAPMAP_PROGRESS");
	if (!shown)
		return;
	fprintf(stderr, "%s: ", program);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void diag_die(int code, const char *where, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	print("error", where, text);
	exit(code);
}

void diag_oom(size_t bytes)
{
	diag_die(CM_EXIT_ERROR, "",
		 "out of memory asking for %zu bytes; use a machine with more, or fewer inputs",
		 bytes);
}

void diag_bug(const char *file, int line, const char *what)
{
	fflush(stdout);
	fprintf(stderr, "%s: internal error: %s:%d: %s; please report it with the input\n", program,
		file, line, what);
	abort();
}
