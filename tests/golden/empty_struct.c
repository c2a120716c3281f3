// SPDX-License-Identifier: Apache-2.0
// A struct without members has no room for another, so what is called is of the struct that the
// pointer is declared to point to.
struct nothing {
};

struct type {
	union {
		struct nothing key;
		int lock;
	} u;
	void (*secret)(void);
};

struct ops {
	long n;
	void (*run)(void);
};

int a, b;

static void right(void)
{
	a = 1;
}

static void wrong(void)
{
	b = 1;
}

struct type type = {.secret = wrong};
struct ops ops = {.run = right};
void *slots[2];

void init(int i, int j)
{
	slots[i] = &type;
	slots[j] = &ops;
}

void run(int i)
{
	struct ops *o = slots[i];

	o->run();
}

/* expect
 * calls
 *   run -> right 46
 * unknowns
 *   wrong uncalled 27
 */
