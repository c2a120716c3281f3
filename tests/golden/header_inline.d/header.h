// SPDX-License-Identifier: Apache-2.0
#ifndef HEADER_H
#define HEADER_H

static __attribute__((noinline)) void note(int *count)
{
	*count += *count;
}

#endif
