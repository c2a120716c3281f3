/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/map_output.h"
#include "base/arena.h"
#include "base/new_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static int write_text(const struct keytable *t, const char *path,
		      void (*print)(const struct keytable *, FILE *), struct diag *d)
{
	struct new_file out;
	int rc = new_file_begin(&out, path, d);

	if (rc)
		return rc;
	print(t, out.f);
	return new_file_commit(&out, d);
}

static int write_directory(const struct keytable *t, const char *dir, struct diag *d)
{
	struct arena mem;
	int rc;

	if (mkdir(dir, 0777) && errno != EEXIST)
		return diag_set(d, CM_EIO, dir, "cannot make the directory: %s", strerror(errno));
	arena_init(&mem);
	rc = keytable_write(t, arena_printf(&mem, "%s/capmap.ktab", dir), d);
	if (!rc)
		rc =
		    write_text(t, arena_printf(&mem, "%s/capmap_ktab.h", dir), keytable_print_h, d);
	if (!rc)
		rc =
		    write_text(t, arena_printf(&mem, "%s/capmap_ktab.c", dir), keytable_print_c, d);
	arena_release(&mem);
	return rc;
}

int map_output(const struct keytable *t, const char *path, struct diag *d)
{
	struct stat st;
	size_t n = strlen(path);

	if ((n && path[n - 1] == '/') || (!stat(path, &st) && S_ISDIR(st.st_mode)))
		return write_directory(t, path, d);
	return keytable_write(t, path, d);
}
