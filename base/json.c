/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

void json_put(json_t *object, const char *key, json_t *v)
{
	if (json_object_set_new(object, key, v))
		diag_oom(sizeof(*v));
}

void json_add(json_t *array, json_t *v)
{
	if (json_array_append_new(array, v))
		diag_oom(sizeof(*v));
}

json_t *json_count(uint64_t v)
{
	return json_integer((json_int_t)v);
}

json_t *json_name(const char *s)
{
	json_t *v = json_string(s);

	if (v)
		return v;
	size_t n = 0;
	char *clean = calloc(1, 3 * strlen(s) + 1);

	if (!clean)
		diag_oom(3 * strlen(s) + 1);
	for (; *s; s++)
		n += (size_t)sprintf(clean + n, (*s & 0x80) ? "%%%02X" : "%c", *s & 0xff);
	v = json_string(clean);
	free(clean);
	return v;
}

int json_write(json_t *root, FILE *out)
{
	int failed = json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9));

	fputc('\n', out);
	json_decref(root);
	return failed || ferror(out) ? -CM_EIO : CM_OK;
}
