// SPDX-License-Identifier: GPL-2.0-only
/* mark NAME: begins a part of the account of "capmap-kernel boot --count". */
#include <stdio.h>

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	printf("mark: %s\n", argv[1]);
	fflush(stdout);
	/* nopl 0x6b72616d(%rax,%rax), the MARK of gate-counter.c */
	__asm__ volatile(".byte 0x0f, 0x1f, 0x84, 0x00, 'm', 'a', 'r', 'k'");
	return 0;
}
