// SPDX-License-Identifier: Apache-2.0
// A call of each hook in a list that nobody adds to is of methods that nobody implements, and so is
// one through a union in which only assembly is kept. The result of a function that is missed may
// be anything.
struct hook {
	struct hook *next;
	void (*run)(struct hook *hook);
};

struct hook *hooks;
union {
	void (*entry)(void);
	long (*method)(long n);
} either;

void assembly_entry(void);
struct hook *missed(void);

void set_entry(void)
{
	either.entry = assembly_entry;
}

void run_hooks(void)
{
	for (struct hook *h = hooks; h; h = h->next)
		h->run(h);
}

long run_method(void)
{
	return either.method ? either.method(1) : 0;
}

void run_missed(void)
{
	struct hook *h = missed();

	h->run(h);
}

/* expect
 * calls
 * unknowns
 *   run_missed undefined-callee 37
 *   run_missed indirect-call 39
 */
