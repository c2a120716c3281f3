// SPDX-License-Identifier: Apache-2.0
// flags: -fstrict-aliasing -mllvm -enable-tbaa=false
// A static call's trampoline is of the type of what its key holds at first: a pointer to
// functions of another type does not call it.
struct static_call_key {
	void *func;
};
struct clock {
	int on;
};
struct ops {
	void (*start)(struct clock *c);
} ops;
int count;

static void count_one(int *n)
{
	*n = 1;
}

static void start(struct clock *c)
{
	c->on = 1;
}

struct static_call_key __SCK__count = {.func = count_one};
void __SCT__count(int *n);
void *patched[4];

void init(int i, int j)
{
	patched[i] = __SCT__count;
	patched[j] = start;
}

void set(int i)
{
	ops.start = patched[i];
}

void run(struct clock *c)
{
	ops.start(c);
}

/* expect
 * calls
 *   run -> start 43
 */
