/* SPDX-License-Identifier: Apache-2.0 */
#include "base/new_file.h"
#include "base/doomed.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void release(struct new_file *n)
{
	if (n->f)
		fclose(n->f);
	doomed_remove(n->tmp);
	free(n->tmp);
	free(n->target);
	memset(n, 0, sizeof(*n));
}

static int fail(struct new_file *n, struct diag *d)
{
	int rc = diag_set(d, CM_EIO, n->target, "cannot write: %s", strerror(errno));

	new_file_abort(n);
	return rc;
}

int new_file_begin(struct new_file *n, const char *path, struct diag *d)
{
	struct stat st;
	bool exists = !stat(path, &st);

	memset(n, 0, sizeof(*n));
	n->target = exists && S_ISREG(st.st_mode) ? realpath(path, NULL) : strdup(path);
	if (!n->target)
		return diag_set(d, CM_EIO, path, "cannot write: %s", strerror(errno));
	if (!exists || S_ISREG(st.st_mode)) {
		if (asprintf(&n->tmp, "%s.tmp%d", n->target, (int)getpid()) < 0)
			diag_oom(strlen(path));
		doomed_add(n->tmp);
	}
	n->f = fopen(n->tmp ? n->tmp : n->target, "we");
	return n->f ? 0 : fail(n, d);
}

static int sync_directory(const char *path)
{
	char *copy = strdup(path);
	int fd, bad;

	if (!copy)
		diag_oom(strlen(path));
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems cannot sync a directory and say so by EINVAL. */
	bad = fd < 0 || (fsync(fd) && errno != EINVAL);
	if (fd >= 0)
		close(fd);
	free(copy);
	return bad;
}

int new_file_flush(struct new_file *n, struct diag *d)
{
	return fflush(n->f) || ferror(n->f) || (n->tmp && fsync(fileno(n->f))) ? fail(n, d) : 0;
}

int new_file_commit(struct new_file *n, struct diag *d)
{
	FILE *f = n->f;
	int rc = new_file_flush(n, d);

	if (rc)
		return rc;
	n->f = NULL;
	if (fclose(f) || (n->tmp && (rename(n->tmp, n->target) || sync_directory(n->target))))
		return fail(n, d);
	release(n);
	return 0;
}

void new_file_abort(struct new_file *n)
{
	if (n->tmp)
		unlink(n->tmp);
	release(n);
}
