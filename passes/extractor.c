/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extractor.h"
#include "passes/facts.h"

#include <llvm-c/Core.h>
#include <llvm-c/blake3.h>

#include <stdio.h>

_Static_assert(EXTRACTOR_BYTES == LLVM_BLAKE3_OUT_LEN, "an id is a whole BLAKE3 hash");

void extractor_identify(uint8_t id[EXTRACTOR_BYTES])
{
	unsigned v[3] = {0}, format = FACTS_VERSION;
	llvm_blake3_hasher h;
	char text[256];
	int n;

	LLVMGetVersion(&v[0], &v[1], &v[2]);
	n = snprintf(text, sizeof(text), "LLVM %u.%u.%u, facts %u, %s", v[0], v[1], v[2], format,
		     extractor_source);
	llvm_blake3_hasher_init(&h);
	llvm_blake3_hasher_update(&h, text, (size_t)n);
	llvm_blake3_hasher_finalize(&h, id, EXTRACTOR_BYTES);
}
