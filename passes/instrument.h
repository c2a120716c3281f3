/* SPDX-License-Identifier: Apache-2.0 */
/* From the key table to gates: windows around the writes of a module, variables into the sections
 * of their keys. docs/instrumentation.md is the whole story. */
#ifndef CM_PASSES_INSTRUMENT_H
#define CM_PASSES_INSTRUMENT_H

#include "base/diag.h"
#include "passes/window.h"

struct instrument_options {
	char *table; /* path of capmap.ktab */
	char *stats; /* path of the account of what was done, NULL none */
	enum gate_form form;
	bool whole; /* the module is the whole program: what it does not define is assembly */
	bool check; /* let the judge (window_check.h) look at the result */
};

/* Options by the environment (CAPMAP_TABLE, CAPMAP_GATES, CAPMAP_GATE_STATS, CAPMAP_GATE_CHECK),
 * then by text: "table=PATH;gates=alternative|plain|hosted;stats=PATH;check;whole", where each part
 * may be missing. Without a table, o->table is NULL: nothing is asked for. */
int instrument_options(struct instrument_options *o, const char *text, struct diag *d);
void instrument_options_release(struct instrument_options *o);

int instrument_module(LLVMModuleRef m, const struct instrument_options *o, struct diag *d);

#endif
