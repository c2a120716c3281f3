// SPDX-License-Identifier: Apache-2.0
#include "header.h"

int b_even, b_odd;

void b(int n)
{
	note(n & 1 ? &b_odd : &b_even);
}
