/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/input.h"
#include "passes/reader.h"

#include <string.h>

/* The module that stands for an input that could not be read. */
static void facts_of_bad(struct facts *f, const char *name, const struct diag *why)
{
	struct fact_unknown u = {0};

	facts_init(f);
	f->source = strdup(name);
	if (!f->source)
		diag_oom(strlen(name));
	u.reason = strtab_add(&f->str, "unreadable-input");
	u.detail = strtab_add(&f->str, why->text);
	vec_push(&f->unknowns, u);
}

static int read_facts_item(const struct input_item *it, struct facts *f, struct diag *d)
{
	char *bytes = input_item_bytes(it, d);

	return bytes ? facts_adopt(f, bytes, it->size, it->name, d) : -CM_EIO;
}

/* Moves one result into the set. *nread counts modules that hold code or facts. */
static int place(struct input_set *s, const struct input_item *it, struct reader_result *r,
		 bool keep_going, uint32_t *nread, struct diag *d)
{
	struct diag bad = {0};
	int err = r->err;

	if (it->kind == INPUT_FACTS)
		err = read_facts_item(it, &r->facts, &bad);
	else if (it->kind == INPUT_BAD)
		err = -CM_EFORMAT, bad = *it->diag;
	else if (err)
		bad = *r->diag;
	if (err && !keep_going) {
		*d = bad;
		return err;
	}
	if (err) {
		diag_warn(bad.where, "%s", bad.text);
		facts_of_bad(&r->facts, it->name, &bad);
	} else if (r->native) {
		struct input_skipped skipped = {.name = strdup(it->name),
						.reason = "native-object"};

		if (!skipped.name)
			diag_oom(strlen(it->name));
		vec_push(&s->skipped, skipped);
	} else {
		s->bytes += it->size;
		s->carried += r->carried;
		++*nread;
	}
	vec_push(&s->modules, r->facts);
	memset(&r->facts, 0, sizeof(r->facts));
	return 0;
}

/* NULL when there is none. */
static struct cache *open_cache(struct cache *c, const struct input_options *opt)
{
	struct diag d = {0};

	if (!opt->cache)
		return NULL;
	if (!cache_open(c, opt->cache, &d))
		return c;
	diag_warn(d.where, "no cache: %s", d.text);
	return NULL;
}

static void leave_cache(struct input_set *s, const struct input_options *opt, struct cache *c)
{
	s->cache = c->counts;
	cache_warn(c);
	if (c->counts.stored)
		cache_trim(c, opt->cache_bytes);
	cache_close(c);
}

static int read_list(struct input_set *s, const struct input_list *l,
		     const struct input_options *opt, struct diag *d)
{
	uint32_t n = l->items.n, nread = 0;
	struct reader_result *result = calloc(n ? n : 1, sizeof(*result));
	struct cache cache, *c = open_cache(&cache, opt);
	int err;

	if (!result)
		diag_oom(n * sizeof(*result));
	err = reader_run(l, opt, c, result, d);
	if (c)
		leave_cache(s, opt, c);
	vec_reserve(&s->modules, n);
	for (uint32_t i = 0; i < n && !err; i++)
		err = place(s, &l->items.v[i], &result[i], opt->keep_going, &nread, d);
	for (uint32_t i = 0; i < n; i++) {
		facts_release(&result[i].facts);
		free(result[i].diag);
	}
	free(result);
	if (!err && !nread && !opt->keep_going)
		err = diag_set(d, CM_EFORMAT, "",
			       "no bitcode among the %u inputs; build them with clang 19 and -flto",
			       n);
	return err;
}

int input_read(struct input_set *s, char *const *paths, size_t npaths,
	       const struct input_options *opt, struct diag *d)
{
	struct input_list list = {0};
	int err = 0;

	BUG_ON(!opt->jobs);
	memset(s, 0, sizeof(*s));
	for (size_t i = 0; i < npaths && !err; i++)
		err = input_list_add(&list, paths[i], opt->keep_going, d);
	if (!err)
		err = read_list(s, &list, opt, d);
	input_list_release(&list);
	return err;
}

void input_set_release(struct input_set *s)
{
	vec_each (&s->modules, i)
		facts_release(&s->modules.v[i]);
	vec_each (&s->skipped, i)
		free(s->skipped.v[i].name);
	vec_free(&s->modules);
	vec_free(&s->skipped);
	s->bytes = 0;
}
