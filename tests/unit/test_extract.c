// SPDX-License-Identifier: Apache-2.0
/* Every data/extract/X.ll ends in the facts that come of it, as comments. With CAPMAP_ACCEPT=1 in
 * the environment they are written anew instead of compared: read the difference before it goes in.
 */
#include "passes/extract.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <llvm-c/Core.h>
#include <llvm-c/IRReader.h>

#define FOLDER "data/extract/"
#define MARK   "; facts\n"

static char *read_file(const char *path)
{
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	fseek(in, 0, SEEK_END);
	size_t n = (size_t)ftell(in);
	char *text = calloc(n + 1, 1);

	assert_non_null(text);
	rewind(in);
	assert_int_equal(fread(text, 1, n, in), n);
	fclose(in);
	return text;
}

/* The dump less its first line, which names the module; each line a comment. */
static char *facts_as_comments(const struct facts *f)
{
	char *dump = NULL, *out = NULL;
	size_t n;
	FILE *s = open_memstream(&dump, &n);

	assert_non_null(s);
	facts_dump(f, s);
	fclose(s);
	s = open_memstream(&out, &n);
	assert_non_null(s);
	char *save = NULL, *line = strtok_r(dump, "\n", &save);

	while ((line = strtok_r(NULL, "\n", &save)))
		fprintf(s, "; %s\n", line);
	fclose(s);
	free(dump);
	return out;
}

static char *extract(const char *path)
{
	LLVMContextRef c = LLVMContextCreate();
	LLVMMemoryBufferRef buf;
	LLVMModuleRef m = NULL;
	char *message = NULL;
	struct facts f;
	struct diag d = {0};

	if (LLVMCreateMemoryBufferWithContentsOfFile(path, &buf, &message) ||
	    LLVMParseIRInContext(c, buf, &m, &message))
		fail_msg("%s: %s", path, message);
	facts_init(&f);
	extract_module(m, &f);
	if (facts_validate(&f, path, &d))
		fail_msg("%s: %s", d.where, d.text);
	char *out = facts_as_comments(&f);

	facts_release(&f);
	LLVMDisposeModule(m);
	LLVMContextDispose(c);
	return out;
}

static void accept_facts(const char *path, char *text, const char *facts)
{
	char *mark = strstr(text, MARK);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	if (mark)
		*mark = '\0';
	fprintf(out, "%s" MARK "%s", text, facts);
	fclose(out);
}

static void test_module(void **state)
{
	const char *path = *state;
	char *text = read_file(path), *facts = extract(path);
	const char *mark = strstr(text, MARK);

	if (getenv("CAPMAP_ACCEPT"))
		accept_facts(path, text, facts);
	else
		assert_string_equal(facts, mark ? mark + strlen(MARK) : "");
	free(facts);
	free(text);
}

/* The same bytes out of the same module. */
static void test_twice(void **state)
{
	char *a = extract(*state), *b = extract(*state);

	assert_string_equal(a, b);
	free(a);
	free(b);
}

static int is_module(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return dot && !strcmp(dot, ".ll");
}

int main(void)
{
	struct dirent **files;
	int n = scandir(FOLDER, &files, is_module, alphasort);

	if (n < 1) {
		fprintf(stderr, "no modules in %s: run from tests/\n", FOLDER);
		return 1;
	}
	struct CMUnitTest *tests = calloc((size_t)n + 1, sizeof(*tests));
	char **paths = calloc((size_t)n, sizeof(*paths));

	for (int i = 0; i < n; i++) {
		if (asprintf(&paths[i], FOLDER "%s", files[i]->d_name) < 0)
			return 1;
		tests[i] = (struct CMUnitTest){
		    .name = paths[i], .test_func = test_module, .initial_state = paths[i]};
		free(files[i]);
	}
	tests[n] = (struct CMUnitTest){
	    .name = "twice", .test_func = test_twice, .initial_state = paths[0]};
	free(files);
	int failed = _cmocka_run_group_tests("extract", tests, (size_t)n + 1, NULL, NULL);

	for (int i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
	free(tests);
	return failed;
}
