/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/plugin_carry.h"
#include "base/hash.h"
#include "passes/facts_block.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	struct facts facts;
	char *output; /* NULL: nothing to do */
	uint8_t extractor[EXTRACTOR_BYTES];
} carried;

bool plugin_carries(void)
{
	const char *asked = getenv("CAPMAP_FACTS_IN_OBJECT");

	return asked && asked[0] && strcmp(asked, "0");
}

/* Bytes in front of a block of facts: such facts are, byte for byte, what extraction from the
 * object would give. */
static int append(int fd, const char *object, size_t n)
{
	struct facts_block old;
	size_t nfacts, nblock, at = 0;
	ssize_t put = 0;
	char *block;
	void *facts;

	if (n < 4 || memcmp(object, "BC\xc0\xde", 4))
		return 0; /* native code, or text */
	if (n % 4 || facts_block_find(&old, object, n)) {
		errno = EINVAL;
		return -1;
	}
	carried.facts.input_hash = hash_bytes(object, n, 0);
	facts_serialise(&carried.facts, &facts, &nfacts);
	block = facts_block_make(carried.extractor, facts, nfacts, &nblock);
	while (at < nblock && put >= 0) {
		put = pwrite(fd, block + at, nblock - at, (off_t)(n + at));
		at += put > 0 ? (size_t)put : 0;
	}
	return put < 0 ? -1 : 0;
}

static int append_to(const char *output)
{
	int fd = open(output, O_RDWR | O_CLOEXEC), bad;
	struct stat st;
	char *object;
	size_t n;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1; /* the compiler failed, and said so */
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return close(fd);
	n = (size_t)st.st_size;
	object = malloc(n + 1);
	if (!object)
		diag_oom(n);
	bad = pread(fd, object, n, 0) != (ssize_t)n || append(fd, object, n);
	if (bad) {
		int why = errno;

		(void)!ftruncate(fd, st.st_size);
		errno = why;
	}
	free(object);
	return close(fd) || bad ? -1 : 0;
}

static void on_exit_append(int status, void *arg)
{
	(void)arg;
	if (status || !append_to(carried.output))
		return;
	fprintf(stderr, "error: %s: cannot add facts: %s\n", carried.output, strerror(errno));
	_exit(1);
}

int plugin_carry(struct facts *f, const char *output, struct diag *d)
{
	if (!output)
		return diag_set(d, CM_EIO, "",
				"facts can only be added to an object that -o names; name one, or "
				"unset CAPMAP_FACTS_IN_OBJECT");
	if (carried.output)
		return diag_set(d, CM_EIO, output, "two modules for one object");
	carried.facts = *f;
	memset(f, 0, sizeof(*f));
	carried.output = strdup(output);
	if (!carried.output)
		diag_oom(strlen(output));
	extractor_identify(carried.extractor);
	if (on_exit(on_exit_append, NULL))
		return diag_set(d, CM_EIO, output, "cannot wait for the object to be written");
	return 0;
}
