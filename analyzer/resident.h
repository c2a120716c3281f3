/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CM_ANALYZER_RESIDENT_H
#define CM_ANALYZER_RESIDENT_H

#include <stdint.h>

/* Bytes of memory that this process holds now; 0 when the system does not tell. */
uint64_t resident_bytes(void);

#endif
