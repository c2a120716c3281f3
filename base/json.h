/* SPDX-License-Identifier: Apache-2.0 */
/* Building JSON with jansson: memory that is not there ends the program, and names from object
 * files become valid UTF-8. */
#ifndef CM_BASE_JSON_H
#define CM_BASE_JSON_H

#include "base/diag.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

/* Both take over v. */
void json_put(json_t *object, const char *key, json_t *v);
void json_add(json_t *array, json_t *v);
json_t *json_count(uint64_t v);
/* Not UTF-8: every byte outside ASCII becomes %XX. */
json_t *json_name(const char *s);
/* Indented by 2, with a newline at the end; takes over root. */
int json_write(json_t *root, FILE *out);

#endif
