/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of an indirect call that has no target in an instance of its function. */
#ifndef CM_ANALYZER_ANSWER_ICALL_H
#define CM_ANALYZER_ANSWER_ICALL_H

#include "analyzer/answer.h"

/* From the best known to the least. */
enum icall_state {
	ICALL_NEVER_SET,  /* the places that the pointer is read from hold none, or there are none,
			   * and no joined set or unknown pointer leads to them: an optional method
			   * that nobody implements, a list that nobody adds to */
	ICALL_NOT_CALLED, /* nothing known calls the function that the call is in */
	ICALL_PROTOTYPE,
	ICALL_NO_POINTER,
	ICALL_UNKNOWN,
	ICALL_WIDE,
	ICALL_STATES, /* none yet */
};

/* What two instances of one call come to. Where no pointer comes, the call is not made: that says
 * nothing about the others. */
enum icall_state answer_icall_worse(enum icall_state a, enum icall_state b);

enum icall_state answer_icall_state(const struct answer *a, inst_id i, uint32_t call);
/* For the detail of its row in unknowns. */
const char *answer_icall_reason(enum icall_state state);

#endif
