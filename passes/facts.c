/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/facts.h"

#include <string.h>

void facts_init(struct facts *f)
{
	memset(f, 0, sizeof(*f));
	strtab_init(&f->str);
#define FACTS_ARRAY(T, name) vec_push(&f->name, (struct T){0});
#include "passes/facts.def"
#undef FACTS_ARRAY
	vec_push(&f->args, 0);
}

void facts_release(struct facts *f)
{
	if (f->image) {
		free(f->image);
	} else {
		free(f->source);
		strtab_release(&f->str);
#define FACTS_ARRAY(T, name) vec_free(&f->name);
#include "passes/facts.def"
#undef FACTS_ARRAY
		vec_free(&f->args);
	}
	memset(f, 0, sizeof(*f));
}
