/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/instrument.h"

#include <stdlib.h>
#include <string.h>

static void set_text(char **to, const char *text, size_t n)
{
	free(*to);
	*to = strndup(text, n);
	if (!*to)
		diag_oom(n);
}

static int set_form(struct instrument_options *o, const char *word, size_t n, struct diag *d)
{
	static const char *const forms[] = {
	    [GATE_ALTERNATIVE] = "alternative",
	    [GATE_PLAIN] = "plain",
	    [GATE_HOSTED] = "hosted",
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (strlen(forms[i]) == n && !memcmp(forms[i], word, n)) {
			o->form = (enum gate_form)i;
			return 0;
		}
	return diag_set(d, CM_EFORMAT, "gates",
			"%.*s is no form of gates: give alternative, plain or hosted", (int)n,
			word);
}

/* One "name" or "name=value". */
static int set(struct instrument_options *o, const char *part, size_t n, struct diag *d)
{
	const char *equals = memchr(part, '=', n);
	size_t name = equals ? (size_t)(equals - part) : n, rest = equals ? n - name - 1 : 0;

	if (equals && name == strlen("table") && !memcmp(part, "table", name))
		set_text(&o->table, equals + 1, rest);
	else if (equals && name == strlen("stats") && !memcmp(part, "stats", name))
		set_text(&o->stats, equals + 1, rest);
	else if (equals && name == strlen("gates") && !memcmp(part, "gates", name))
		return set_form(o, equals + 1, rest, d);
	else if (n == strlen("whole") && !memcmp(part, "whole", n))
		o->whole = true;
	else if (n == strlen("check") && !memcmp(part, "check", n))
		o->check = true;
	else
		return diag_set(d, CM_EFORMAT, "capmap-instrument",
				"unknown option '%.*s': there are table=, stats=, gates=, whole "
				"and check",
				(int)n, part);
	return 0;
}

int instrument_options(struct instrument_options *o, const char *text, struct diag *d)
{
	const char *table = getenv("CAPMAP_TABLE"), *stats = getenv("CAPMAP_GATE_STATS");
	const char *form = getenv("CAPMAP_GATES"), *check = getenv("CAPMAP_GATE_CHECK");
	int rc = 0;

	*o = (struct instrument_options){.check = check && check[0] && strcmp(check, "0") != 0};
	if (table && table[0])
		set_text(&o->table, table, strlen(table));
	if (stats && stats[0])
		set_text(&o->stats, stats, strlen(stats));
	if (form && form[0])
		rc = set_form(o, form, strlen(form), d);
	while (!rc && *text) {
		size_t n = strcspn(text, ";");

		if (n)
			rc = set(o, text, n, d);
		text += n + (text[n] == ';');
	}
	if (rc)
		instrument_options_release(o);
	return rc;
}

void instrument_options_release(struct instrument_options *o)
{
	free(o->table);
	free(o->stats);
	o->table = o->stats = NULL;
}
