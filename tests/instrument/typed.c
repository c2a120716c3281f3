// SPDX-License-Identifier: Apache-2.0
// Allocations of an object with a key of its own come from that key's pages, where the program has
// an allocator for it. A wrapper's, which are of any type, do not.
#include "host.h"

/* What makes it known that there is one. */
void *(*const keyed)(unsigned long, unsigned, unsigned, unsigned) = capmap_kmalloc;

struct session {
	long id, uid;
};
struct other {
	long v;
};

static struct session *session;
static struct other *other;

static __attribute__((noinline)) void *get_memory(unsigned long n)
{
	return __kmalloc(n, 1u << 10);
}

__attribute__((noinline)) void log_in(long uid)
{
	struct session *s = __kmalloc(sizeof(*s), 1u << 10);

	s->id = 1;
	s->uid = uid;
	session = s;
}

__attribute__((noinline)) void start(void)
{
	other = get_memory(sizeof(*other));
	other->v = 4;
}

__attribute__((noinline)) void become(long uid)
{
	session->uid = uid;
}

int main(void)
{
	log_in(7);
	start();
	must_refuse(&session->uid);
	must_admit(&other->v);
	become(0);
	must(session->uid == 0 && other->v == 4, "written");
	must_refuse(session);
	return 0;
}
/* clang-format off */
/* expect
 * log_in: capmap_kmalloc() open session+session@log_in write session@log_in write session@log_in write session close
 * start: get_memory() open alloc@main write alloc@main close
 * become: open session@log_in write session@log_in close
 * functions-with-windows 3
 * writes 5
 * windows 3
 * merged 2
 * gates-open 3
 * gates-close 3
 * allocations-keyed 1
 * globals-moved 2
 */
