// SPDX-License-Identifier: Apache-2.0
// modules
// The same program as helper.c, instrumented as one module of several. A helper runs in its
// callers' windows, each with its own keys. One that is also called through a pointer has a second
// entry for that.
#include "helper.c"

/* clang-format off */
/* expect
 * add_ours: open node_ours+ours insert node_ours+ours close
 * add_theirs: open node_theirs insert node_theirs close
 * reset_ours: open ours reset.capmap_helper ours close
 * reset: open own reset.capmap_helper own close
 * main: must_refuse() must_refuse() add_ours() add_theirs() must() gates() must() reset_ours() must() open hook write hook close by_pointer() must() must_fault()
 * functions-with-windows 4
 * writes 1
 * helper-calls 3
 * windows 5
 * gates-open 5
 * gates-close 5
 * helpers-with-a-gated-entry 1
 * globals-moved 6
 */
