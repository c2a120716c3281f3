/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the instrumentation: what instrument*.c share.
 *
 *   instrument.c         the phases, in order
 *   instrument_option.c  what is asked for
 *   instrument_table.c   the key table, asked by place
 *   instrument_plan.c    which functions gate, and which helpers can be trusted not to
 *   instrument_address.c which variable or new memory an instruction writes to
 *   instrument_mark.c    which instructions need which keys
 *   instrument_call.c    which keys a call of a helper needs
 *   instrument_lend.c    keys that a function has for what its callers pass to it
 *   instrument_emit.c    gates into functions, by placement.c
 *   instrument_helper.c  helpers that are also entered from elsewhere get a gated entry
 *   instrument_alloc.c   allocations under the keys of their objects
 *   instrument_global.c  variables into the sections of their keys
 *   instrument_report.c  the account
 *   window.c window_callee.c window_write.c  gates, and what may stand in a window
 *   window_check.c       the judge
 *   placement.c placement_loop.c  where gates go, as a matter of graphs
 *
 * A helper runs in its callers' windows, so nothing in it may gate. One that cannot keep to that
 * (because it reaches an allocator, say) is loud, and gates itself instead, with the keys that any
 * of its callers could want. So it is with functions that the extractor takes for a mere write of
 * their caller's (models.def) and that are loud: they are lent the keys of that write, for what
 * they write to where that parameter points, or to memory they get, and what others do for them
 * whom they pass it to. */
#ifndef CM_PASSES_INSTRUMENT_INT_H
#define CM_PASSES_INSTRUMENT_INT_H

#include "base/hash.h"
#include "passes/extract_write.h"
#include "passes/instrument.h"
#include "passes/instrument_report.h"
#include "passes/instrument_table.h"
#include "passes/window_callee.h"

#include <llvm-c/Core.h>

/* An instruction that needs keys. */
struct mark {
	LLVMValueRef inst;
	uint16_t keys;
	bool helper; /* a call of one */
};

/* A function that the module defines. */
struct target {
	LLVMValueRef fn;
	uint32_t row;		     /* in the key table, 0 none */
	uint32_t first_mark, nmarks; /* once planned */
	bool helper;		     /* by the table */
	bool loud;		     /* opens windows, may sleep, or calls what we do not know */
	bool judged, passes_on;	     /* writes only by calling helpers; known when judged */
	bool runtime;		     /* has windows of the runtime's */
	bool bare;		     /* of a section that may have no windows */
	bool again;		     /* has been marked before */
	uint16_t *lent; /* NULL none; [1 + i]: keys for what it writes where parameter i leads, [0]:
			 * to memory it gets */
	bool lent_more; /* since it was marked */
	str_id why;	/* loud: what it calls, in report.str; 0: by itself */
};

struct instrument {
	LLVMModuleRef m;
	const struct instrument_options *opt;
	struct gate_table t;
	struct write_reader *reader;
	struct instrument_report report;
	VEC(struct target) targets; /* in the module's order */
	struct map target_of;	    /* LLVMValueRef -> 1 + index */
	VEC(struct mark) marks;
	/* instrument_call.c: reached[row] is reaching where a call of reached_by may lead; all says
	 * that nothing is missing there. served[]: rows of who calls the helper served_by. */
	LLVMValueRef reached_by, served_by;
	uint32_t *reached, reaching;
	bool reached_all;
	VEC(uint32_t) served;
	uint8_t *seen;	 /* [site of the table]: found at an instruction */
	uint8_t *keyed;	 /* [object of the table]: allocated under its key */
	struct map lent; /* pointers of the function being marked -> keys it was lent for them */
	unsigned memory_kind, nosync_kind, noalias_kind, readonly_kind, readnone_kind;
};

/* What a call means to a window around it. */
enum callee_kind {
	CALLEE_NEUTRAL, /* nothing: an intrinsic, assembly that calls nothing, no write at all */
	CALLEE_MEMORY,	/* window_callees.def */
	CALLEE_HELPER,	/* runs on its caller's rights */
	CALLEE_BARRIER,
};

/* instrument_plan.c. Fills targets, then says who is loud. */
void instrument_plan(struct instrument *in);
/* *row: of a helper in the table. */
enum callee_kind instrument_callee(struct instrument *in, LLVMValueRef call, uint32_t *row);
/* Whether a call that is a barrier by itself could stand in a window after all, if it was to write
 * for its caller: nothing in its body, or further down, gates. */
bool instrument_is_quiet(struct instrument *in, LLVMValueRef call);
/* The target of a function, NULL when the module does not define it. */
struct target *instrument_target(struct instrument *in, LLVMValueRef fn);
/* The table's row of a function that need not be defined here. */
uint32_t instrument_row(struct instrument *in, LLVMValueRef fn);

/* instrument_address.c. Where instructions write, beyond window_write.h. */
/* The memory that inst writes to and that its function just got from an allocator, else NULL. */
LLVMValueRef instrument_fresh(struct instrument *in, LLVMValueRef inst);
/* Whether inst is that allocator's call. */
bool instrument_is_fresh(struct instrument *in, LLVMValueRef inst);
/* The key of a global variable, 0 none. */
uint16_t instrument_variable(struct instrument *in, LLVMValueRef global);

/* instrument_call.c. */
bool instrument_is_call(LLVMValueRef inst);
/* What t's call of fn, which is helper in the table, needs. A helper that gates itself may be there
 * for any of its callers. */
uint16_t instrument_call_keys(struct instrument *in, const struct target *t, LLVMValueRef fn,
			      uint32_t helper);

/* instrument_mark.c. Marks instructions: own writes, and calls of helpers. */
void instrument_mark(struct instrument *in);
/* instrument_lend.c. Lends a function, whose windows are its own, keys for what it writes through
 * argument arg (from 1), or to memory it gets (0). */
void instrument_lend(struct target *to, uint32_t arg, uint16_t keys);
/* Finds the pointers of t that it has lent keys for: then instrument_lent() answers. */
void instrument_follow_lent(struct instrument *in, const struct target *t);
uint16_t instrument_lent(const struct instrument *in, LLVMValueRef pointer);
/* Lends the callee of a call what it needs of them. Returns the keys that the call itself has to
 * run with, where the callee has no windows. */
uint16_t instrument_lend_on(struct instrument *in, LLVMValueRef call);

/* instrument_emit.c. Gates for t's marks. */
void instrument_emit(struct instrument *in, struct target *t);
/* Forgets what the optimiser concluded from a body without gates. */
void instrument_forget(struct instrument *in, LLVMValueRef fn);

/* instrument_helper.c. */
void instrument_helpers(struct instrument *in);

/* instrument_alloc.c. kmalloc() of keyed objects under their key, where the program can. */
void instrument_allocations(struct instrument *in);

/* instrument_global.c. Then lists the objects that have no pages of their key. */
void instrument_globals(struct instrument *in);

#endif
