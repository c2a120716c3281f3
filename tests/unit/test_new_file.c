/* SPDX-License-Identifier: Apache-2.0 */
#include "base/new_file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

static void a_signal_leaves_the_old(void **state)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGTERM};

	(void)state;
	put("old");
	for (unsigned i = 0; i < 3; i++) {
		pid_t child = fork();
		int status;

		if (!child) {
			struct new_file n[2];
			char other[80];

			signal(signals[i], SIG_DFL);
			snprintf(other, sizeof(other), "%s2", path);
			new_file_begin(&n[0], path, NULL);
			new_file_begin(&n[1], other, NULL);
			fputs("new", n[0].f);
			new_file_flush(&n[0], NULL);
			raise(signals[i]);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
	}
	expect("old");
}

static void a_limit_on_size_leaves_the_old(void **state)
{
	int status;

	(void)state;
	put("old");
	pid_t child = fork();

	if (!child) {
		struct rlimit limit = {1000, 1000};
		struct new_file n;

		setrlimit(RLIMIT_FSIZE, &limit);
		new_file_begin(&n, path, NULL);
		for (int i = 0; i < 1000; i++)
			fputs("new", n.f);
		_exit(-new_file_commit(&n, NULL));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), CM_EIO);
	expect("old");
}

static void a_link_stays_a_link(void **state)
{
	char real[80];
	struct stat st;

	(void)state;
	snprintf(real, sizeof(real), "%s2", path);
	assert_int_equal(symlink(real, path), 0);
	fclose(fopen(real, "w"));
	put("new");
	expect("new");
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	unlink(real);
}

static void a_pipe_is_written_to(void **state)
{
	struct stat st;
	char have[8] = "";

	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	int fd = open(path, O_RDONLY | O_NONBLOCK);

	put("new");
	assert_int_equal(read(fd, have, sizeof(have)), 3);
	assert_string_equal(have, "new");
	close(fd);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
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
	    TEST(a_signal_leaves_the_old),
	    TEST(a_limit_on_size_leaves_the_old),
	    TEST(a_link_stays_a_link),
	    TEST(a_pipe_is_written_to),
	    TEST(no_such_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
