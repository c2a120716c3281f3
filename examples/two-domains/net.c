// SPDX-License-Identifier: Apache-2.0
#include "domains.h"

static struct sock socks[4];
unsigned long bytes_sent;

void sys_socket(int fd, int uid)
{
	struct sock *s = &socks[fd & 3];

	s->owner = cred_new(uid);
	s->used = 0;
}

void sys_send(int fd, const char *data, unsigned int n)
{
	struct sock *s = &socks[fd & 3];

	if (n > sizeof(s->buffer) - s->used)
		return;
	put_bytes(s->buffer + s->used, data, n);
	s->used += n;
	cred_use(s->owner);
	bytes_sent += n;
}
