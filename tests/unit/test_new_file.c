/* SPDX-License-Identifier: Apache-2.0 */
#include "base/new_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char dir[32], path[64];

static int setup(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/newXXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/file", dir);
	return 0;
}

/* Fails when anything but the file itself is left. */
static int teardown(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static void put(const char *text)
{
	struct new_file n;
	struct diag d = {0};

	assert_int_equal(new_file_begin(&n, path, &d), 0);
	fputs(text, n.f);
	assert_int_equal(new_file_commit(&n, &d), 0);
	new_file_abort(&n);
}

static void expect(const char *text)
{
	char have[64] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_true(fread(have, 1, sizeof(have) - 1, f) == strlen(text));
	assert_string_equal(have, text);
	fclose(f);
}

static void commit_replaces(void **state)
{
	(void)state;
	put("old");
	expect("old");
	put("new");
	expect("new");
}

static void abort_leaves_the_old(void **state)
{
	struct new_file n;
	struct diag d = {0};

	(void)state;
	put("old");
	assert_int_equal(new_file_begin(&n, path, &d), 0);
	fputs("new", n.f);
	assert_int_equal(new_file_flush(&n, &d), 0);
	expect("old");
	new_file_abort(&n);
	new_file_abort(&n);
	expect("old");
}

static void a_failed_write_leaves_the_old(void **state)
{
	struct new_file n;
	struct diag d = {0};

	(void)state;
	put("old");
	assert_int_equal(new_file_begin(&n, path, &d), 0);
	n.f = freopen("/dev/full", "w", n.f);
	assert_non_null(n.f);
	fputs("new", n.f);
	assert_int_equal(new_file_commit(&n, &d), -CM_EIO);
	assert_string_equal(d.where, path);
	assert_non_null(strstr(d.text, "No space left"));
	expect("old");
}

static void no_such_folder(void **state)
{
	struct new_file n;
	struct diag d = {0};

	(void)state;
	assert_int_equal(new_file_begin(&n, "/no/such/folder/file", &d), -CM_EIO);
	assert_string_equal(d.where, "/no/such/folder/file");
	new_file_abort(&n);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(commit_replaces),
	    TEST(abort_leaves_the_old),
	    TEST(a_failed_write_leaves_the_old),
	    TEST(no_such_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
