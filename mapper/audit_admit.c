/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/audit_int.h"

#include <inttypes.h>

static void bind_caller(sqlite3_stmt *st, const struct access *x)
{
	if (x->caller)
		sqlite3_bind_int64(st, 4, x->caller->id);
	else
		sqlite3_bind_null(st, 4);
}

static int insert(struct audit *a, const struct access *x)
{
	const struct function *owner = x->caller ? x->caller : x->function;
	int rc;

	sqlite3_reset(a->add_set);
	sqlite3_bind_int64(a->add_set, 1, x->object);
	rc = store_step(a->db, a->add_set, a->d);
	if (rc)
		return rc;
	sqlite3_reset(a->add_site);
	sqlite3_bind_int64(a->add_site, 1, x->function->id);
	sqlite3_bind_int64(a->add_site, 2, x->at->file);
	sqlite3_bind_int64(a->add_site, 3, x->at->line);
	bind_caller(a->add_site, x);
	rc = store_step(a->db, a->add_site, a->d);
	if (rc)
		return rc;
	sqlite3_reset(a->add_right);
	sqlite3_bind_int64(a->add_right, 1, owner->id);
	sqlite3_bind_int64(a->add_right, 2, x->region);
	return store_step(a->db, a->add_right, a->d);
}

/* known: 0 the store has no write there, 1 of other objects, 2 of this one too, 3 by evidence. */
static int look_up(struct audit *a, const struct access *x, int *known)
{
	sqlite3_stmt *st = a->has_object;

	sqlite3_reset(st);
	bind_caller(st, x);
	sqlite3_bind_int64(st, 5, x->object);
	int rc = audit_ask(a, st, x->function, x->at);

	if (rc < 0)
		return rc;
	*known = sqlite3_column_type(st, 0) == SQLITE_NULL ? 0 : 1 + sqlite3_column_int(st, 0);
	return 0;
}

/* Whether a function that called, for which the store has the write: the extractor takes some calls
 * for a write (models.def), and the link may have inlined what was called. *lender: that function.
 */
static int is_lent(struct audit *a, const struct access *x, const struct function **lender)
{
	uint32_t at_i;
	int rc = 0;

	for (uint32_t i = x->frame + 1; i < a->frames.n && !rc; i++) {
		const struct frame *at = &a->frames.v[i];
		const struct function *f = at->line ? audit_find_there(a, i, at, &at_i, &rc) : NULL;

		if (!f)
			continue;
		*lender = f;
		sqlite3_reset(a->lends);
		sqlite3_bind_int64(a->lends, 4, x->object);
		sqlite3_bind_text(a->lends, 5, a->frames.v[i - 1].function, -1, SQLITE_STATIC);
		rc = audit_ask(a, a->lends, f, at);
	}
	return rc;
}

/* Whether the analysis has the object among what the function, or whose rights it runs on, writes
 * at other places. */
static bool is_elsewhere(const struct audit *a, const struct access *x)
{
	sqlite3_stmt *st = a->elsewhere;

	sqlite3_reset(st);
	sqlite3_bind_int64(st, 1, (x->caller ? x->caller : x->function)->id);
	sqlite3_bind_int64(st, 2, x->object);
	return sqlite3_step(st) == SQLITE_ROW;
}

static void print(const struct audit *a, const struct access *x, const struct function *lender,
		  const char *why, bool elsewhere)
{
	fprintf(a->out, "%s%s%s %s:%" PRId64 " %s: %s%s\n", x->function->name,
		lender ? " for " : "", lender ? lender->name : "", x->at->path, x->at->line,
		a->object, why, elsewhere ? " elsewhere" : "");
}

/* What the analysis missed at one write, it missed at those that it cannot tell from that one. */
static int admit_alike(struct audit *a, const struct access *x)
{
	sqlite3_stmt *st = a->alike;
	struct frame at = *x->at;
	struct access y = *x;
	int rc, known;

	y.at = &at;
	sqlite3_reset(st);
	bind_caller(st, x);
	for (rc = audit_ask(a, st, x->function, x->at); rc == 1; rc = store_step(a->db, st, a->d)) {
		at.file = sqlite3_column_int64(st, 0);
		at.line = sqlite3_column_int64(st, 1);
		at.path = (const char *)sqlite3_column_text(st, 2);
		rc = look_up(a, &y, &known);
		if (!rc && known < 2) {
			print(a, &y, y.caller, "alike", false);
			a->added++;
			rc = insert(a, &y);
		}
		if (rc < 0)
			return rc;
	}
	return rc;
}

int audit_admit(struct audit *a, const struct access *x)
{
	const struct function *lender = x->caller;
	const char *why = "no-write";
	int known = 0, rc = look_up(a, x, &known);

	if (!rc && known < 2) {
		rc = is_lent(a, x, &lender);
		known = rc > 0 ? 2 : known;
	}
	if (rc < 0)
		return rc;
	if (known != 2)
		lender = x->caller;
	rc = audit_ask(a, a->why, x->function, x->at);
	if (rc < 0)
		return rc;
	if (rc)
		why = (const char *)sqlite3_column_text(a->why, 0);
	if (known == 3)
		return 0;
	if (known)
		why = known == 2 ? "known" : "other-objects";
	print(a, x, lender, why, known != 2 && is_elsewhere(a, x));
	a->known += known == 2;
	if (known == 2)
		return 0;
	a->added++;
	rc = insert(a, x);
	return rc ? rc : admit_alike(a, x);
}
