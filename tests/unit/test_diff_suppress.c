/* SPDX-License-Identifier: Apache-2.0 */
#include "views/diff_suppress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char path[64];

static int load(struct suppressions *s, const char *text, struct diag *d)
{
	size_t n = strlen(text);
	int fd, err;

	strcpy(path, "/tmp/capmap-suppress-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	close(fd);
	memset(d, 0, sizeof(*d));
	err = suppressions_load(s, path, "2026-06-15", d);
	unlink(path);
	return err;
}

static uint32_t find_access(struct suppressions *s, const char *function, const char *region,
			    const char *object)
{
	const char *value[SUPPRESS_KEY_COUNT] = {
	    [SUPPRESS_FUNCTION] = function, [SUPPRESS_REGION] = region, [SUPPRESS_OBJECT] = object};

	return suppressions_find(s, SUPPRESS_ACCESS, value);
}

static void all_given_keys_must_match(void **state)
{
	struct suppressions s;
	struct diag d;
	uint32_t at = 0;

	(void)state;
	assert_int_equal(load(&s,
			      "; accepted\n"
			      "[access]\n"
			      "  function = net_*\n"
			      "region=cred/*\n"
			      "reason = a = b, see notes\n"
			      "expires = 2026-06-15\n"
			      "\n"
			      "[ access ]\r\n"
			      "object = struct foo@drv/*:make\r\n"
			      "reason = r\r\n"
			      "expires = 2027-01-01\r\n",
			      &d),
			 CM_OK);
	assert_int_equal(s.v.n, 2);
	assert_string_equal(s.v.v[0].reason, "a = b, see notes");
	assert_int_equal(s.v.v[1].line, 8);
	assert_int_equal(find_access(&s, "net_send", "cred/cred_jar", "x"), 1);
	assert_int_equal(find_access(&s, "vfs_send", "cred/cred_jar", "x"), 0);
	assert_int_equal(find_access(&s, "net_send", "vfs/files", "x"), 0);
	assert_true(suppressions_stale(&s, &at, &d)); /* the second is not used yet */
	assert_int_equal(find_access(&s, "f", "r", "struct foo@drv/a/b.c:make"), 2);
	at = 0;
	assert_false(suppressions_stale(&s, &at, &d));
	suppressions_release(&s);
}

static void first_of_several_counts_and_all_are_used(void **state)
{
	const char *value[SUPPRESS_KEY_COUNT] = {
	    [SUPPRESS_FUNCTION] = "", [SUPPRESS_UNKNOWN] = "inttoptr"};
	struct suppressions s;
	struct diag d;
	uint32_t at = 0;

	(void)state;
	assert_int_equal(load(&s,
			      "[unknown]\nunknown = int*\nreason = r\nexpires = 2027-01-01\n"
			      "[unknown]\nunknown = inttoptr\nreason = r\nexpires = 2027-01-01\n",
			      &d),
			 CM_OK);
	assert_int_equal(suppressions_find(&s, SUPPRESS_UNKNOWNS, value), 1);
	assert_false(suppressions_stale(&s, &at, &d));
	assert_int_equal(find_access(&s, "f", "r", "o"), 0); /* another kind */
	suppressions_release(&s);
}

static void expired_and_unused_are_told(void **state)
{
	struct suppressions s;
	struct diag d;
	uint32_t at = 0;

	(void)state;
	assert_int_equal(load(&s,
			      "[access]\nfunction = f\nreason = r\nexpires = 2026-06-14\n"
			      "[open]\nregion = r\nreason = r\nexpires = 2026-06-15\n",
			      &d),
			 CM_OK);
	assert_int_equal(find_access(&s, "f", "r", "o"), 0);
	assert_true(suppressions_stale(&s, &at, &d));
	assert_non_null(strstr(d.where, ":1"));
	assert_non_null(strstr(d.text, "expired on 2026-06-14"));
	assert_true(suppressions_stale(&s, &at, &d));
	assert_non_null(strstr(d.where, ":5"));
	assert_non_null(strstr(d.text, "covers nothing"));
	assert_false(suppressions_stale(&s, &at, &d));
	suppressions_release(&s);
}

static void mistakes_are_located(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *says;
	} bad[] = {
	    {"function = f\n", 1, "before the first head"},
	    {"\n[accesses]\n", 2, "unknown kind [accesses]"},
	    {"[access\n", 1, "no ']'"},
	    {"[access]\nfunction f\n", 2, "neither"},
	    {"[access]\nunknown = x\n", 2, "no key \"unknown\"; it takes function, region, object"},
	    {"[open]\nfunction = x\n", 2, "no key \"function\"; it takes region, from"},
	    {"[access]\nfile = x\n", 2, "no key \"file\""},
	    {"[access]\nfunction =\n", 2, "is empty"},
	    {"[access]\nfunction = f\nfunction = g\n", 3, "given twice"},
	    {"[access]\nexpires = 2026-02-29\n", 2, "not a day"},
	    {"[access]\nexpires = 2026-13-01\n", 2, "not a day"},
	    {"[access]\nexpires = 2026-1-01\n", 2, "not a day"},
	    {"[access]\nexpires = 2026-01-011\n", 2, "not a day"},
	    {"[access]\nexpires = tomorrow\n", 2, "not a day"},
	    {"[access]\nfunction = f\nexpires = 2026-01-01\n", 1, "has no \"reason\""},
	    {"[access]\nfunction = f\nreason = r\n[open]\n", 1, "has no \"expires\""},
	    {"#\n[access]\nreason = r\nexpires = 2026-01-01\n", 2, "cover everything"},
	};
	struct suppressions s;
	struct diag d;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char at[16];

		assert_int_equal(load(&s, bad[i].text, &d), -CM_EFORMAT);
		snprintf(at, sizeof(at), ":%u", bad[i].line);
		if (strcmp(strrchr(d.where, ':'), at) || !strstr(d.text, bad[i].says))
			fail_msg("%s gives %s: %s", bad[i].text, d.where, d.text);
	}
	memset(&d, 0, sizeof(d));
	assert_int_equal(suppressions_load(&s, "/nonexistent/file", "2026-01-01", &d), -CM_EIO);
}

static void days_of_the_calendar(void **state)
{
	(void)state;
	assert_true(suppress_date_valid("2024-02-29"));
	assert_true(suppress_date_valid("2000-02-29"));
	assert_false(suppress_date_valid("1900-02-29"));
	assert_false(suppress_date_valid("2026-04-31"));
	assert_false(suppress_date_valid("2026-00-10"));
	assert_false(suppress_date_valid("2026-01-00"));
	assert_false(suppress_date_valid("2026-01"));
	assert_false(suppress_date_valid(""));
	assert_false(suppress_date_valid("2026-01-01 "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_given_keys_must_match),
	    cmocka_unit_test(first_of_several_counts_and_all_are_used),
	    cmocka_unit_test(expired_and_unused_are_told),
	    cmocka_unit_test(mistakes_are_located),
	    cmocka_unit_test(days_of_the_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
