// SPDX-License-Identifier: Apache-2.0
// ERR_PTR(): the error value is no place, and it is no unknown either.
#include "kernel.h"

struct cred {
	int uid;
} root;

noinline struct cred *get_cred(int id)
{
	if (id)
		return (struct cred *)-13L;
	return &root;
}

int set_uid(int id, int uid)
{
	struct cred *c = get_cred(id);

	if ((unsigned long)c >= (unsigned long)-4095)
		return (int)(long)c;
	c->uid = uid;
	return 0;
}

/* expect
 * accesses
 *   set_uid -> root store w 22
 * unknowns
 */
