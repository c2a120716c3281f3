/* SPDX-License-Identifier: Apache-2.0 */
/* What changed in who may write what, from one store to another.
 *
 * Two analyses number and group differently, so the truth is compared at objects, matched by name
 * (diff_match.h): a function gained a right by access when one of its sites may write an object
 * that none of its sites could before, or that is new. A right that comes without an access, since
 * objects now share a region or regions a key with what the function writes, is a mapping change
 * and is told apart.
 *
 * Ids: "after" ids unless said otherwise. Lists are sorted by name. */
#ifndef CM_VIEWS_DIFF_H
#define CM_VIEWS_DIFF_H

#include "views/diff_match.h"
#include "views/diff_side.h"
#include "views/diff_suppress.h"

enum diff_exit {
	DIFF_CHANGED = 4,	 /* something differs, and nothing widened */
	DIFF_WIDENED = 8,	 /* a function gained a write capability */
	DIFF_LESS_COMPLETE = 16, /* a count of unknowns rose */
};

struct diff_pair {
	uint32_t function, region, object; /* region: object's */
	uint32_t suppression;		   /* index + 1, 0: none */
};

typedef VEC(uint32_t) diff_ids;

/* Pairs of one function, region and suppression, pairs.v[first .. first + n), and the function's
 * sites that write their objects, sites.v[first_site .. first_site + nsites); of gained ones, when
 * explained, diff.steps.v[first_step .. first_step + nsteps). */
struct diff_group {
	uint32_t function, region, suppression, first, n, first_site, nsites, first_step, nsteps;
};

struct diff_access {
	VEC(struct diff_pair) pairs; /* by function, region, suppression, object */
	VEC(struct diff_group) groups;
	diff_ids sites; /* ids into the side's sites; of a group, by place */
};

/* From the function that holds the right towards the write, and on to where the address that is
 * written to comes from. */
struct diff_step {
	const char *function, *text; /* text: a sentence without a full stop */
	struct diff_place place;
};

enum diff_how {
	DIFF_GROUPING = SUPPRESS_GROUPING, /* the functions write other objects of region */
	DIFF_SHARING = SUPPRESS_SHARING,   /* they write another region of its key */
	DIFF_OPEN = SUPPRESS_OPEN,	   /* it lost its key: every function */
};
const char *diff_how_name(enum diff_how how);

/* Functions that now reach the objects that were in region from (a before id) and are in region. */
struct diff_mapping {
	enum diff_how how;
	uint32_t region, from, suppression;
	uint32_t first, n;		 /* diff.mapping_functions; none for DIFF_OPEN */
	uint32_t first_object, nobjects; /* diff.mapping_objects */
};

/* Unknowns of one function and reason that are not as many as before. */
struct diff_unknown {
	const char *function, *reason; /* function "": the program */
	uint32_t before, after;
	uint32_t first, n; /* the rows: after.unknowns, or before.unknowns when after is 0 */
	uint32_t suppression;
};

struct diff_options {
	bool strict;  /* mapping changes widen, too */
	bool explain; /* find out how gains come about */
};

struct diff {
	struct diff_options opt;
	struct suppressions *suppressions; /* NULL: none */
	struct diff_side before, after;
	struct diff_match function, object, region;

	struct arena mem;
	struct diff_access gained;
	VEC(struct diff_step) steps;
	struct diff_access lost; /* all ids are before's */
	VEC(struct diff_mapping) mapping;
	diff_ids mapping_functions, mapping_objects;
	VEC(struct diff_unknown) unknowns;

	diff_ids functions_added, functions_removed; /* removed: before ids, here and below */
	diff_ids objects_added, objects_removed;     /* of those in a region */
	diff_ids objects_moved; /* to another region, or into or out of all regions */
	diff_ids regions_added, regions_removed;
	diff_ids regions_renamed; /* other name, same objects */
	diff_ids regions_rekeyed;
	VEC(const char *)
	meta;		    /* name, before, after; NULL: not there. Input hashes are left out */
	bool keys_compared; /* both stores have keys */
};

/* The databases stay open, and suppressions as they are, as long as d. On error d is released. */
int diff_make(struct diff *d, sqlite3 *before, sqlite3 *after, struct suppressions *suppressions,
	      const struct diff_options *opt, struct diag *diag);
void diff_release(struct diff *d);

/* Bits of enum diff_exit. */
unsigned diff_status(const struct diff *d);

/* Steps of diff_make, in order, each in its own file. */
void diff_compare_access(struct diff *d);	     /* gained, lost */
void diff_compare_mapping(struct diff *d);	     /* needs gained */
void diff_compare_unknowns(struct diff *d);	     /* unknowns */
int diff_explain(struct diff *d, struct diag *diag); /* steps, when asked for */

/* For summaries. Suppressed differences are counted apart. */
struct diff_counts {
	uint32_t gained_functions, gained_objects; /* distinct */
	uint32_t lost_functions, mapping;	   /* distinct; rows */
	uint32_t suppressed;			   /* groups, rows and unknowns */
	uint32_t unknowns_before, unknowns_after;  /* in all */
	uint32_t unknowns_risen;		   /* (function, reason) whose count rose */
};
void diff_count(const struct diff *d, struct diff_counts *c);

/* "stores to" for "store", ... */
const char *diff_via_verb(const char *via);

static inline const char *diff_function(const struct diff_side *s, uint32_t id)
{
	return s->c.function[id].name;
}
/* Region 0 is "(none)". */
static inline const char *diff_region(const struct diff_side *s, uint32_t id)
{
	return id ? s->c.region[id].name : "(none)";
}

#endif
