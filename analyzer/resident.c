/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/resident.h"

#include <stdio.h>
#include <unistd.h>

uint64_t resident_bytes(void)
{
	unsigned long total, pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (!f)
		return 0;
	if (fscanf(f, "%lu %lu", &total, &pages) != 2)
		pages = 0;
	fclose(f);
	return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}
