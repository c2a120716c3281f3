// SPDX-License-Identifier: Apache-2.0
// Where a file's bytes go is written by who copies them, however they are handed there.
#include "kernel.h"

struct kvec {
	void *iov_base;
	size_t iov_len;
};
struct iov_iter {
	const struct kvec *kvec;
	size_t count;
};
char page[64], header[64];
long reads;

noinline size_t _copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	reads++;
	__builtin_memcpy(i->kvec->iov_base, addr, bytes);
	return bytes;
}

noinline long kernel_read(void *file, void *buf, size_t count, long long *pos)
{
	struct kvec vec = {.iov_base = buf, .iov_len = count};
	struct iov_iter iter = {.kvec = &vec, .count = count};

	*pos += (long long)count;
	return (long)_copy_to_iter(page, count, &iter);
}

long load(void *file)
{
	long long pos = 0;

	return kernel_read(file, header, sizeof(header), &pos);
}

/* expect
 * accesses
 *   _copy_to_iter -> reads store w 18
 *   _copy_to_iter -> header copy w 19
 * unknowns
 */
