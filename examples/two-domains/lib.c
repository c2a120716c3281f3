// SPDX-License-Identifier: Apache-2.0
#include "domains.h"

void put_bytes(char *to, const char *from, unsigned int n)
{
	while (n--)
		*to++ = *from++;
}
