/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of capmap-report, computed once; each format only writes them down.
 * report_terms.def says in words what every figure means. */
#ifndef CM_VIEWS_REPORT_H
#define CM_VIEWS_REPORT_H

#include "views/census.h"

#include <stdio.h>

#define REPORT_SCHEMA "capmap-report/1"

/* Which (function, region) pairs a block rate is a share of. */
enum report_scope {
	SCOPE_ALL,     /* every function with a body, every region */
	SCOPE_WRITERS, /* functions that stay after boot and write a region */
	SCOPE_INSIDE,  /* of those, the regions of the function's own subsystem */
	SCOPE_COUNT
};

/* What a capability is taken to open. */
enum report_mapping {
	MAP_FINE,	 /* the regions as they are, each apart */
	MAP_FINE_KEYS,	 /* the regions with their keys */
	MAP_COARSE,	 /* one region a subsystem */
	MAP_COARSE_KEYS, /* one region a subsystem, on CENSUS_KEYS keys */
	MAP_COUNT
};

struct report_rate {
	uint64_t pairs, blocked;
};

struct report_block {
	struct report_rate rate[SCOPE_COUNT][MAP_COUNT];
};

struct report_subsystem {
	uint32_t functions, writers, regions, objects;
	uint32_t keys;	       /* bit k: a region of it has key k */
	uint32_t coarse_group; /* 1.. in the coarse control with keys, 0 when nothing is keyed */
	struct report_block block; /* of its regions, whoever writes */
};

/* One key and the regions under it; entry 0 is the default key, which protects nothing. */
struct report_key {
	uint32_t regions, objects, subsystems;
	uint32_t holders;	  /* functions that may write one of them */
	uint64_t needed, granted; /* pairs by access; pairs only because the regions share it */
	uint64_t granted_objects; /* the same as (function, object) pairs */
};

struct report_region {
	uint32_t granted;    /* functions that reach it only through its key */
	uint64_t merge_cost; /* (function, object) pairs reachable only inside the region */
};

struct report_function {
	uint32_t id, needed, reachable; /* objects */
	uint32_t regions_needed, regions_reachable;
};

struct report_object {
	uint32_t id, writers, subsystems; /* subsystems the writers belong to */
};

struct report_tally {
	const char *name;
	uint64_t count, functions; /* functions: distinct ones, where that makes sense */
};

struct report_spread {
	uint64_t count, sum; /* count: of sets; mean is sum / count */
	uint64_t median2;    /* twice the median */
	uint64_t max;
};

struct report {
	struct census c;
	struct report_tally *meta; /* name; value in meta_value */
	const char **meta_value;
	uint32_t nmeta;

	uint32_t defined, declared, helpers, init, address_taken, writers;
	uint32_t objects_regioned, regions_written;
	uint32_t regions; /* that hold objects; others are left out of every figure */
	struct report_tally *kinds, *vias, *unknowns;
	uint32_t nkinds, nvias, nunknowns;
	uint64_t sites, calls_direct, calls_indirect, unknown_total;
	struct report_spread call_targets, write_targets;

	struct report_block block;
	struct report_subsystem *subsystem; /* [id] */
	uint32_t coarse_regions, coarse_groups;

	uint32_t keys_used;
	struct report_key key[CENSUS_KEYS + 1];
	struct report_region *region; /* [id] */
	uint64_t needed_pairs, granted_pairs, open_pairs;
	uint64_t needed_objects, merge_objects, granted_objects;
	bool merge_differs; /* the merge costs in the store are not those counted here */

	struct report_function *top_function;
	struct report_object *top_object;
	uint32_t ntop_function, ntop_object;
};

struct report_options {
	uint32_t top; /* entries in the lists of functions and objects */
};

/* On error r is released. */
int report_make(struct report *r, sqlite3 *db, const struct report_options *opt, struct diag *d);
void report_release(struct report *r);

/* The parts of report_make. */
int report_count(struct report *r, sqlite3 *db, struct diag *d);
void report_write_targets(struct report *r, const struct census_objects *written);
void report_block_rates(struct report *r);
void report_privilege(struct report *r, const struct census_objects *written);
void report_tops(struct report *r, const struct report_options *opt,
		 const struct census_objects *written);

/* Pairs of regions and functions with a body, less those by access. */
static inline uint64_t report_outsiders(const struct report *r, uint64_t by_access,
					uint32_t regions)
{
	uint64_t all = (uint64_t)r->defined * regions;

	return all > by_access ? all - by_access : 0;
}

int report_text(const struct report *r, FILE *out);
int report_json(const struct report *r, FILE *out);
int report_html(const struct report *r, FILE *out);

enum report_term {
#define TERM(id, key, title, words) TERM_##id,
#include "views/report_terms.def"
#undef TERM
	TERM_COUNT
};
extern const struct report_term_text {
	const char *key, *title, *words;
} report_terms[TERM_COUNT];

#endif
