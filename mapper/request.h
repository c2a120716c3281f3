/* SPDX-License-Identifier: Apache-2.0 */
/* What the user asks of the mapping: regions kept apart, tied together, or a key a subsystem. */
#ifndef CM_MAPPER_REQUEST_H
#define CM_MAPPER_REQUEST_H

#include "mapper/matrix.h"

/* A request resolved. A name is a region's, or a subsystem's for all its regions. */
struct request {
	const char *text;      /* "--apart NAME,NAME", for messages; the caller's */
	VEC(uint32_t) regions; /* indices of struct matrix */
	VEC(uint32_t) part;    /* [regions.n]: which of the names each came from */
};

struct requests {
	VEC(struct request) apart, together;
	bool coarse; /* all regions of a subsystem are one vertex */
};

void requests_init(struct requests *q);
void requests_release(struct requests *q);

/* Adds a request as the user wrote it, "--apart NAME,NAME" or "--together NAME,NAME"; text outlives
 * q. -CM_ENOTFOUND for a name the store does not know, with the nearest one in the message. */
int requests_add(struct requests *q, const struct matrix *m, const char *text, struct diag *d);

#endif
