/* SPDX-License-Identifier: Apache-2.0 */
#include "views/number.h"

#include <inttypes.h>
#include <stdio.h>

const char *number_text(struct number *b, uint64_t v)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, v);
	char *at = b->s;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*at++ = ',';
		*at++ = digits[i];
	}
	*at = 0;
	return b->s;
}

const char *number_of(struct number *b, uint64_t v, const char *noun)
{
	struct number n;

	snprintf(b->s, sizeof(b->s), "%.30s %.30s%s", number_text(&n, v), noun, v == 1 ? "" : "s");
	return b->s;
}

const char *number_percent(struct number *b, uint64_t part, uint64_t whole)
{
	if (!whole)
		snprintf(b->s, sizeof(b->s), "n/a");
	else
		snprintf(b->s, sizeof(b->s), "%" PRIu64 ".%02u%%", part * 100 / whole,
			 (unsigned)(part * 10000 / whole % 100));
	return b->s;
}
