/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/map_output.h"
#include "base/arena.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static int add(struct map_output *o, const struct keytable *t, const char *path,
	       void (*print)(const struct keytable *, FILE *), struct diag *d)
{
	struct new_file *file = &o->file[o->n];
	int rc = new_file_begin(file, path, d);

	if (rc)
		return rc;
	o->n++;
	print(t, file->f);
	return new_file_flush(file, d);
}

static int add_directory(struct map_output *o, const struct keytable *t, const char *dir,
			 struct diag *d)
{
	struct arena mem;
	int rc;

	if (mkdir(dir, 0777) && errno != EEXIST)
		return diag_set(d, CM_EIO, dir, "cannot make the directory: %s", strerror(errno));
	arena_init(&mem);
	rc = add(o, t, arena_printf(&mem, "%s/capmap.ktab", dir), keytable_print, d);
	if (!rc)
		rc = add(o, t, arena_printf(&mem, "%s/capmap_ktab.h", dir), keytable_print_h, d);
	if (!rc)
		rc = add(o, t, arena_printf(&mem, "%s/capmap_ktab.c", dir), keytable_print_c, d);
	arena_release(&mem);
	return rc;
}

int map_output_begin(struct map_output *o, const struct keytable *t, const char *path,
		     struct diag *d)
{
	struct stat st;
	size_t n = strlen(path);
	int rc;

	memset(o, 0, sizeof(*o));
	if ((n && path[n - 1] == '/') || (!stat(path, &st) && S_ISDIR(st.st_mode)))
		rc = add_directory(o, t, path, d);
	else
		rc = add(o, t, path, keytable_print, d);
	if (rc)
		map_output_abort(o);
	return rc;
}

int map_output_commit(struct map_output *o, struct diag *d)
{
	int rc = 0;

	for (unsigned i = 0; i < o->n && !rc; i++)
		rc = new_file_commit(&o->file[i], d);
	map_output_abort(o);
	return rc;
}

void map_output_abort(struct map_output *o)
{
	for (unsigned i = 0; i < o->n; i++)
		new_file_abort(&o->file[i]);
	o->n = 0;
}
