/* SPDX-License-Identifier: Apache-2.0 */
/* Facts by the content they were extracted from: DIR/ab/cdef... holds those of the module whose
 * bytes hash to abcdef... (BLAKE3, 256 bits, so that nobody can make one module pass for another).
 *
 * An entry is a facts file and then struct cache_trailer. It is written beside its place and
 * renamed, never changed, and judged whole when it is read: what is truncated, altered, misplaced
 * or of another extractor is as good as absent. So any number of programs may share a directory,
 * remove entries at any time, and die at any time. Who may write to it decides the answer. */
#ifndef CM_PASSES_CACHE_H
#define CM_PASSES_CACHE_H

#include "passes/extractor.h"
#include "passes/facts.h"
#include "passes/input_item.h"

#define CACHE_HASH_BYTES 32
#define CACHE_MAGIC	 "CMCACHE"

/* What came of the modules asked for. */
struct cache_counts {
	uint32_t hits, stored, damaged, outdated, unwritten;
};

struct cache {
	int dir;			    /* -1: none */
	const char *name;		    /* for messages; the caller's */
	uint8_t extractor[EXTRACTOR_BYTES]; /* what, besides the module, decides its facts */
	uint32_t run;			    /* random: sets the temporary files of a run apart */
	struct cache_counts counts;	    /* kept by cache_count() */
	char damaged[240], unwritten[240];  /* of the first of each */
};

struct cache_key {
	uint8_t hash[CACHE_HASH_BYTES];
};

struct cache_trailer {
	char magic[8];
	uint8_t key[CACHE_HASH_BYTES];
	uint8_t extractor[EXTRACTOR_BYTES];
};

/* What the cache did for one module. It crosses from the process that did it to the one that
 * counts. */
struct cache_use {
	uint32_t hit, stored;	     /* booleans */
	int32_t load_err, store_err; /* 0, or a negative enum cm_err */
	char damaged[240], unwritten[240];
};

/* Makes the directory unless it is there; its parent must be. 0 or a negative enum cm_err. */
int cache_open(struct cache *c, const char *dir, struct diag *d);
void cache_close(struct cache *c);

void cache_key(struct cache_key *k, const char *bytes, size_t n, enum input_kind kind);

/* Returns true and loaded facts, or false: no entry, one of another extractor, or one that cannot
 * be read or is damaged. */
bool cache_load(const struct cache *c, const struct cache_key *k, struct facts *f,
		struct cache_use *use);
/* Puts serialised facts in place of what is there. */
void cache_store(const struct cache *c, const struct cache_key *k, const void *facts, size_t n,
		 struct cache_use *use);
/* Removes what process pid of this run left when it was killed. */
void cache_forget(const struct cache *c, int pid);

void cache_count(struct cache *c, const struct cache_use *use);
/* A line on stderr for each kind of entry that had to be ignored, and for entries not written. */
void cache_warn(const struct cache *c);

/* cache_trim.c: removes entries, those that were not used for longest first, until all take at most
 * bytes; and temporary files of an hour ago. */
void cache_trim(const struct cache *c, uint64_t bytes);

#endif
