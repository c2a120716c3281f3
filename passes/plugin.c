/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/plugin.h"
#include "passes/extract.h"
#include "passes/instrument.h"
#include "passes/plugin_carry.h"
#include "passes/window_check.h"
#include "passes/window_join.h"

#include <llvm-c/Core.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".cmf"

bool plugin_extracts_in_link(void)
{
	return getenv("CAPMAP_LINK_FACTS") != NULL;
}

static struct {
	int argc;
	char **argv;
} command;

/* glibc gives a constructor what it gave main(), also in a library that is loaded late. (The worker
 * of a distributed build may have no /proc to ask.) */
__attribute__((constructor)) static void remember_command(int argc, char **argv)
{
	command.argc = argc;
	command.argv = argv;
}

/* The host's output file by its command line, malloc'd; NULL when not told. The pass interface does
 * not tell it. */
static char *host_output(void)
{
	const char *found = NULL;
	char *copy;

	for (int i = 1; i < command.argc; i++) {
		const char *arg = command.argv[i], *before = command.argv[i - 1];

		if (!strcmp(before, "-o") || !strcmp(before, "--output"))
			found = arg;
		else if (!strncmp(arg, "--output=", 9))
			found = arg + 9;
	}
	if (!found || !strcmp(found, "-"))
		return NULL;
	copy = strdup(found);
	if (!copy)
		diag_oom(strlen(found));
	return copy;
}

/* Appends "/" and path to the folder at to, such that the result is below the folder and not
 * longer than both. Returns its end. */
static char *append_below(char *to, const char *path)
{
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 2 && !memcmp(path, "..", n))
			to = stpcpy(to, "/up");
		else if (n && !(n == 1 && path[0] == '.'))
			to += sprintf(to, "/%.*s", (int)n, path);
		path += n;
		path += strspn(path, "/");
	}
	return to;
}

static char *facts_path(const char *output)
{
	const char *dir = getenv("CAPMAP_FACTS_DIR");
	bool below = dir && dir[0];
	size_t n = (below ? strlen(dir) : 0) + 1 + strlen(output) + sizeof(SUFFIX);
	char *path = malloc(n), *end;

	if (!path)
		diag_oom(n);
	end = below ? append_below(stpcpy(path, dir), output) : stpcpy(path, output);
	strcpy(end, SUFFIX);
	return path;
}

static int make_folders(char *path, struct diag *d)
{
	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		int bad;

		*p = 0;
		bad = mkdir(path, 0777) && errno != EEXIST;
		if (bad)
			diag_set(d, CM_EIO, path, "cannot make the folder: %s", strerror(errno));
		*p = '/';
		if (bad)
			return -CM_EIO;
	}
	return 0;
}

static bool defines_nothing(LLVMModuleRef m)
{
	size_t n;

	for (LLVMValueRef f = LLVMGetFirstFunction(m); f; f = LLVMGetNextFunction(f))
		if (!LLVMIsDeclaration(f))
			return false;
	for (LLVMValueRef g = LLVMGetFirstGlobal(m); g; g = LLVMGetNextGlobal(g))
		if (!LLVMIsDeclaration(g))
			return false;
	LLVMGetModuleInlineAsm(m, &n);
	return n == 0;
}

bool plugin_extract(LLVMModuleRef m, char *message, size_t n)
{
	char *output = host_output(), *path = NULL;
	struct diag d = {0};
	struct facts f;
	size_t len;
	int err = 0;

	if (defines_nothing(m) || (output && !strcmp(output, "/dev/null")))
		goto out;
	if (!plugin_carries()) {
		path = facts_path(output ? output : LLVMGetModuleIdentifier(m, &len));
		err = make_folders(path, &d);
		if (err)
			goto out;
	}
	facts_init(&f);
	extract_module(m, &f);
	err = path ? facts_write(&f, path, &d) : plugin_carry(&f, output, &d);
	facts_release(&f);
out:
	if (err)
		snprintf(message, n, "%s: %s", d.where, d.text);
	free(path);
	free(output);
	return !err;
}

bool plugin_instruments(void)
{
	const char *table = getenv("CAPMAP_TABLE");

	return table && table[0];
}

bool plugin_instrument(LLVMModuleRef m, enum plugin_host host, const char *options, char *message,
		       size_t n)
{
	struct instrument_options o;
	struct diag d = {0};
	int rc = instrument_options(&o, options, &d);

	if (!rc && !o.table)
		rc = diag_set(&d, CM_EFORMAT, "capmap-instrument",
			      "no key table: give table=PATH, or set CAPMAP_TABLE");
	o.whole |= host == PLUGIN_LINK;
	if (!rc && !(host == PLUGIN_COMPILE && defines_nothing(m)))
		rc = instrument_module(m, &o, &d);
	instrument_options_release(&o);
	if (rc)
		snprintf(message, n, "%s: %s", d.where, d.text);
	return !rc;
}

/* The account was written when gates were placed. */
static int report_joined(uint32_t joined, struct diag *d)
{
	const char *path = getenv("CAPMAP_GATE_STATS");
	FILE *out = path && path[0] ? fopen(path, "ae") : NULL;
	int bad;

	if (!path || !path[0])
		return 0;
	bad = !out || fprintf(out, "windows-joined-after-inlining %u\n", joined) < 0;
	if (out)
		bad |= fclose(out) != 0;
	return bad ? diag_set(d, CM_EIO, path, "%s", strerror(errno)) : 0;
}

bool plugin_finish(LLVMModuleRef m, enum plugin_host host, char *message, size_t n)
{
	struct diag d = {0};
	uint32_t joined = window_join(m);
	int rc = window_check(m, host == PLUGIN_LINK, false, &d);

	if (!rc && host == PLUGIN_LINK)
		rc = report_joined(joined, &d);
	if (rc)
		snprintf(message, n, "%s: %s", d.where, d.text);
	return !rc;
}
