// SPDX-License-Identifier: Apache-2.0
int *shared;

void publish(int *p)
{
	shared = p;
}
