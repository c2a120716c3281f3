/* SPDX-License-Identifier: Apache-2.0 */
/* Names given by the user, in the census; 0 with the nearest names in d when there is none. */
#ifndef CM_VIEWS_GRAPH_FIND_H
#define CM_VIEWS_GRAPH_FIND_H

#include "views/census.h"

uint32_t find_subsystem(const struct census *c, const char *name, struct diag *d);
uint32_t find_function(const struct census *c, const char *name, struct diag *d);

#endif
