/* SPDX-License-Identifier: Apache-2.0 */
#include "views/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(struct output *o, const char *what, struct diag *d)
{
	int err = diag_set(d, CM_EIO, o->path ? o->path : "standard output", "%s: %s", what,
			   strerror(errno));

	output_abort(o);
	return err;
}

int output_begin(struct output *o, const char *path, struct diag *d)
{
	mode_t mask;
	int fd;

	*o = (struct output){.path = path};
	if (!path) {
		o->file = stdout;
		return 0;
	}
	if (asprintf(&o->tmp, "%s.XXXXXX", path) < 0)
		diag_oom(strlen(path) + 8);
	fd = mkstemp(o->tmp);
	if (fd < 0) {
		free(o->tmp);
		o->tmp = NULL;
		return failed(o, "cannot create a file beside it", d);
	}
	mask = umask(0);
	umask(mask);
	o->file = fchmod(fd, 0666 & ~mask) ? NULL : fdopen(fd, "w");
	if (!o->file) {
		int saved = errno;

		close(fd);
		errno = saved;
		return failed(o, "cannot open", d);
	}
	return 0;
}

int output_commit(struct output *o, struct diag *d)
{
	FILE *f = o->file;

	if (fflush(f) || ferror(f))
		return failed(o, "cannot write", d);
	if (!o->path)
		return 0;
	if (fsync(fileno(f)))
		return failed(o, "cannot write", d);
	o->file = NULL;
	if (fclose(f))
		return failed(o, "cannot write", d);
	if (rename(o->tmp, o->path))
		return failed(o, "cannot rename into place", d);
	free(o->tmp);
	o->tmp = NULL;
	return 0;
}

void output_abort(struct output *o)
{
	if (o->file && o->path)
		fclose(o->file);
	if (o->tmp) {
		unlink(o->tmp);
		free(o->tmp);
	}
	o->file = NULL;
	o->tmp = NULL;
}
