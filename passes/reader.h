/* SPDX-License-Identifier: Apache-2.0 */
/* Reads items in child processes: LLVM's and libelf's readers may crash, hang or eat memory on
 * bytes that no compiler wrote. The parent hands out one item at a time to each child and takes its
 * facts, or its death, as the answer. */
#ifndef CM_PASSES_READER_H
#define CM_PASSES_READER_H

#include "passes/cache.h"
#include "passes/input.h"
#include "passes/input_item.h"

struct reader_result {
	struct facts facts; /* loaded; zeroed when err or when the item was not read */
	bool native;	    /* facts tell symbols only */
	bool carried;	    /* facts came with the object */
	int err;	    /* negative enum cm_err, with diag (malloc'd) */
	struct diag *diag;
};

/* Reads the bitcode, text and object items of l; result: [l->items.n], zeroed by the caller, who
 * releases them. Facts that the cache c has are taken from it, and others are put there; c may be
 * NULL. Unless opt->keep_going, items behind the first bad one may stay unread. Returns a negative
 * enum cm_err with d filled when no process could be made. */
int reader_run(const struct input_list *l, const struct input_options *opt, struct cache *c,
	       struct reader_result *result, struct diag *d);

/* Between parent and child, over a stream socket: the parent sends item numbers, the child answers
 * each with a reply and its bytes: serialised facts, or a struct diag when err. */
struct reader_reply {
	uint32_t item;
	int32_t err;
	uint64_t bytes;
	uint64_t native;
	uint64_t carried; /* the object had its facts with it */
	struct cache_use use;
};

/* What a child was doing, in memory shared with the parent, for the message about its death. */
enum reader_stage { READER_IDLE, READER_READING, READER_EXTRACTING };

/* reader_child.c: serves until the socket closes. stderr is a file of its own, emptied before each
 * item. */
_Noreturn void reader_child(int socket, volatile int *stage, const struct input_list *l,
			    const struct input_options *opt, const struct cache *c);

#endif
