/* SPDX-License-Identifier: Apache-2.0 */
/* Facts inside the bitcode they are of, so that they go where the object goes: through a
 * distributed build, a compiler cache, an archive. They are a block of their own behind LLVM's,
 * whose readers pass over blocks that they do not know. No tool that writes bitcode keeps it.
 *
 * Source: LLVM's "LLVM Bitcode File Format", sections on blocks, abbreviations and blobs. At the
 * top level an abbreviation id has 2 bits. The block holds one abbreviation (literal code 1, blob)
 * and one record of it, whose blob is struct facts_block_head and then a facts file. */
#ifndef CM_PASSES_FACTS_BLOCK_H
#define CM_PASSES_FACTS_BLOCK_H

#include "passes/extractor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACTS_BLOCK_ID	  1200 /* LLVM's are below 30 */
#define FACTS_BLOCK_MAGIC "CMBLOCK"

struct facts_block_head {
	char magic[8];
	uint8_t extractor[EXTRACTOR_BYTES]; /* extractor_identify() */
};

/* Where they are in a bitcode file. */
struct facts_block {
	size_t start;	   /* bytes of bitcode before the block: a multiple of 4 */
	const char *facts; /* not aligned */
	size_t nfacts;	   /* bytes */
	const uint8_t *extractor;
};

/* True and b filled when the last block of the n bytes is one of facts. */
bool facts_block_find(struct facts_block *b, const char *bitcode, size_t n);

/* A block to be written behind bitcode; malloc'd, *n bytes. */
char *facts_block_make(const uint8_t extractor[EXTRACTOR_BYTES], const void *facts, size_t nfacts,
		       size_t *n);

#endif
