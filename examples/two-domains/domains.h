/* SPDX-License-Identifier: Apache-2.0 */
/* Two subsystems of a toy kernel: credentials, and sockets that each point to one. */
#ifndef TWO_DOMAINS_H
#define TWO_DOMAINS_H

struct cred {
	int uid;
	long uses;
};

struct sock {
	struct cred *owner;
	unsigned int used;
	char buffer[64];
};

struct cred *cred_new(int uid);
void cred_use(struct cred *c);

void put_bytes(char *to, const char *from, unsigned int n);

#endif
