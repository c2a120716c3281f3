// SPDX-License-Identifier: Apache-2.0
// For LD_PRELOAD: call number $RENAME_DIES of rename() kills the program instead, and call number
// $RENAME_FAILS fails, as on a damaged disk.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int number(const char *variable)
{
	const char *value = getenv(variable);

	return value ? atoi(value) : 0;
}

int rename(const char *from, const char *to)
{
	static int calls;

	calls++;
	if (calls == number("RENAME_DIES"))
		raise(SIGKILL);
	if (calls == number("RENAME_FAILS")) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_rename, from, to);
}
