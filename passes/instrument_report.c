/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/instrument_report.h"
#include "base/new_file.h"

#include <inttypes.h>
#include <string.h>

static const char *const count_words[] = {
#define COUNT(name, word) word,
#include "passes/instrument_report.def"
#undef COUNT
};

static const char *const reason_words[] = {
#define REASON(name, word) word,
#include "passes/instrument_report.def"
#undef REASON
};

void instrument_report_init(struct instrument_report *r)
{
	memset(r, 0, sizeof(*r));
	strtab_init(&r->str);
}

void instrument_report_release(struct instrument_report *r)
{
	strtab_release(&r->str);
	vec_free(&r->list);
	vec_free(&r->self_gated);
}

void instrument_report_left(struct instrument_report *r, enum instrument_reason reason,
			    const char *what, const char *file, uint32_t line, const char *detail)
{
	struct left_out l = {
	    .what = strtab_add(&r->str, what),
	    .file = strtab_add(&r->str, file),
	    .detail = strtab_add(&r->str, detail),
	    .line = line,
	    .reason = (uint8_t)reason,
	};

	r->left[reason]++;
	vec_push(&r->list, l);
}

void instrument_report_self_gated(struct instrument_report *r, const char *helper, str_id callee)
{
	struct self_gated s = {.helper = strtab_add(&r->str, helper), .callee = callee};

	r->count[COUNT_SELF_GATED]++;
	vec_push(&r->self_gated, s);
}

static void print(const struct instrument_report *r, FILE *out)
{
	for (size_t i = 0; i < COUNT_END; i++)
		fprintf(out, "%s %" PRIu64 "\n", count_words[i], r->count[i]);
	for (size_t i = 0; i < LEFT_END; i++)
		fprintf(out, "left-out %s %" PRIu64 "\n", reason_words[i], r->left[i]);
	vec_each (&r->self_gated, i)
		fprintf(out, "self-gated %s %s\n", strtab_get(&r->str, r->self_gated.v[i].helper),
			strtab_get(&r->str, r->self_gated.v[i].callee));
	vec_each (&r->list, i) {
		const struct left_out *l = &r->list.v[i];

		fprintf(out, "left-out %s %s %s:%" PRIu32 "%s%s\n", reason_words[l->reason],
			strtab_get(&r->str, l->what), strtab_get(&r->str, l->file), l->line,
			l->detail ? " " : "", strtab_get(&r->str, l->detail));
	}
}

int instrument_report_write(const struct instrument_report *r, const char *path, struct diag *d)
{
	struct new_file out;
	int rc = new_file_begin(&out, path, d);

	if (!rc) {
		print(r, out.f);
		rc = new_file_commit(&out, d);
	}
	new_file_abort(&out);
	return rc;
}
