/* SPDX-License-Identifier: Apache-2.0 */
/* The account of one instrumentation: numbers, then a line for each thing that was left out:
 *
 *   WORD NUMBER
 *   left-out REASON NUMBER
 *   self-gated HELPER CALLEE
 *   left-out REASON WHAT FILE:LINE [DETAIL]
 */
#ifndef CM_PASSES_INSTRUMENT_REPORT_H
#define CM_PASSES_INSTRUMENT_REPORT_H

#include "base/diag.h"
#include "base/strtab.h"

enum instrument_count {
#define COUNT(name, word) COUNT_##name,
#include "passes/instrument_report.def"
#undef COUNT
	COUNT_END
};

enum instrument_reason {
#define REASON(name, word) LEFT_##name,
#include "passes/instrument_report.def"
#undef REASON
	LEFT_END
};

struct left_out {
	str_id what, file, detail; /* detail 0: none */
	uint32_t line;
	uint8_t reason;
};

/* A helper that gates itself, because it calls something that may gate ("*": by a pointer). */
struct self_gated {
	str_id helper, callee;
};

struct instrument_report {
	uint64_t count[COUNT_END], left[LEFT_END];
	struct strtab str;
	VEC(struct left_out) list;
	VEC(struct self_gated) self_gated;
};

void instrument_report_init(struct instrument_report *r);
void instrument_report_release(struct instrument_report *r);
void instrument_report_left(struct instrument_report *r, enum instrument_reason reason,
			    const char *what, const char *file, uint32_t line, const char *detail);
void instrument_report_self_gated(struct instrument_report *r, const char *helper, str_id callee);
/* Replaces the file at path. */
int instrument_report_write(const struct instrument_report *r, const char *path, struct diag *d);

#endif
