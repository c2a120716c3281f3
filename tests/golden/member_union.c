// SPDX-License-Identifier: Apache-2.0
// Calls through members of what is kept in a buffer, where nothing tells one from another, and of
// which no tag names the one member: it is in a union; in a struct around the one that a variable
// shows; or one of two, which the compiler makes one load of.
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
#include "kernel.h"

struct base {
	long n[2];
};

union object {
	long type;
	struct {
		long type;
		void (*handler)(struct base *b);
	} region;
	struct {
		long type;
		int *pointer;
	} string;
};

struct named {
	union {
		void (*link)(struct base *b);
		void (*show)(struct base *b);
	};
	struct base base;
};

struct alg {
	long n;
	void (*encrypt)(struct base *b);
	void (*decrypt)(struct base *b);
};

struct other {
	void (*wrong)(struct base *b);
};

int called;
unsigned char buffer[256];

static void handler(struct base *p)
{
	called = 1;
}

static void link(struct base *p)
{
	called = 2;
}

static void show(struct base *p)
{
	called = 3;
}

static void encrypt(struct base *p)
{
	called = 4;
}

static void decrypt(struct base *p)
{
	called = 5;
}

static void wrong(struct base *p)
{
	called = 6;
}

noinline void set_object(union object *o)
{
	o->region.handler = handler;
}

noinline void set_named(int which, struct named *n)
{
	if (which)
		n->link = link;
	else
		n->show = show;
}

noinline void set_alg(struct alg *a)
{
	a->encrypt = encrypt;
	a->decrypt = decrypt;
}

noinline void set_other(struct other *o)
{
	o->wrong = wrong;
}

noinline void in_union(union object *o, struct base *b)
{
	o->region.handler(b);
}

noinline void around(struct base *b)
{
	container_of(b, struct named, base)->link(b);
}

noinline void either(int which, struct alg *a, struct base *b)
{
	if (which)
		a->encrypt(b);
	else
		a->decrypt(b);
}

void use(int which)
{
	void *p = buffer;

	set_object(p);
	set_named(which, p);
	set_alg(p);
	set_other(p);
	in_union(p, p);
	around((struct base *)(buffer + 16));
	either(which, p, p);
}

/* expect
 * calls
 *   either -> decrypt 0
 *   either -> encrypt 0
 *   in_union -> handler 101
 *   around -> link 106
 *   around -> show 106
 * unknowns
 *   wrong uncalled 70
 */
