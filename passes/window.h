/* SPDX-License-Identifier: Apache-2.0 */
/* Gates as instructions: put into a function, and known again. */
#ifndef CM_PASSES_WINDOW_H
#define CM_PASSES_WINDOW_H

#include <llvm-c/Types.h>

#include <stdbool.h>
#include <stdint.h>

enum gate_form {
	GATE_ALTERNATIVE, /* NOPs that Linux replaces: capmap_gate.h */
	GATE_PLAIN,	  /* the same instructions at once */
	GATE_HOSTED, /* a call of void capmap_gate(unsigned rights), for programs in user space */
};
#define GATE_HOST "capmap_gate"

/* The register's value with keys (bit k: key k) open. */
uint32_t window_rights(uint16_t keys);

/* Puts a gate in front of inst that opens keys, or with 0 closes. fresh: memory that the function
 * just got from an allocator and writes in the window, or NULL. The optimiser knows that nobody
 * else has such memory, and would move writes to it past the gate; so the gate is shown it. */
void window_gate(LLVMValueRef inst, enum gate_form form, uint16_t keys, LLVMValueRef fresh);

/* Whether inst is a gate of any form, and which keys it opens. */
bool window_is_gate(LLVMValueRef inst, uint16_t *keys);

/* Makes a gate that opens keys of another that does. */
void window_set_keys(LLVMValueRef gate, uint16_t keys);

/* Keys a write needs are kept at the instruction, for who comes later: metadata "capmap.keys". 0 at
 * a call: it may stand in a window, although it needs none. */
void window_mark(LLVMValueRef inst, uint16_t keys);
uint16_t window_marked(LLVMValueRef inst);
bool window_is_marked(LLVMValueRef inst);

#endif
