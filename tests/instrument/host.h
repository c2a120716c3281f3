/* SPDX-License-Identifier: Apache-2.0 */
/* What a case of tests/instrument calls: the processor, simulated with mprotect(). */
#ifndef HOST_H
#define HOST_H

/* Ends the program with a message unless a write to *p is refused, or admitted, now. */
void must_refuse(void *p);
void must_admit(void *p);
/* Ends the program unless fn(arg) is stopped by a write that its window does not cover. */
void must_fault(void (*fn)(void *arg), void *arg);
/* Ends the program with the message unless ok. */
void must(int ok, const char *message);
/* How many gates have been crossed. */
unsigned long gates(void);
/* A call that the compiler cannot look into. */
void elsewhere(void);
/* p, by ways that the analysis does not follow. */
void *launder(unsigned long p);

/* As kmalloc(), from pages of a key, for an object of the table; and plain. */
void *capmap_kmalloc(unsigned long size, unsigned flags, unsigned key, unsigned row);
void *kmalloc(unsigned long size, unsigned flags);
void *__kmalloc(unsigned long size, unsigned flags);

#endif
