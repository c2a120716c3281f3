/* SPDX-License-Identifier: Apache-2.0 */
#include "views/report.h"

#include <string.h>

const struct report_term_text report_terms[TERM_COUNT] = {
#define TERM(id, key, title, words) [TERM_##id] = {key, title, words},
#include "views/report_terms.def"
#undef TERM
};

int report_make(struct report *r, sqlite3 *db, const struct report_options *opt, struct diag *d)
{
	struct census_objects written;
	int err;

	memset(r, 0, sizeof(*r));
	err = census_read(&r->c, db, d);
	if (err)
		return err;
	r->subsystem = arena_array(&r->c.mem, struct report_subsystem, r->c.nsubsystems + 1);
	r->region = arena_array(&r->c.mem, struct report_region, r->c.nregions + 1);
	diag_progress("counting");
	err = report_count(r, db, d);
	if (!err) {
		diag_progress("reading target sets");
		err = census_read_objects(&r->c, &written, db, d);
	}
	if (err) {
		report_release(r);
		return err;
	}
	report_write_targets(r, &written);
	report_block_rates(r);
	report_privilege(r, &written);
	report_tops(r, opt, &written);
	return 0;
}

void report_release(struct report *r)
{
	census_release(&r->c);
}
