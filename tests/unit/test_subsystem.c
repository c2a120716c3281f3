/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/subsystem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char path[] = "/tmp/capmap-subsystem-XXXXXX";

/* Loads text into t; the message, "" when none, is in d. */
static int load(struct subsystem_table *t, const char *text, struct diag *d)
{
	strcpy(path + strlen(path) - 6, "XXXXXX");
	int fd = mkstemp(path);
	size_t n = strlen(text);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	close(fd);
	memset(d, 0, sizeof(*d));
	subsystem_init(t);
	int err = subsystem_load(t, path, d);

	unlink(path);
	return err;
}

static void longest_prefix_wins(void **state)
{
	struct subsystem_table t;
	struct diag d;
	char buf[64];

	(void)state;
	assert_int_equal(load(&t,
			      "# comment\n\n  # indented\n"
			      "fs/\tvfs\n"
			      "fs/ext4/\text4\t# and jbd2\r\n"
			      "fs/exec.c\tprocess\n"
			      "mm/\tpage",
			      &d),
			 CM_OK);
	assert_string_equal(subsystem_of(&t, "fs/namei.c", buf, sizeof(buf)), "vfs");
	assert_string_equal(subsystem_of(&t, "fs/ext4/super.c", buf, sizeof(buf)), "ext4");
	assert_string_equal(subsystem_of(&t, "fs/ext4dev.c", buf, sizeof(buf)), "vfs");
	assert_string_equal(subsystem_of(&t, "fs/exec.c", buf, sizeof(buf)), "process");
	assert_string_equal(subsystem_of(&t, "mm/slub.c", buf, sizeof(buf)), "page");
	subsystem_release(&t);
}

static void uncovered_path_falls_to_its_directory(void **state)
{
	struct subsystem_table t;
	char buf[64], small[3];

	(void)state;
	subsystem_init(&t);
	assert_string_equal(subsystem_of(&t, "lib/sort.c", buf, sizeof(buf)), "lib");
	assert_string_equal(subsystem_of(&t, "drivers/net/a.c", buf, sizeof(buf)), "drivers");
	assert_string_equal(subsystem_of(&t, "./lib/sort.c", buf, sizeof(buf)), "lib");
	assert_string_equal(subsystem_of(&t, "/abs/a.c", buf, sizeof(buf)), "abs");
	assert_string_equal(subsystem_of(&t, "a.c", buf, sizeof(buf)), "main");
	assert_string_equal(subsystem_of(&t, "", buf, sizeof(buf)), "main");
	assert_string_equal(subsystem_of(&t, "lib/sort.c", small, sizeof(small)), "li");
	subsystem_release(&t);
}

static void refuse(const char *text, unsigned line, const char *says)
{
	struct subsystem_table t;
	struct diag d;
	char at[16];

	assert_int_equal(load(&t, text, &d), -CM_EFORMAT);
	snprintf(at, sizeof(at), ":%u", line);
	assert_non_null(strstr(d.where, at));
	assert_non_null(strstr(d.text, says));
	subsystem_release(&t);
}

static void bad_lines_are_located(void **state)
{
	struct subsystem_table t;
	struct diag d = {0};

	(void)state;
	refuse("a/\ta\nb b\n", 2, "no tab");
	refuse("\tname\n", 1, "prefix is empty");
	refuse("a/\t\n", 1, "subsystem is empty");
	refuse("a/\t# nothing\n", 1, "subsystem is empty");
	refuse("a/\tone two\n", 1, "\"two\" follows");
	refuse("b/\tb\na/\ta\nb/\tc\n", 3, "given twice");
	subsystem_init(&t);
	assert_int_equal(subsystem_load(&t, "/nonexistent/table", &d), -CM_EIO);
	assert_string_equal(d.where, "/nonexistent/table");
	subsystem_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(longest_prefix_wins),
	    cmocka_unit_test(uncovered_path_falls_to_its_directory),
	    cmocka_unit_test(bad_lines_are_located),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
