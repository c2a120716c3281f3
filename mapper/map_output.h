/* SPDX-License-Identifier: Apache-2.0 */
/* Where the key table goes. */
#ifndef CM_MAPPER_MAP_OUTPUT_H
#define CM_MAPPER_MAP_OUTPUT_H

#include "mapper/keytable.h"

/* path is a directory (there, or ending in '/', then made): writes capmap.ktab, capmap_ktab.c and
 * capmap_ktab.h into it. Else a file: writes the binary table only. */
int map_output(const struct keytable *t, const char *path, struct diag *d);

#endif
