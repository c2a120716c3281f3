/* SPDX-License-Identifier: Apache-2.0 */
/* From command-line inputs to a flat list of things to read: @lists and archives are walked, and
 * every item is recognised by its first bytes. Items are in input order. */
#ifndef CM_PASSES_INPUT_ITEM_H
#define CM_PASSES_INPUT_ITEM_H

#include "base/diag.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

enum input_kind {
	INPUT_BITCODE = 1,
	INPUT_TEXT,   /* .ll */
	INPUT_OBJECT, /* relocatable ELF: bitcode in a section, or native code */
	INPUT_FACTS,
	INPUT_BAD, /* diag says why; only when bad inputs are kept */
};

struct input_item {
	char *name; /* for messages: the path, or archive(member) */
	char *path; /* of the file that holds the bytes */
	uint64_t offset, size;
	enum input_kind kind;
	struct diag *diag; /* INPUT_BAD, else NULL */
};

struct input_list {
	VEC(struct input_item) items;
};

/* Adds what path ("@list" or a file) stands for. Returns 0 or a negative enum cm_err; with
 * keep_bad, a bad input becomes an INPUT_BAD item instead. */
int input_list_add(struct input_list *l, const char *path, bool keep_bad, struct diag *d);
void input_list_release(struct input_list *l);

/* The item's bytes, malloc'd, and a NUL after them; NULL with d filled when they cannot be read. */
char *input_item_bytes(const struct input_item *it, struct diag *d);

#endif
