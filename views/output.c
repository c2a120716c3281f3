/* SPDX-License-Identifier: Apache-2.0 */
#include "views/output.h"

#include <errno.h>
#include <string.h>

int output_begin(struct output *o, const char *path, struct diag *d)
{
	int err = 0;

	memset(o, 0, sizeof(*o));
	o->file = stdout;
	if (path) {
		err = new_file_begin(&o->new_file, path, d);
		o->file = o->new_file.f;
	}
	return err;
}

int output_commit(struct output *o, struct diag *d)
{
	if (o->file != stdout)
		return new_file_commit(&o->new_file, d);
	if (fflush(stdout) || ferror(stdout))
		return diag_set(d, CM_EIO, "standard output", "cannot write: %s", strerror(errno));
	return 0;
}

void output_abort(struct output *o)
{
	if (o->file != stdout)
		new_file_abort(&o->new_file);
}
