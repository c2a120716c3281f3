// SPDX-License-Identifier: Apache-2.0
// copy_from_user() writes the kernel's side; copy_to_user() writes nothing of ours.
#include "kernel.h"

struct request {
	int *pointer;
	long args[4];
} request;
int a;
int *keep = &a;

long take(const void *from)
{
	return _copy_from_user(&request, from, sizeof(request));
}

long give(void *to)
{
	return _copy_to_user(to, &request, sizeof(request));
}

/* expect
 * accesses
 *   take -> request copy w 14
 * unknowns
 */
