// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

static void names_of_any_bytes_are_written(void **state)
{
	json_t *root = json_object(), *list = json_array();
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	(void)state;
	json_put(root, "plain", json_name("cred_jar"));
	json_put(root, "utf8",
		 json_name("gr\xc3\xb6\xc3\x9f"
			   "e"));
	json_put(root, "broken",
		 json_name("a\xff"
			   "b%"));
	json_add(list, json_count(UINT32_MAX));
	json_add(list, json_real(0.125));
	json_put(root, "list", list);
	assert_int_equal(json_write(root, out), CM_OK);
	fclose(out);
	assert_string_equal(text, "{\n"
				  "  \"plain\": \"cred_jar\",\n"
				  "  \"utf8\": \"gr\xc3\xb6\xc3\x9f"
				  "e\",\n"
				  "  \"broken\": \"a%FFb%\",\n"
				  "  \"list\": [\n"
				  "    4294967295,\n"
				  "    0.125\n"
				  "  ]\n"
				  "}\n");
	free(text);
}

static void a_full_disk_is_noticed(void **state)
{
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(full);
	setvbuf(full, NULL, _IONBF, 0);
	assert_int_equal(json_write(json_object(), full), -CM_EIO);
	fclose(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_of_any_bytes_are_written),
	    cmocka_unit_test(a_full_disk_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
