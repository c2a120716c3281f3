/* SPDX-License-Identifier: Apache-2.0 */
/* Which instructions write, and where the facts say they stand: the extractor's walk of single
 * functions. What a store says of a function is thereby found again at its instructions. */
#ifndef CM_PASSES_EXTRACT_WRITE_H
#define CM_PASSES_EXTRACT_WRITE_H

#include "passes/facts.h"

#include <llvm-c/Types.h>

struct write_reader;

/* m may be changed as by extract_module(), and must outlive the reader. */
struct write_reader *write_reader_new(LLVMModuleRef m);
void write_reader_free(struct write_reader *r);

struct written {
	LLVMValueRef inst;
	str_id file;
	uint32_t line;
	uint8_t via;  /* enum fact_via */
	uint32_t arg; /* of a call: 1 + the argument that leads to what it writes; 0 none does */
};

/* The writes of fn, a definition, in the order of its instructions; an instruction may have
 * several. Valid until the next call. */
const struct written *write_reader_read(struct write_reader *r, LLVMValueRef fn, uint32_t *n);

/* Allocations by the function read last: calls, with the type that debug info gives to what they
 * return. */
struct allocated {
	LLVMValueRef inst;
	fact_type_id type;
	str_id file;
	uint32_t line;
};
const struct allocated *write_reader_allocated(const struct write_reader *r, uint32_t *n);
/* Its name in the store: "struct foo", "" when not known. malloc'd. */
char *write_reader_type(const struct write_reader *r, fact_type_id type);

/* Where a function or variable is defined, as the facts say it. unit: the source file of the module
 * that a function comes from, which differs from file for inline functions of headers. display: the
 * name in the source. */
struct written_name {
	str_id display, file, unit;
	uint32_t line;
};
struct written_name write_reader_name(struct write_reader *r, LLVMValueRef global);
/* Valid until the next call of the above. */
const char *write_reader_text(const struct write_reader *r, str_id s);

#endif
