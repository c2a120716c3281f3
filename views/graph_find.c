/* SPDX-License-Identifier: Apache-2.0 */
#include "views/graph_find.h"
#include "views/suggest.h"

#include <string.h>

uint32_t find_subsystem(const struct census *c, const char *name, struct diag *d)
{
	struct suggest near;
	char text[512];

	suggest_init(&near, name);
	for (uint32_t s = 1; s <= c->nsubsystems; s++) {
		if (!strcmp(c->subsystem[s], name))
			return s;
		suggest_offer(&near, c->subsystem[s]);
	}
	diag_set(d, CM_ENOTFOUND, "--subsystem", "the store has no subsystem '%s'%s", name,
		 suggest_text(&near, text, sizeof(text)));
	return 0;
}

uint32_t find_function(const struct census *c, const char *name, struct diag *d)
{
	struct suggest near;
	char text[512];

	suggest_init(&near, name);
	for (uint32_t f = 1; f <= c->nfunctions; f++) {
		if (!strcmp(c->function[f].name, name))
			return f;
		suggest_offer(&near, c->function[f].name);
	}
	diag_set(d, CM_ENOTFOUND, "--function", "the store has no function '%s'%s", name,
		 suggest_text(&near, text, sizeof(text)));
	return 0;
}
