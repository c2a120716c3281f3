// SPDX-License-Identifier: Apache-2.0
#include "passes/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[] = "/tmp/capmap-cache-XXXXXX";

static int enter(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder);
}

static int leave(void **state)
{
	(void)state;
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	return chdir("/") || system(command);
}

static void open_cache(struct cache *c)
{
	struct diag d = {0};

	assert_int_equal(cache_open(c, "c", &d), 0);
}

/* Puts facts of a module called source, keyed by its name, in the cache. */
static struct cache_key put(const struct cache *c, const char *source)
{
	struct cache_use use = {0};
	struct cache_key k;
	struct facts f;
	void *buf;
	size_t n;

	facts_init(&f);
	f.source = strdup(source);
	facts_serialise(&f, &buf, &n);
	cache_key(&k, source, strlen(source), INPUT_BITCODE);
	cache_store(c, &k, buf, n, &use);
	assert_true(use.stored);
	assert_int_equal(use.store_err, 0);
	free(buf);
	facts_release(&f);
	return k;
}

static bool has(const struct cache *c, const struct cache_key *k)
{
	struct cache_use use = {0};
	struct facts f;

	if (!cache_load(c, k, &f, &use)) {
		assert_int_equal(use.load_err, -CM_ENOTFOUND);
		return false;
	}
	facts_release(&f);
	return true;
}

static void what_is_put_in_comes_out(void **state)
{
	struct cache_use use = {0};
	struct cache_key a, b;
	struct facts f;
	struct cache c;

	(void)state;
	open_cache(&c);
	a = put(&c, "a.c");
	cache_key(&b, "b.c", 3, INPUT_BITCODE);
	assert_false(has(&c, &b));
	assert_true(cache_load(&c, &a, &f, &use));
	assert_string_equal(f.source, "a.c");
	facts_release(&f);
	put(&c, "a.c"); /* again */
	assert_true(has(&c, &a));
	cache_close(&c);
}

static void a_key_is_bytes_and_how_they_are_read(void **state)
{
	struct cache_key a, b;

	(void)state;
	cache_key(&a, "bytes", 5, INPUT_BITCODE);
	cache_key(&b, "bytes", 5, INPUT_BITCODE);
	assert_memory_equal(&a, &b, sizeof(a));
	cache_key(&b, "bytes", 5, INPUT_TEXT);
	assert_memory_not_equal(&a, &b, sizeof(a));
	cache_key(&b, "bytes", 6, INPUT_BITCODE);
	assert_memory_not_equal(&a, &b, sizeof(a));
}

static void another_extractor_has_other_facts(void **state)
{
	struct cache_use use = {0};
	struct cache_key k;
	struct facts f;
	struct cache c;

	(void)state;
	open_cache(&c);
	k = put(&c, "version.c");
	c.extractor[31] ^= 1;
	assert_false(cache_load(&c, &k, &f, &use));
	assert_int_equal(use.load_err, -CM_EVERSION);
	put(&c, "version.c");
	assert_true(has(&c, &k));
	cache_close(&c);
}

static void counts_by_kind(void **state)
{
	const struct cache_use hit = {.hit = 1}, stored = {.load_err = -CM_ENOTFOUND, .stored = 1},
			       old = {.load_err = -CM_EVERSION, .stored = 1},
			       bad = {.load_err = -CM_EFORMAT,
				      .store_err = -CM_EIO,
				      .damaged = "first",
				      .unwritten = "full"},
			       worse = {.load_err = -CM_EIO, .stored = 1, .damaged = "second"};
	struct cache c;

	(void)state;
	open_cache(&c);
	cache_count(&c, &hit);
	cache_count(&c, &stored);
	cache_count(&c, &old);
	cache_count(&c, &bad);
	cache_count(&c, &worse);
	assert_int_equal(c.counts.hits, 1);
	assert_int_equal(c.counts.stored, 3);
	assert_int_equal(c.counts.outdated, 1);
	assert_int_equal(c.counts.damaged, 2);
	assert_int_equal(c.counts.unwritten, 1);
	assert_string_equal(c.damaged, "first");
	assert_string_equal(c.unwritten, "full");
	cache_close(&c);
}

/* As if it had not been used for days. */
static void age(const struct cache *c, const struct cache_key *k, int days)
{
	struct timespec now, when[2];
	char name[128];
	int at;

	clock_gettime(CLOCK_REALTIME, &now);
	when[0] = when[1] = now;
	when[0].tv_sec = when[1].tv_sec -= days * 86400;
	at = sprintf(name, "%02x/", k->hash[0]);
	for (unsigned i = 1; i < CACHE_HASH_BYTES; i++)
		at += sprintf(name + at, "%02x", k->hash[i]);
	assert_int_equal(utimensat(c->dir, name, when, 0), 0);
}

static void the_longest_unused_is_trimmed_first(void **state)
{
	struct cache_key k[3];
	struct cache c;
	struct diag d;

	(void)state;
	assert_int_equal(cache_open(&c, "trimmed", &d), 0);
	k[0] = put(&c, "0.c");
	k[1] = put(&c, "1.c");
	k[2] = put(&c, "2.c");
	age(&c, &k[0], 2);
	age(&c, &k[1], 3);
	age(&c, &k[2], 1);
	cache_trim(&c, 3 * 4096);
	assert_true(has(&c, &k[0]) && has(&c, &k[1]) && has(&c, &k[2]));
	age(&c, &k[0], 3); /* for asking was using */
	age(&c, &k[1], 2);
	cache_trim(&c, 2 * 4096);
	assert_false(has(&c, &k[0]));
	assert_true(has(&c, &k[1]) && has(&c, &k[2]));
	cache_trim(&c, 0);
	assert_false(has(&c, &k[1]) || has(&c, &k[2]));
	cache_close(&c);
}

static void what_a_killed_process_left_is_removed(void **state)
{
	struct cache c;
	char name[64];
	int fd;

	(void)state;
	open_cache(&c);
	sprintf(name, "new-%08x-%d", c.run, 12345);
	fd = openat(c.dir, name, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	close(fd);
	cache_forget(&c, 12344);
	assert_int_equal(faccessat(c.dir, name, F_OK, 0), 0);
	cache_forget(&c, 12345);
	assert_int_equal(faccessat(c.dir, name, F_OK, 0), -1);
	cache_close(&c);
}

static void a_file_is_no_cache(void **state)
{
	struct diag d = {0};
	struct cache c;

	(void)state;
	close(open("file", O_CREAT | O_WRONLY, 0600));
	assert_int_equal(cache_open(&c, "file", &d), -CM_EIO);
	cache_close(&c);
	assert_int_equal(cache_open(&c, "no/such", &d), -CM_EIO);
	cache_close(&c);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_put_in_comes_out),
	    cmocka_unit_test(a_key_is_bytes_and_how_they_are_read),
	    cmocka_unit_test(another_extractor_has_other_facts),
	    cmocka_unit_test(counts_by_kind),
	    cmocka_unit_test(the_longest_unused_is_trimmed_first),
	    cmocka_unit_test(what_a_killed_process_left_is_removed),
	    cmocka_unit_test(a_file_is_no_cache),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
