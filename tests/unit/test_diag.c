// SPDX-License-Identifier: Apache-2.0
#include "base/diag.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* Runs f in a child; err gets what it wrote to stderr. Returns its wait status. */
static int child_says(void (*f)(void), char *err, size_t n)
{
	int fd[2], status;
	size_t have = 0;
	ssize_t got;

	assert_int_equal(pipe(fd), 0);
	fflush(NULL);
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		dup2(fd[1], STDERR_FILENO);
		close(fd[0]);
		close(fd[1]);
		diag_program("capmap-test");
		f();
		_exit(0);
	}
	close(fd[1]);
	while ((got = read(fd[0], err + have, n - 1 - have)) > 0)
		have += (size_t)got;
	err[have] = 0;
	close(fd[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void set_returns_the_negative_error(void **state)
{
	struct diag d = {0};

	(void)state;
	assert_int_equal(diag_set(&d, CM_EFORMAT, "a.bc", "byte %d", 7), -CM_EFORMAT);
	assert_string_equal(d.where, "a.bc");
	assert_string_equal(d.text, "byte 7");
	assert_int_equal(diag_set(NULL, CM_EIO, "x", "y"), -CM_EIO);
	assert_int_equal(diag_set_line(NULL, CM_ELIMIT, "x", 3, "y"), -CM_ELIMIT);
}

static void the_first_message_is_kept(void **state)
{
	struct diag d = {0};

	(void)state;
	diag_set_line(&d, CM_EFORMAT, "rules", 12, "cause");
	assert_int_equal(diag_set(&d, CM_EIO, "rules", "consequence"), -CM_EIO);
	assert_string_equal(d.where, "rules:12");
	assert_string_equal(d.text, "cause");
}

static void line_zero_is_left_out(void **state)
{
	struct diag d = {0};

	(void)state;
	diag_set_line(&d, CM_EFORMAT, "rules", 0, "t");
	assert_string_equal(d.where, "rules");
}

static void overlong_messages_are_cut_not_overrun(void **state)
{
	struct diag d = {0};
	char *longest = malloc(5000);

	(void)state;
	memset(longest, 'p', 4999);
	longest[4999] = 0;
	diag_set_line(&d, CM_EIO, longest, 1, "%s", longest);
	assert_int_equal(strlen(d.where), sizeof(d.where) - 1);
	assert_int_equal(strlen(d.text), sizeof(d.text) - 1);
	free(longest);
}

static void print_located(void)
{
	struct diag d = {0};

	diag_set(&d, CM_EFORMAT, "a.bc", "truncated; compile it again");
	diag_print_error(&d);
	diag_warn("", "no location");
	diag_warn("b.bc:3", "%d left", 2);
}

static void messages_name_program_severity_and_place(void **state)
{
	char err[512];

	(void)state;
	assert_int_equal(child_says(print_located, err, sizeof(err)), 0);
	assert_string_equal(err, "capmap-test: error: a.bc: truncated; compile it again\n"
				 "capmap-test: warning: no location\n"
				 "capmap-test: warning: b.bc:3: 2 left\n");
}

static void print_progress(void)
{
	unsetenv("CAPMAP_PROGRESS");
	diag_progress("quiet");
}

static void print_progress_on_request(void)
{
	setenv("CAPMAP_PROGRESS", "1", 1);
	diag_progress("%d of %d", 1, 2);
}

static void progress_is_silent_off_a_terminal(void **state)
{
	char err[512];

	(void)state;
	child_says(print_progress, err, sizeof(err));
	assert_string_equal(err, "");
	child_says(print_progress_on_request, err, sizeof(err));
	assert_string_equal(err, "capmap-test: 1 of 2\n");
}

static void die_usage(void)
{
	diag_die(CM_EXIT_USAGE, "", "what is '%s'?", "-Z");
}

static void run_out_of_memory(void)
{
	diag_oom(12345);
}

static void hit_a_bug(void)
{
	BUG_ON(1 + 1 == 2);
}

static void ends_with_the_documented_codes(void **state)
{
	char err[512];
	int status = child_says(die_usage, err, sizeof(err));

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
	assert_string_equal(err, "capmap-test: error: what is '-Z'?\n");

	status = child_says(run_out_of_memory, err, sizeof(err));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_non_null(strstr(err, "12345 bytes"));

	status = child_says(hit_a_bug, err, sizeof(err));
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_non_null(strstr(err, "test_diag.c:"));
	assert_non_null(strstr(err, "1 + 1 == 2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(set_returns_the_negative_error),
	    cmocka_unit_test(the_first_message_is_kept),
	    cmocka_unit_test(line_zero_is_left_out),
	    cmocka_unit_test(overlong_messages_are_cut_not_overrun),
	    cmocka_unit_test(messages_name_program_severity_and_place),
	    cmocka_unit_test(progress_is_silent_off_a_terminal),
	    cmocka_unit_test(ends_with_the_documented_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
