// SPDX-License-Identifier: Apache-2.0
#include "domains.h"

static struct cred creds[8];
static unsigned int last_cred;
struct cred *last_used;

struct cred *cred_new(int uid)
{
	struct cred *c = &creds[last_cred++ % 8];

	c->uid = uid;
	c->uses = 0;
	return c;
}

void cred_use(struct cred *c)
{
	c->uses++;
	last_used = c;
}
