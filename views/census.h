/* SPDX-License-Identifier: Apache-2.0 */
/* A store read into arrays: the names, and which function may write which region. What the report
 * counts and the pictures draw starts here.
 *
 * Arrays are indexed by the store's ids, dense from 1; entry 0 is unused. Strings and arrays live
 * in mem. Only write rights are read. */
#ifndef CM_VIEWS_CENSUS_H
#define CM_VIEWS_CENSUS_H

#include "analyzer/store.h"
#include "base/arena.h"
#include "base/bitset.h"

#define CENSUS_KEYS    15 /* assignable protection keys: 1..15 */
#define CENSUS_NOT_SET (-1)

struct census_function {
	const char *name, *file; /* file "": unknown */
	uint32_t line, subsystem;
	bool defined, helper, init, address_taken;
};

struct census_object {
	const char *name, *kind, *type; /* type "": unknown */
	uint64_t size;			/* bytes, 0 unknown */
	uint32_t subsystem;
	uint32_t region; /* 0: not protectable */
};

struct census_region {
	const char *name;
	uint32_t subsystem, nobjects, nwriters;
	uint64_t merge_cost; /* as stored */
	int key;	     /* 1..15, 0 the default key, CENSUS_NOT_SET before capmap-map */
};

struct census {
	struct arena mem;
	uint32_t nsubsystems, nfunctions, nobjects, nregions;
	const char **subsystem; /* [id] -> name */
	struct census_function *function;
	struct census_object *object;
	struct census_region *region;
	/* The regions function f may write, ascending: may_write[first[f] .. first[f + 1]). */
	uint32_t *first, *may_write;
	uint32_t npairs;
	/* The functions that may write region r, one bit a function id: writers + r * words. */
	uint64_t *writers;
	size_t words;
	bool keyed; /* the regions have keys */
};

/* On error c is released and d filled: a store that is damaged or not dense. */
int census_read(struct census *c, sqlite3 *db, struct diag *d);
void census_release(struct census *c);

static inline uint64_t *census_writers(const struct census *c, uint32_t region)
{
	return c->writers + region * c->words;
}

/* Who writes which object, from the accesses themselves (a helper's count for its caller). Objects
 * without a region are left at 0. */
struct census_objects {
	uint32_t *writers;    /* [object id]: distinct functions */
	uint64_t *subsystems; /* object id * words: a bit for each subsystem of its writers */
	size_t words;
	uint32_t *needed;		/* [function id]: objects with key != 0 that it may write */
	uint32_t nsets;			/* target sets; ids 0..nsets - 1, 0 unused */
	uint32_t *set_size, *set_sites; /* [set]: objects in it; places that write through it */
};

/* In c's memory. Reads the target sets, so it costs seconds on a large store. */
int census_read_objects(struct census *c, struct census_objects *out, sqlite3 *db, struct diag *d);

#endif
