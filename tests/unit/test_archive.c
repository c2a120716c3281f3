// SPDX-License-Identifier: Apache-2.0
#include "passes/archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#define HEADER(name, size) name "0           0     0     100644  " size "`\n"

/* What GNU ar writes: a symbol table of 6 bytes, two names, an odd member, a long-named one. */
/* clang-format off */
static const char normal[] =
	"!<arch>\n"
	HEADER("/               ", "6         ") "\0\0\0\0xy"
	HEADER("//              ", "40        ") "a_rather_long_name.o/\nanother_long_one/\n"
	HEADER("short.o/        ", "3         ") "abc\n"
	HEADER("/22             ", "2         ") "de";

static const char thin[] =
	"!<thin>\n"
	HEADER("//              ", "28        ") "dir/a.o/\nnested/built-in.a/\n"
	HEADER("/0              ", "1234      ")
	HEADER("/9:166          ", "77        ");
/* clang-format on */

static int fd_of(const void *bytes, size_t n)
{
	int fd = memfd_create("archive", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	return fd;
}

static void members_of_a_normal_archive(void **state)
{
	int fd = fd_of(normal, sizeof(normal) - 1);
	struct archive_member m;
	struct archive a;
	struct diag d = {0};

	(void)state;
	assert_int_equal(archive_open(&a, fd, 0, sizeof(normal) - 1, "x.a", &d), 0);
	assert_false(a.thin);
	assert_int_equal(archive_next(&a, &m, &d), 1);
	assert_string_equal(m.name, "short.o");
	assert_int_equal(m.size, 3);
	assert_memory_equal(normal + m.offset, "abc", 3);
	free(m.name);
	assert_int_equal(archive_next(&a, &m, &d), 1);
	assert_string_equal(m.name, "another_long_one");
	assert_memory_equal(normal + m.offset, "de", 2);
	free(m.name);
	assert_int_equal(archive_next(&a, &m, &d), 0);
	archive_close(&a);
	close(fd);
}

static void members_of_a_thin_archive_have_no_bytes(void **state)
{
	int fd = fd_of(thin, sizeof(thin) - 1);
	struct archive_member m;
	struct archive a;
	struct diag d = {0};

	(void)state;
	assert_int_equal(archive_open(&a, fd, 0, sizeof(thin) - 1, "x.a", &d), 0);
	assert_true(a.thin);
	assert_int_equal(archive_next(&a, &m, &d), 1);
	assert_string_equal(m.name, "dir/a.o");
	assert_int_equal(m.origin, 0);
	free(m.name);
	assert_int_equal(archive_next(&a, &m, &d), 1);
	assert_string_equal(m.name, "nested/built-in.a");
	assert_int_equal(m.origin, 166);
	free(m.name);
	assert_int_equal(archive_next(&a, &m, &d), 0);
	archive_close(&a);
	close(fd);
}

static void an_archive_within_a_file(void **state)
{
	char buf[sizeof(normal) + 7];
	struct archive_member m;
	struct archive a;
	struct diag d = {0};
	int fd;

	(void)state;
	memset(buf, '#', sizeof(buf));
	memcpy(buf + 7, normal, sizeof(normal) - 1);
	fd = fd_of(buf, sizeof(buf));
	assert_int_equal(archive_open(&a, fd, 7, sizeof(normal) - 1, "x.a", &d), 0);
	assert_int_equal(archive_next(&a, &m, &d), 1);
	assert_memory_equal(buf + m.offset, "abc", 3);
	free(m.name);
	assert_int_equal(archive_next(&a, &m, &d), 1);
	assert_memory_equal(buf + m.offset, "de", 2);
	free(m.name);
	assert_int_equal(archive_next(&a, &m, &d), 0);
	archive_close(&a);
	close(fd);
}

/* Walks n bytes; the number of members, or the error. */
static int walk(const char *bytes, size_t n, struct diag *d)
{
	int fd = fd_of(bytes, n), count = 0, got;
	struct archive_member m;
	struct archive a;

	memset(d, 0, sizeof(*d));
	got = archive_open(&a, fd, 0, n, "x.a", d);
	while (!got && (got = archive_next(&a, &m, d)) > 0) {
		assert_true(m.name[0]);
		assert_true(a.thin || m.offset + m.size <= n);
		free(m.name);
		got = 0;
		if (++count > 100)
			break;
	}
	archive_close(&a);
	close(fd);
	assert_true(got == 0 || (d->text[0] && got == -CM_EFORMAT));
	return got ? got : count;
}

static void a_cut_archive_is_told_or_shorter(void **state)
{
	struct diag d;
	int whole = 0;

	(void)state;
	for (size_t n = 0; n < sizeof(normal) - 1; n++)
		whole += walk(normal, n, &d) >= 0;
	/* Only cuts between members can pass. */
	assert_int_equal(whole, 5);
	assert_int_equal(walk("!<arch>\n", 8, &d), 0);
}

static void a_changed_byte_is_not_fatal(void **state)
{
	static const char *const forms[] = {normal, thin};
	static const size_t bytes[] = {sizeof(normal) - 1, sizeof(thin) - 1};
	static const char put[] = {0, '/', ' ', '9', ':', '\n', -1};
	char buf[sizeof(normal)];
	struct diag d;

	(void)state;
	for (unsigned f = 0; f < 2; f++) {
		for (size_t at = 0; at < bytes[f]; at++) {
			for (unsigned k = 0; k < sizeof(put); k++) {
				memcpy(buf, forms[f], bytes[f]);
				buf[at] = put[k];
				walk(buf, bytes[f], &d);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(members_of_a_normal_archive),
	    cmocka_unit_test(members_of_a_thin_archive_have_no_bytes),
	    cmocka_unit_test(an_archive_within_a_file),
	    cmocka_unit_test(a_cut_archive_is_told_or_shorter),
	    cmocka_unit_test(a_changed_byte_is_not_fatal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
