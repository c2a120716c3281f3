/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CM_ANALYZER_STORE_WRITE_H
#define CM_ANALYZER_STORE_WRITE_H

#include "analyzer/model.h"
#include "analyzer/store.h"

/* Writes m into the empty store of e (schema in place) in one transaction, and derives func_region:
 * a site's function, or its caller for a helper's, gets 'w' on every region of the site's set. */
int store_write(struct store_edit *e, const struct model *m, struct diag *d);

#endif
