/* SPDX-License-Identifier: Apache-2.0 */
/* Which functions run at all. */
#ifndef CM_ANALYZER_ANSWER_REACH_H
#define CM_ANALYZER_ANSWER_REACH_H

#include "analyzer/answer.h"

enum answer_reach {
	REACH_DEAD,	/* nothing refers to it but what is dead */
	REACH_UNCALLED, /* its address is taken, or its caller's, and no call of that is known */
	REACH_CALLED,	/* from the entries: assembly, and the tables that bounds.h knows */
};

/* [func_id] -> enum answer_reach; the caller frees it. */
uint8_t *answer_reach(const struct answer *a);

/* A row for each function that is REACH_UNCALLED, in place of rows for all that is not known in it.
 */
void answer_reach_unknowns(struct answer *a);

#endif
