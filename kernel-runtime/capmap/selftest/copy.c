// SPDX-License-Identifier: GPL-2.0-only
/* Copies with an exception table entry must not turn a forbidden write into a short copy. */

#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "selftest.h"

#define KEY 4

struct copy {
	const char *name;
	unsigned long (*copy)(void *to, const void *from, unsigned long size);
	bool calls; /* a function, which may have windows of its own: they close its caller's */
};

/* The source is the kernel's, which these primitives do not mind. */
static unsigned long from_user(void *to, const void *from, unsigned long size)
{
	return raw_copy_from_user(to, (const void __user __force *)from, size);
}

static unsigned long from_user_inatomic(void *to, const void *from, unsigned long size)
{
	unsigned long left;

	pagefault_disable();
	left = raw_copy_from_user(to, (const void __user __force *)from, size);
	pagefault_enable();
	return left;
}

static unsigned long to_kernel_nofault(void *to, const void *from, unsigned long size)
{
	return copy_to_kernel_nofault(to, from, size) ? size : 0;
}

static const struct copy copies[] = {
    {"copy_from_user", from_user},
    {"copy_from_user, page faults disabled", from_user_inatomic},
    {"copy_to_kernel_nofault", to_kernel_nofault, .calls = true},
};

static void test(const struct copy *c, unsigned long size)
{
	static char source[256];
	char *to = (char *)(st_direct[KEY] + 64);
	enum st_outcome closed = st_closed();
	unsigned int before;
	bool written;

	memset(source, source[0] + 1, sizeof(source));
	before = st_faults();
	st_expect(true);
	c->copy(to, source, size);
	st_expect(false);

	written = !memcmp(to, source, size);
	st_result(written == (closed != ST_FAULTED) &&
		      (st_faults() != before) == (closed != ST_PASSED),
		  "%s of %lu bytes into a closed page", c->name, size);

	if (c->calls && capmap_table->nfunctions) {
		st_skip("it has windows of its own", "%s of %lu bytes in a window", c->name, size);
		return;
	}
	capmap_window_open(KEY);
	c->copy(to, source, size);
	capmap_window_close();
	st_result(!memcmp(to, source, size), "%s of %lu bytes in a window", c->name, size);
}

void st_copies(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(copies); i++) {
		test(&copies[i], 8);
		test(&copies[i], 200);
	}
}
