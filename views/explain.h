/* SPDX-License-Identifier: Apache-2.0 */
/* Why a function may write a region, or an object: from the write back through loads, stores,
 * calls and initialisers to where the object's address comes from. And why not.
 *
 * Ids are the store's. Strings live as long as the struct explain. */
#ifndef CM_VIEWS_EXPLAIN_H
#define CM_VIEWS_EXPLAIN_H

#include "analyzer/evidence.h"
#include "base/arena.h"

#include <stdio.h>

struct explain_step {
	const char *file; /* "": unknown */
	uint32_t line;
	const char *function; /* "": a static initialiser */
	const char *text;     /* without a full stop */
};

struct explain_chain {
	const struct explain_step *steps; /* from the write to the address */
	uint32_t nsteps;		  /* 0: the evidence has no chain */
	uint32_t object;		  /* that it is about */
	uint32_t site;			  /* index of the question's */
};

/* A write: function's, on the rights of writer, which is function unless that is a helper. */
struct explain_site {
	uint32_t writer, function, line;
	const char *file, *via;
};

struct explain {
	sqlite3 *db;
	struct evidence evidence;
	struct arena mem;
	VEC(const char *) functions, objects; /* [id] */
};

/* The database stays open as long as x. On error x is released. */
int explain_open(struct explain *x, sqlite3 *db, struct diag *d);
void explain_close(struct explain *x);

/* The shortest chain by which any of the sites may write any of the objects (ascending ids). */
struct explain_chain explain_write_chain(struct explain *x, const struct explain_site *sites,
					 uint32_t nsites, const uint32_t *objects,
					 uint32_t nobjects);

/* ---- capmap-explain ------------------------------------------------------------------------- */

struct explain_unknown {
	const char *file, *reason;
	uint32_t line;
};

enum explain_how {
	EXPLAIN_NOT,	/* may not write there */
	EXPLAIN_ACCESS, /* its own accesses do */
	EXPLAIN_REGION, /* asked for an object: it writes others of the region */
	EXPLAIN_KEY,	/* the region shares a key with one that it writes */
};

typedef VEC(uint32_t) explain_ids;

struct explain_answer {
	uint32_t function, region; /* region 0: the object is in none */
	uint32_t object;	   /* 0: asked for a region */
	const char *region_name;
	int key;     /* the region's; -1: none yet */
	bool helper; /* function writes on its callers' rights */
	enum explain_how how;
	VEC(struct explain_site) sites;	  /* of EXPLAIN_ACCESS and EXPLAIN_REGION */
	VEC(struct explain_chain) chains; /* the shortest; or one a site */
	VEC(const char *) regions;	  /* that the function writes by access, by name */
	VEC(const char *) key_regions;	  /* those of them with the region's key */
	explain_ids writers;		  /* of the region or object, by name */
	VEC(struct explain_step) calls;	  /* shortest way to a writer, when not one itself */
	VEC(struct explain_unknown) unknowns;
};

/* where: a region's or an object's name; the region when it is both. */
int explain_answer(struct explain *x, struct explain_answer *a, const char *function,
		   const char *where, bool all, struct diag *d);
void explain_answer_release(struct explain_answer *a);

int explain_text(const struct explain *x, const struct explain_answer *a, FILE *out);
int explain_json(const struct explain *x, const struct explain_answer *a, FILE *out);
const char *explain_how_name(enum explain_how how);

#endif
